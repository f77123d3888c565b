// The published ports of an attachment. The rules are IptablesPorts' and NftPorts' business, their
// removal PortRemains'.
package io.mycni.plugin.portmap;

import io.mycni.cni.CniException;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Listeners;
import io.mycni.host.NftState;
import io.mycni.host.PortQuestion;
import io.mycni.host.TableRules;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.Conflict;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rules that lead ports of the host to the container.
 *
 * @param subject whose
 * @param config what is wanted
 * @param backend by what
 */
record PublishedPorts(Subject subject, PortmapConfig config, MasqueradeBackend backend)
    implements Part {
  /** Returns what is published in each family, the first address of each, as the reference does. */
  List<Publication> publications() {
    List<Publication> publications = new ArrayList<>();
    if (config.mappings().isEmpty()) {
      return publications;
    }
    for (IpFamily family : IpFamily.values()) {
      Optional<Cidr> address = address(family);
      if (address.isPresent()) {
        publications.add(new Publication(subject.names(), address.get(), config));
      }
    }
    return publications;
  }

  private Optional<Cidr> address(IpFamily family) {
    for (Cidr address : subject.given().addresses()) {
      if (address.family() == family) {
        return Optional.of(address);
      }
    }
    return Optional.empty();
  }

  private boolean byNft() {
    return backend == MasqueradeBackend.NFTABLES;
  }

  /** Returns the question for what is not a rule. */
  PortQuestion question() {
    Optional<Cidr> address = address(IpFamily.V4);
    return new PortQuestion(
        address.isPresent() ? Optional.of(address.get().address()) : Optional.empty());
  }

  @Override
  public HostQuery asks() {
    HostQuery query = HostQuery.NOTHING;
    List<Publication> publications = publications();
    for (Publication publication : publications) {
      if (!byNft()) {
        query =
            query
                .and(HostQuery.iptables(publication.family()))
                .and(HostQuery.question(IptablesPorts.entry(publication.family())));
      }
    }
    if (publications.isEmpty()) {
      return query;
    }
    return query
        .and(HostQuery.question(question()))
        .and(HostQuery.question(byNft() ? NftPorts.WITH_IPTABLES : IptablesPorts.BESIDE));
  }

  /** One for each protocol and port, whatever the address. */
  @Override
  public List<Integer> claims() {
    List<Integer> claims = new ArrayList<>();
    if (!publications().isEmpty()) {
      for (PortMapping mapping : config.mappings()) {
        claims.add(mapping.protocol().ordinal() << Character.SIZE | mapping.hostPort());
      }
    }
    return claims;
  }

  /**
   * Who has published the same port can be told by the rules alone; that nobody has, by those of
   * one chain.
   */
  @Override
  public boolean needsCloseLook(HostState quick) {
    boolean closely = false;
    for (Publication publication : publications()) {
      closely |= byNft() || !IptablesPorts.isPlain(publication, quick);
    }
    return closely;
  }

  @Override
  public boolean isInside() {
    return publications().isEmpty();
  }

  @Override
  public List<Step> make(HostState host) {
    List<Step> steps = new ArrayList<>();
    for (Publication publication : publications()) {
      requireFree(publication, host);
      steps.addAll(
          byNft() ? NftPorts.make(publication, nft(host)) : IptablesPorts.make(publication, host));
    }
    return steps;
  }

  private static NftState nft(HostState host) {
    return host.answer(NftPorts.WITH_IPTABLES).nft();
  }

  /**
   * Refuses a port that another container has, by whichever backend.
   *
   * @throws CniException naming that container
   */
  private void requireFree(Publication publication, HostState host) {
    IpFamily family = publication.family();
    String conditions = conditions(publication);
    if (byNft()) {
      requireFree(publication, NftClaims.of(nft(host), family), conditions, "");
      Map<IpFamily, TableRules> nat = host.answer(NftPorts.WITH_IPTABLES).nat();
      List<Claim> beside = IptablesClaims.of(nat.getOrDefault(family, TableRules.NONE));
      requireFree(publication, beside, "", " by iptables");
    } else {
      requireFree(publication, IptablesClaims.of(host.natRules(family)), conditions, "");
      List<Claim> beside = NftClaims.of(host.answer(IptablesPorts.BESIDE), family);
      requireFree(publication, beside, "", " by nftables");
    }
  }

  /**
   * Refuses those that are claimed.
   *
   * @param conditions the conditions in the words of those who claim; empty where there are none,
   *     or they are in other words
   * @param by by what the claims were made, where that is not the backend at work
   */
  private static void requireFree(
      Publication publication, List<Claim> claims, String conditions, String by) {
    for (PortMapping mapping : publication.mappings()) {
      for (Claim claim : claims) {
        if (!claim.isOf(publication.containerId()) && claim.meets(mapping, conditions)) {
          throw Conflict.of(
              "the host port "
                  + mapping.hostSide()
                  + " is taken: "
                  + claim.owner()
                  + " has published it"
                  + by
                  + ", as "
                  + claim.to(),
              "choose another hostPort or hostIP; if that container is gone, a DEL of it or"
                  + " `mycni gc` frees the port");
        }
      }
    }
  }

  private String conditions(Publication publication) {
    return byNft()
        ? String.join(" ", publication.conditions())
        : IptablesClaims.conditions(publication.conditions());
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    for (Publication publication : publications()) {
      differences.addAll(
          byNft()
              ? NftPorts.differences(publication, nft(host))
              : IptablesPorts.differences(publication, host));
    }
    return differences;
  }

  @Override
  public HostQuery asksForNotes() {
    return publications().isEmpty() ? HostQuery.NOTHING : HostQuery.question(Listeners.QUESTION);
  }

  @Override
  public List<String> notes(HostState host) {
    List<String> notes = new ArrayList<>();
    List<Publication> publications = publications();
    for (PortMapping mapping : config.mappings()) {
      boolean published = false;
      for (Publication publication : publications) {
        published |= mapping.isOf(publication.family());
      }
      if (!published) {
        String family = mapping.hostIp().isPresent() ? mapping.hostIp().get().family() + " " : "";
        notes.add(
            "the port "
                + mapping.hostSide()
                + " is not published: the container has no "
                + family
                + "address");
      }
    }
    if (publications.isEmpty()) {
      return notes;
    }
    for (Listeners.Listener listener : host.answerIfAsked(Listeners.QUESTION).orElse(List.of())) {
      for (PortMapping mapping : config.mappings()) {
        if (hears(listener, mapping)) {
          notes.add(
              "somebody on the host listens at "
                  + listener.address()
                  + " on port "
                  + listener.port()
                  + "/"
                  + listener.protocol()
                  + ", and gets no connections by other hosts any more: they go to the container");
        }
      }
    }
    return notes;
  }

  /** An unspecified address of IPv6 hears IPv4, too, if nobody has forbidden it. */
  private static boolean hears(Listeners.Listener listener, PortMapping mapping) {
    IpAddress address = listener.address();
    boolean everywhere = address.high() == 0 && address.low() == 0;
    boolean there =
        everywhere
            ? address.family() == IpFamily.V6 || mapping.isOf(IpFamily.V4)
            : mapping.isOf(address.family())
                && (mapping.onlyAt().isEmpty() || mapping.onlyAt().get().equals(address));
    return there
        && listener.port() == mapping.hostPort()
        && listener.protocol().equals(mapping.protocol().keyword());
  }

  @Override
  public String listedBy(HostState host) {
    return publications().isEmpty() ? "" : byNft() ? "nft" : "iptables-save";
  }

  @Override
  public List<String> tools() {
    return List.of(byNft() ? "nft" : "iptables-restore");
  }

  @Override
  public String remembers(HostState host) {
    List<IpAddress> addresses = new ArrayList<>();
    boolean conditional = false;
    for (Publication publication : publications()) {
      addresses.add(publication.container().address());
      conditional |= !publication.conditions().isEmpty();
    }
    return addresses.isEmpty()
        ? ""
        : new PortNote(backend, conditional, addresses, PortGroups.of(config.mappings())).text();
  }
}
