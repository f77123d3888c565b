// Masquerading of an attachment's addresses. The rules are IptablesMasquerade's and NftMasquerade's
// business, their removal MasqueradeRemains'.
package io.mycni.part.masquerade;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.part.Difference;
import io.mycni.part.MadeNote;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rules for the addresses of one attachment.
 *
 * @param subject whose
 * @param backend by what
 * @param bridge the bridge at which the network's attachments meet; empty where they have none
 */
public record Masquerade(Subject subject, MasqueradeBackend backend, String bridge)
    implements Part {
  @Override
  public HostQuery asks() {
    HostQuery query = HostQuery.facts();
    if (!bridge.isEmpty()) {
      query = query.and(HostQuery.link(bridge));
    }
    if (backend == MasqueradeBackend.NFTABLES) {
      return query.and(HostQuery.nft());
    }
    for (IpFamily family : subject.given().families()) {
      query = query.and(HostQuery.iptables(family));
    }
    return query;
  }

  /**
   * Rules of nftables have to be seen to be written; of iptables it matters for the first
   * attachment only whether its table is there, as that goes again when the plan fails.
   */
  @Override
  public boolean needsCloseLook(HostState quick) {
    if (backend == MasqueradeBackend.NFTABLES) {
      return true;
    }
    if (!bridge.isEmpty()) {
      Optional<Link> link = quick.link(bridge);
      return link.isEmpty() || link.get().ports() == 0;
    }
    for (IpFamily family : subject.given().families()) {
      if (!quick.forwards(family)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<Part> late() {
    return List.of(this);
  }

  @Override
  public List<Step> make(HostState host) {
    List<Cidr> addresses = subject.given().addresses();
    return backend == MasqueradeBackend.IPTABLES
        ? IptablesMasquerade.add(addresses, subject.names(), host)
        : NftMasquerade.add(addresses, subject.names(), host);
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    boolean byNft = backend == MasqueradeBackend.NFTABLES;
    if (byNft
        && host.nft().hasTable(NftMasquerade.FAMILY, NftMasquerade.NAME)
        && !NftMasquerade.leadsThere(host)) {
      differences.add(
          Difference.wiped(
              "nothing is masqueraded: the chain postrouting of "
                  + NftMasquerade.WHERE
                  + " has lost rules"));
    }
    for (Cidr address : subject.given().addresses()) {
      if (byNft) {
        if (!NftMasquerade.hasRuleFor(address, subject.names(), host)) {
          differences.add(
              Difference.wiped(
                  "the masquerade rule of "
                      + address.address()
                      + " is gone from "
                      + NftMasquerade.WHERE));
        }
        continue;
      }
      for (String missing :
          IptablesMasquerade.missing(address, subject.names(), host.natRules(address.family()))) {
        differences.add(Difference.wiped(missing));
      }
    }
    return differences;
  }

  @Override
  public String listedBy(HostState host) {
    return backend == MasqueradeBackend.NFTABLES ? "nft" : "iptables-save";
  }

  @Override
  public List<String> tools() {
    return List.of(backend == MasqueradeBackend.NFTABLES ? "nft" : "iptables-restore");
  }

  @Override
  public String remembers(HostState host) {
    return MadeNote.MASQUERADE + " " + backend.keyword();
  }
}
