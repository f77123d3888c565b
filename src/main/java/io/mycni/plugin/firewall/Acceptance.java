// What lets the traffic of a container through the host: what it sends, and the answers to that. By
// which backend is decided here; the rules are theirs.
package io.mycni.plugin.firewall;

import io.mycni.cni.CniIp;
import io.mycni.cni.CniResult;
import io.mycni.host.DroppingChains;
import io.mycni.host.Firewalld;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.Difference;
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
 * @param config by what, and where
 */
record Acceptance(Subject subject, FirewallConfig config) implements Part {
  /** Returns the addresses of a result, each once, whichever interface has them. */
  static List<IpAddress> addresses(Optional<CniResult> result) {
    List<IpAddress> addresses = new ArrayList<>();
    for (CniIp ip : result.isPresent() ? result.get().ips() : List.<CniIp>of()) {
      if (!addresses.contains(ip.address().address())) {
        addresses.add(ip.address().address());
      }
    }
    return addresses;
  }

  private List<IpAddress> addresses() {
    return addresses(subject.previous());
  }

  /** Returns those of a family. */
  static List<IpAddress> of(IpFamily family, List<IpAddress> addresses) {
    List<IpAddress> found = new ArrayList<>();
    for (IpAddress address : addresses) {
      if (address.family() == family) {
        found.add(address);
      }
    }
    return found;
  }

  /** What was noted counts, then what is configured; empty where the host decides. */
  static Optional<FirewallBackend> known(Subject subject, FirewallConfig config) {
    Optional<FirewallNote> noted = FirewallNote.of(subject.note());
    return noted.isPresent() ? Optional.of(noted.get().backend()) : config.backend();
  }

  private FirewallBackend backend(HostState host) {
    Optional<FirewallBackend> known = known(subject, config);
    if (known.isPresent()) {
      return known.get();
    }
    return host.answer(Firewalld.RUNS)
        ? FirewallBackend.FIREWALLD
        : FirewallBackend.of(subject.usualBackend());
  }

  @Override
  public HostQuery asks() {
    Optional<FirewallBackend> known = known(subject, config);
    HostQuery query = HostQuery.NOTHING;
    if (known.isEmpty() || known.get() == FirewallBackend.FIREWALLD) {
      query = FirewalldSources.asks();
    }
    return switch (known.orElse(FirewallBackend.of(subject.usualBackend()))) {
      case FIREWALLD -> query;
      case NFTABLES -> query.and(HostQuery.nft());
      case IPTABLES -> {
        for (IpAddress address : addresses()) {
          query = query.and(HostQuery.iptables(address.family()));
        }
        yield query;
      }
    };
  }

  /** Rules have to be seen to be written; firewalld can be told the same again. */
  @Override
  public boolean needsCloseLook(HostState quick) {
    return backend(quick) != FirewallBackend.FIREWALLD && !addresses().isEmpty();
  }

  @Override
  public List<Step> make(HostState host) {
    List<IpAddress> addresses = addresses();
    if (addresses.isEmpty()) {
      return List.of(new Step.Present("nothing to be let through: the container has no address"));
    }
    return switch (backend(host)) {
      case FIREWALLD -> FirewalldSources.add(addresses, config.zone(), host);
      case NFTABLES -> NftFirewall.accept(addresses, isSeparated(), subject.names(), host);
      case IPTABLES -> iptables(addresses, host);
    };
  }

  private boolean isSeparated() {
    return config.policy() != IngressPolicy.OPEN;
  }

  private List<Step> iptables(List<IpAddress> addresses, HostState host) {
    List<Step> steps = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      List<IpAddress> mine = of(family, addresses);
      if (!mine.isEmpty()) {
        steps.addAll(
            new IptablesAcceptance(family, config.adminChain(), host.filterRules(family))
                .add(mine, isSeparated()));
      }
    }
    return steps;
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<IpAddress> addresses = addresses();
    if (addresses.isEmpty()) {
      return List.of();
    }
    return switch (backend(host)) {
      case FIREWALLD -> FirewalldSources.differences(addresses, config.zone(), host);
      case NFTABLES -> NftFirewall.notAccepted(addresses, subject.names(), host);
      case IPTABLES -> {
        List<Difference> differences = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
          List<IpAddress> mine = of(family, addresses);
          if (!mine.isEmpty()) {
            new IptablesAcceptance(family, config.adminChain(), host.filterRules(family))
                .differences(mine, differences);
          }
        }
        yield differences;
      }
    };
  }

  @Override
  public HostQuery asksForNotes() {
    Optional<FirewallBackend> known = known(subject, config);
    return known.orElse(FirewallBackend.of(subject.usualBackend())) == FirewallBackend.NFTABLES
        ? HostQuery.question(DroppingChains.QUESTION)
        : HostQuery.NOTHING;
  }

  @Override
  public List<String> notes(HostState host) {
    List<String> notes = new ArrayList<>();
    if (!addresses().isEmpty() && backend(host) == FirewallBackend.NFTABLES) {
      for (String chain : host.answerIfAsked(DroppingChains.QUESTION).orElse(List.of())) {
        if (!chain.startsWith(NftFirewall.TABLE + " ")) {
          notes.add(NftFirewall.notOverridden(chain));
        }
      }
    }
    return notes;
  }

  @Override
  public String listedBy(HostState host) {
    if (addresses().isEmpty()) {
      return "";
    }
    return switch (backend(host)) {
      case FIREWALLD -> "";
      case NFTABLES -> "nft";
      case IPTABLES -> "iptables-save";
    };
  }

  /** Where nothing is configured the host decides at the ADD, among those that write rules. */
  @Override
  public List<String> tools() {
    return switch (config.backend().orElse(FirewallBackend.of(subject.usualBackend()))) {
      case FIREWALLD -> List.of("firewall-cmd");
      case NFTABLES -> List.of("nft");
      case IPTABLES -> List.of("iptables-restore");
    };
  }

  @Override
  public String remembers(HostState host) {
    return new FirewallNote(backend(host), config.zone(), addresses()).line();
  }
}
