// The bridge itself, which all attachments share. Its gateway addresses are
// GatewayAddresses' business.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniInterface;
import io.mycni.cni.CniResult;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.MacAddress;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Conflict;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A bridge: found as it should be, or made.
 *
 * @param config the network's configuration
 */
record Bridge(BridgeConfig config) implements Part {
  @Override
  public HostQuery asks() {
    return HostQuery.link(config.bridge()).and(HostQuery.facts());
  }

  @Override
  public HostQuery asksToCompare() {
    return HostQuery.setting(acceptRa());
  }

  private String acceptRa() {
    return LinkUp.acceptRa(config.bridge());
  }

  @Override
  public Optional<String> sharedLink() {
    return Optional.of(config.bridge());
  }

  @Override
  public List<String> inFull(HostState host) {
    return LinkUp.inFull(host.link(config.bridge()));
  }

  @Override
  public List<Step> make(HostState host) {
    Optional<Link> link = host.link(config.bridge());
    return link.isPresent() ? existing(link.get(), host) : List.of(make(mac(config, host)));
  }

  /** The hardware address that the bridge has afterwards. */
  static MacAddress mac(BridgeConfig config, HostState host) {
    Optional<Link> link = host.link(config.bridge());
    return link.isPresent() && link.get().hasMac()
        ? link.get().mac().orElseThrow()
        : AttachmentNames.bridgeMac(host.hostId(), config.bridge());
  }

  private List<Step> existing(Link link, HostState host) {
    String name = config.bridge();
    if (!link.isBridge()) {
      throw Conflict.of(
          "\"" + name + "\" already exists but is not a bridge" + kindOf(link),
          "choose another name for the key bridge, or remove the link with: ip link delete dev "
              + name);
    }
    if (config.filtersVlans() && !link.vlanFiltering()) {
      throw Conflict.of(
          "the bridge " + name + " exists and does not filter VLANs, which vlan and vlanTrunk need",
          "switch it on with: ip link set dev " + name + " type bridge vlan_filtering 1");
    }
    if (config.promiscMode() && !link.promiscuous()) {
      throw Conflict.of(
          "the bridge " + name + " exists and is not promiscuous, which promiscMode asks for",
          "switch it on with: ip link set dev " + name + " promisc on");
    }
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.Present("the bridge " + name));
    if (link.floatingMac() && link.hasMac()) {
      steps.add(BridgeMac.fix("let the bridge " + name + " keep", name, link.mac().orElseThrow()));
    }
    steps.addAll(LinkUp.steps(link, host));
    return steps;
  }

  private static String kindOf(Link link) {
    return link.kind().isEmpty() ? "" : ": it is a " + link.kind();
  }

  private Step make(MacAddress mac) {
    String name = config.bridge();
    List<Change> changes = new ArrayList<>();
    String mtu = config.mtu() == 0 ? "" : " mtu " + config.mtu();
    String filtering = config.filtersVlans() ? " vlan_filtering 1" : "";
    changes.add(
        Change.of(
            Command.Ip.host(
                "link add name " + name + " address " + mac + mtu + " type bridge" + filtering),
            new Command.DropUnusedBridge(name)));
    // Before the link comes up: a router advertisement of a container must not
    // be believed (CVE-2020-10749).
    changes.add(believeNoRouters());
    changes.add(Change.of(Command.Ip.host("link set dev " + name + " alias " + alias())));
    if (config.promiscMode()) {
      changes.add(Change.of(Command.Ip.host("link set dev " + name + " promisc on")));
    }
    changes.add(Change.of(Command.Ip.host("link set dev " + name + " up")));
    return new Step.Ensure("make the bridge " + name, changes);
  }

  private Change believeNoRouters() {
    return Change.of(new Command.Sysctl(Namespace.HOST, acceptRa(), "0", true));
  }

  @Override
  public List<Difference> differences(HostState host) {
    String name = config.bridge();
    Optional<Link> found = host.link(name);
    if (found.isEmpty()) {
      return List.of(Difference.broken("the bridge " + name + " is gone"));
    }
    Link link = found.get();
    List<Difference> differences = new ArrayList<>();
    if (!link.isBridge()) {
      differences.add(Difference.broken("the link " + name + " is no bridge"));
    }
    if (!link.up()) {
      differences.add(Difference.broken("the bridge " + name + " is down"));
    }
    if (config.promiscMode() && !link.promiscuous()) {
      differences.add(Difference.broken("the bridge " + name + " is not promiscuous"));
    }
    if (config.filtersVlans() && !link.vlanFiltering()) {
      differences.add(Difference.broken("the bridge " + name + " does not filter VLANs"));
    }
    if (link.alias().equals(alias())) {
      LinkUp.believesRouters("the bridge " + name, name, host, differences);
    }
    return differences;
  }

  /** Tells that mycni made it; the settings of others are left as they are. */
  private String alias() {
    return "mycni-bridge:" + config.bridge();
  }

  @Override
  public List<Step> mend(HostState host) {
    return List.of(
        new Step.Ensure(
            "let the bridge " + config.bridge() + " believe no router advertisements",
            List.of(believeNoRouters())));
  }

  @Override
  public List<String> notes(HostState host) {
    Optional<Link> link = host.link(config.bridge());
    int wanted = config.mtu();
    if (link.isEmpty() || wanted == 0 || link.get().mtu() == wanted) {
      return List.of();
    }
    String name = config.bridge();
    return List.of(
        "the bridge "
            + name
            + " has the MTU "
            + link.get().mtu()
            + ", the configuration asks for "
            + wanted
            + "; it was left alone (ip link set dev "
            + name
            + " mtu "
            + wanted
            + ")");
  }

  @Override
  public CniResult tell(CniResult answer, HostState host) {
    Optional<Link> link = host.link(config.bridge());
    int mtu = link.isPresent() ? link.get().mtu() : config.linkMtu();
    return answer.with(new CniInterface(config.bridge(), Optional.of(mac(config, host)), mtu, ""));
  }

  @Override
  public List<String> tools() {
    return config.filtersVlans() ? List.of("ip", "bridge") : List.of("ip");
  }
}
