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
import io.mycni.part.Comparison;
import io.mycni.part.Conflict;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.part.RouterAdvertisements;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Removal;
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
  private static final String PROMISCUOUS = " promisc on";
  private static final String FILTERING = " type bridge vlan_filtering 1";

  @Override
  public HostQuery asks() {
    return HostQuery.link(config.bridge()).and(HostQuery.facts());
  }

  @Override
  public HostQuery asksToCompare() {
    return routers().asks();
  }

  private RouterAdvertisements routers() {
    return RouterAdvertisements.on(config.bridge());
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
          "switch it on with: ip link set dev " + name + FILTERING);
    }
    if (config.promiscMode() && !link.promiscuous()) {
      throw Conflict.of(
          "the bridge " + name + " exists and is not promiscuous, which promiscMode asks for",
          "switch it on with: ip link set dev " + name + PROMISCUOUS);
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
            new Removal.UnusedBridge(name)));
    // Before the link comes up.
    changes.add(routers().refuse());
    changes.add(Change.of(Command.Ip.host("link set dev " + name + " alias " + alias())));
    if (config.promiscMode()) {
      changes.add(Change.of(Command.Ip.host("link set dev " + name + PROMISCUOUS)));
    }
    changes.add(Change.of(Command.Ip.host("link set dev " + name + " up")));
    return new Step.Ensure("make the bridge " + name, changes);
  }

  @Override
  public List<Difference> differences(HostState host) {
    String name = config.bridge();
    Optional<Link> found = host.link(name);
    if (found.isEmpty()) {
      return List.of(
          Difference.broken(
              "the bridge " + name + " is gone",
              "DEL and ADD all containers of the network again"));
    }
    Link link = found.get();
    if (!link.isBridge()) {
      return List.of(
          Difference.broken(
              "the link " + name + " is no bridge" + kindOf(link),
              "it is not mycni's: remove it, or rename it, and ADD the containers again"));
    }
    List<Difference> differences = new ArrayList<>();
    if (!link.up()) {
      differences.add(Comparison.down("the bridge", name));
    }
    if (lostPromiscuity(link)) {
      differences.add(lost(link, " is not promiscuous", PROMISCUOUS));
    }
    if (lostFiltering(link)) {
      differences.add(lost(link, " does not filter VLANs", FILTERING));
    }
    if (isOurs(link)) {
      differences.addAll(routers().differences("the bridge " + name, host));
    }
    return differences;
  }

  private boolean lostPromiscuity(Link link) {
    return config.promiscMode() && !link.promiscuous();
  }

  private boolean lostFiltering(Link link) {
    return config.filtersVlans() && !link.vlanFiltering();
  }

  /** What somebody has switched off; on a bridge of somebody else's it is theirs to switch. */
  private Difference lost(Link link, String what, String words) {
    String name = "the bridge " + link.name();
    return isOurs(link)
        ? Difference.wiped(name + what)
        : Difference.broken(
            name + ", which mycni did not make," + what, "ip link set dev " + link.name() + words);
  }

  private boolean isOurs(Link link) {
    return link.alias().equals(alias());
  }

  /** Tells that mycni made it; the settings of others are left as they are. */
  private String alias() {
    return "mycni-bridge:" + config.bridge();
  }

  @Override
  public List<Step> mend(HostState host) {
    String device = "link set dev " + config.bridge();
    List<Change> changes = new ArrayList<>();
    Link link = host.link(config.bridge()).orElseThrow();
    if (routers().areBelieved(host)) {
      changes.add(routers().refuse());
    }
    if (lostPromiscuity(link)) {
      changes.add(Change.of(Command.Ip.host(device + PROMISCUOUS)));
    }
    if (lostFiltering(link)) {
      changes.add(Change.of(Command.Ip.host(device + FILTERING)));
    }
    return List.of(new Step.Ensure("set up the bridge " + config.bridge() + " again", changes));
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
