// What keeps the bridge of a container apart from others, or its containers from each other.
package io.mycni.plugin.firewall;

import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Names;
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
 * The policy of a bridge.
 *
 * @param subject whose container is on it
 * @param config the policy, which is not {@link IngressPolicy#OPEN}
 */
record Isolation(Subject subject, FirewallConfig config) implements Part {
  private static final String CALLS_IPTABLES = "net/bridge/bridge-nf-call-iptables";
  private static final String CALLS_IP6TABLES = "net/bridge/bridge-nf-call-ip6tables";

  /** By nftables where containers are let through by them, or nothing else is installed. */
  private boolean byNft() {
    FirewallBackend backend =
        Acceptance.known(subject, config).orElse(FirewallBackend.of(subject.usualBackend()));
    return backend == FirewallBackend.NFTABLES
        || backend == FirewallBackend.FIREWALLD
            && FirewallBackend.of(subject.usualBackend()) == FirewallBackend.NFTABLES;
  }

  private List<IpFamily> families() {
    List<IpFamily> families = new ArrayList<>();
    for (IpAddress address : Acceptance.addresses(subject.previous())) {
      if (!families.contains(address.family())) {
        families.add(address.family());
      }
    }
    return families;
  }

  @Override
  public HostQuery asks() {
    if (byNft()) {
      return HostQuery.nft();
    }
    HostQuery query = HostQuery.setting(CALLS_IPTABLES).and(HostQuery.setting(CALLS_IP6TABLES));
    for (IpFamily family : families()) {
      query = query.and(HostQuery.iptables(family));
    }
    return query;
  }

  @Override
  public boolean needsCloseLook(HostState quick) {
    return true;
  }

  @Override
  public List<Step> make(HostState host) {
    String bridge = bridge();
    if (byNft()) {
      return NftSeparation.separate(bridge, ports(bridge), subject.names(), host);
    }
    List<Step> steps = new ArrayList<>();
    for (IpFamily family : families()) {
      steps.addAll(iptables(family, bridge, host).add());
    }
    return steps;
  }

  private IptablesIsolation iptables(IpFamily family, String bridge, HostState host) {
    return new IptablesIsolation(
        family,
        bridge,
        config.policy(),
        new IptablesAcceptance(family, config.adminChain(), host.filterRules(family)),
        host.filterRules(family));
  }

  /**
   * The first interface of the result, where that is on the host, as with the reference; empty
   * where the result tells none.
   */
  private Optional<String> toldBridge() {
    List<CniInterface> interfaces = subject.previous().map(CniResult::interfaces).orElse(List.of());
    boolean told =
        !interfaces.isEmpty()
            && interfaces.getFirst().sandbox().isEmpty()
            && Names.isIfname(interfaces.getFirst().name());
    return told ? Optional.of(interfaces.getFirst().name()) : Optional.empty();
  }

  private String bridge() {
    Optional<String> bridge = toldBridge();
    if (bridge.isEmpty()) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          noBridge(),
          "put the firewall behind the bridge plugin, or leave ingressPolicy out");
    }
    return bridge.get();
  }

  private String noBridge() {
    List<CniInterface> interfaces = subject.previous().map(CniResult::interfaces).orElse(List.of());
    return "ingressPolicy is "
        + config.policy().keyword()
        + ", and the result of the plugin before tells no bridge: its first interface is "
        + (interfaces.isEmpty()
            ? "missing"
            : interfaces.getFirst().name() + ", which is not on the host");
  }

  /** The ends on the host of the container's interfaces, where those shall not meet others. */
  private List<String> ports(String bridge) {
    List<String> ports = new ArrayList<>();
    if (config.policy() == IngressPolicy.ISOLATED) {
      for (String link : subject.previousHostLinks(bridge)) {
        if (Names.isIfname(link)) {
          ports.add(link);
        }
      }
    }
    return ports;
  }

  @Override
  public List<Difference> differences(HostState host) {
    if (toldBridge().isEmpty()) {
      return List.of(Difference.broken(noBridge()));
    }
    String bridge = bridge();
    if (byNft()) {
      return NftSeparation.notSeparated(bridge, ports(bridge), subject.names(), host);
    }
    List<Difference> differences = new ArrayList<>();
    for (IpFamily family : families()) {
      iptables(family, bridge, host).differences(differences);
    }
    return differences;
  }

  /** Frames between ports of one bridge pass iptables only where the kernel is told so. */
  @Override
  public List<String> notes(HostState host) {
    List<String> notes = new ArrayList<>();
    if (config.policy() == IngressPolicy.ISOLATED && !byNft()) {
      for (IpFamily family : families()) {
        String setting = family == IpFamily.V4 ? CALLS_IPTABLES : CALLS_IP6TABLES;
        Optional<String> value = host.setting(setting);
        if (value.isEmpty() || !value.get().equals("1")) {
          notes.add(
              "/proc/sys/"
                  + setting
                  + " is not 1: containers on "
                  + bridge()
                  + " reach each other by "
                  + family
                  + " in spite of the ingressPolicy isolated (modprobe br_netfilter, or the"
                  + " bridge's `portIsolation`, or the backend nftables)");
        }
      }
    }
    return notes;
  }

  @Override
  public String listedBy(HostState host) {
    return byNft() ? "nft" : "iptables-save";
  }

  @Override
  public List<String> tools() {
    return List.of(byNft() ? "nft" : "iptables-restore");
  }
}
