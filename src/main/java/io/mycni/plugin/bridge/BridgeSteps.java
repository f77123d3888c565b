// The shared part of an attachment: the bridge itself, its settings and its gateway addresses.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.host.AddressDetails;
import io.mycni.host.DeviceDetails;
import io.mycni.host.HostFacts;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.net.MacAddress;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import io.mycni.plugin.AttachmentNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans what all attachments of a network share. */
final class BridgeSteps {
  private BridgeSteps() {}

  /** The bridge: found as it should be, or made. */
  static List<Step> bridge(BridgeConfig config, HostState host, Optional<DeviceDetails> details) {
    return host.link(config.bridge())
        .map(link -> existing(config, link, details))
        .orElseGet(() -> List.of(make(config, host)));
  }

  /** The hardware address that the bridge has afterwards. */
  static MacAddress mac(BridgeConfig config, HostState host) {
    return host.link(config.bridge())
        .filter(Link::hasMac)
        .flatMap(Link::mac)
        .orElseGet(() -> AttachmentNames.bridgeMac(host.hostId(), config.bridge()));
  }

  /**
   * A bridge whose last port has left has no hardware address. It gets one when all the rest is
   * done, because nothing can take that back.
   */
  static List<Step> missingMac(BridgeConfig config, HostState host) {
    Optional<Link> bridge = host.link(config.bridge());
    if (bridge.isEmpty() || bridge.get().hasMac()) {
      return List.of();
    }
    return List.of(
        fixMac("give the bridge " + config.bridge(), config.bridge(), mac(config, host)));
  }

  /** With an address of its own a bridge does not change it whenever ports come and go. */
  private static Step fixMac(String verb, String bridge, MacAddress mac) {
    return new Step.Ensure(
        verb + " the hardware address " + mac,
        List.of(Change.of(Command.Ip.host("link set dev " + bridge + " address " + mac))));
  }

  /**
   * Tells which interfaces have to be looked at in full before the plan is made: those where
   * something of somebody else's would be replaced.
   */
  static List<String> toLookAtInFull(BridgeConfig config, HostState host, List<Cidr> gateways) {
    List<String> devices = new ArrayList<>();
    String gateway = gatewayDevice(config);
    Optional<Link> link = host.link(gateway);
    if (link.isPresent()
        && (losesAddressesWhenDown(link.get())
            || config.forceAddress() && !contradicting(link, gateways).isEmpty())) {
      devices.add(gateway);
    }
    Optional<Link> bridge = host.link(config.bridge());
    if (!gateway.equals(config.bridge())
        && bridge.isPresent()
        && losesAddressesWhenDown(bridge.get())) {
      devices.add(config.bridge());
    }
    return devices;
  }

  /** The interface that has the gateway addresses: the bridge, or its own one in a VLAN. */
  static String gatewayDevice(BridgeConfig config) {
    return config.vlan() == 0 ? config.bridge() : VlanGateway.name(config);
  }

  private static boolean losesAddressesWhenDown(Link link) {
    boolean hasV6 = false;
    for (Cidr address : link.addresses()) {
      hasV6 |= address.family() == IpFamily.V6;
    }
    return !link.up() && hasV6;
  }

  /** Brings a link up that somebody left down. */
  static List<Step> up(Link link, Optional<DeviceDetails> details) {
    if (link.up()) {
      return List.of();
    }
    List<Command> undo = new ArrayList<>();
    undo.add(Command.Ip.host("link set dev " + link.name() + " down"));
    // The kernel takes IPv6 addresses away from a link that goes down.
    for (AddressDetails address :
        details.map(DeviceDetails::addresses).orElse(List.of()).reversed()) {
      if (address.address().family() == IpFamily.V6) {
        undo.add(Command.Ip.host(address.add()));
      }
    }
    return List.of(
        new Step.Ensure(
            "bring up " + (link.isBridge() ? "the bridge " : "") + link.name(),
            List.of(new Change(Command.Ip.host("link set dev " + link.name() + " up"), undo))));
  }

  private static List<Step> existing(
      BridgeConfig config, Link link, Optional<DeviceDetails> details) {
    String name = config.bridge();
    if (!link.isBridge()) {
      throw AddInput.conflict(
          "\"" + name + "\" already exists but is not a bridge" + kindOf(link),
          "choose another name for the key bridge, or remove the link with: ip link delete dev "
              + name);
    }
    if (config.filtersVlans() && !link.vlanFiltering()) {
      throw AddInput.conflict(
          "the bridge " + name + " exists and does not filter VLANs, which vlan and vlanTrunk need",
          "switch it on with: ip link set dev " + name + " type bridge vlan_filtering 1");
    }
    if (config.promiscMode() && !link.promiscuous()) {
      throw AddInput.conflict(
          "the bridge " + name + " exists and is not promiscuous, which promiscMode asks for",
          "switch it on with: ip link set dev " + name + " promisc on");
    }
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.Present("the bridge " + name));
    if (link.floatingMac() && link.hasMac()) {
      steps.add(fixMac("let the bridge " + name + " keep", name, link.mac().orElseThrow()));
    }
    steps.addAll(up(link, details));
    return steps;
  }

  private static String kindOf(Link link) {
    return link.kind().isEmpty() ? "" : ": it is a " + link.kind();
  }

  private static Step make(BridgeConfig config, HostState host) {
    String name = config.bridge();
    List<Change> changes = new ArrayList<>();
    String mtu = config.mtu() == 0 ? "" : " mtu " + config.mtu();
    String filtering = config.filtersVlans() ? " vlan_filtering 1" : "";
    changes.add(
        Change.of(
            Command.Ip.host(
                "link add name "
                    + name
                    + " address "
                    + mac(config, host)
                    + mtu
                    + " type bridge"
                    + filtering),
            new Command.DropUnusedBridge(name)));
    // Before the link comes up: a router advertisement of a container must not
    // be believed (CVE-2020-10749).
    changes.add(
        Change.of(
            new Command.Sysctl(Namespace.HOST, "net/ipv6/conf/" + name + "/accept_ra", "0", true)));
    if (config.promiscMode()) {
      changes.add(Change.of(Command.Ip.host("link set dev " + name + " promisc on")));
    }
    changes.add(Change.of(Command.Ip.host("link set dev " + name + " up")));
    return new Step.Ensure("make the bridge " + name, changes);
  }

  /** The gateway addresses, on the bridge or on its interface in a VLAN. */
  static List<Step> gateways(
      String device, Optional<Link> link, List<Cidr> wanted, Optional<DeviceDetails> details) {
    List<Step> steps = new ArrayList<>();
    List<Cidr> found = link.isPresent() ? link.get().addresses() : List.of();
    for (IpFamily family : IpFamily.values()) {
      List<Cidr> missing = new ArrayList<>();
      for (Cidr address : wanted) {
        if (address.family() == family && found.contains(address)) {
          steps.add(new Step.Present("the gateway address " + address + " on " + device));
        } else if (address.family() == family) {
          missing.add(address);
        }
      }
      boolean inTheWay = false;
      for (Cidr old : contradicting(link, wanted)) {
        inTheWay |= old.family() == family;
      }
      if (inTheWay) {
        if (details.isEmpty()) {
          throw refusal(link, wanted);
        }
        steps.add(Readdressing.step(details.get(), wanted, missing));
        continue;
      }
      for (Cidr address : missing) {
        steps.add(
            new Step.Ensure(
                "give " + device + " the gateway address " + address,
                List.of(
                    Change.of(
                        Command.Ip.host(addressAdd(address, device, true)),
                        Command.Ip.host("address delete " + address + " dev " + device)))));
      }
    }
    return steps;
  }

  /** The addresses that stand in the way of gateway addresses which are not there yet. */
  private static List<Cidr> contradicting(Optional<Link> link, List<Cidr> wanted) {
    List<Cidr> contradicting = new ArrayList<>();
    List<Cidr> found = link.isPresent() ? link.get().addresses() : List.of();
    for (Cidr old : found) {
      for (Cidr address : wanted) {
        boolean missing = !found.contains(address);
        if (missing && !wanted.contains(old) && contradicts(old, address)) {
          contradicting.add(old);
          break;
        }
      }
    }
    return contradicting;
  }

  /** A bridge has one IPv4 subnet; IPv6 subnets may stand side by side if they do not overlap. */
  static boolean contradicts(Cidr old, Cidr wanted) {
    if (old.family() != wanted.family()) {
      return false;
    }
    return old.family() == IpFamily.V4 || old.overlaps(wanted);
  }

  /** The first words are those of the reference, by which people search. */
  private static CniException refusal(Optional<Link> found, List<Cidr> wanted) {
    Link link = found.orElseThrow();
    Cidr old = contradicting(found, wanted).getFirst();
    Cidr missing = wanted.getFirst();
    for (Cidr address : wanted.reversed()) {
      missing =
          contradicts(old, address) && !link.addresses().contains(address) ? address : missing;
    }
    return AddInput.conflict(
        "\""
            + link.name()
            + "\" already has an IP address different from "
            + missing
            + ", the gateway address of this network: "
            + old
            + "; it was left alone",
        "if nothing uses "
            + old
            + " any more: ip address delete "
            + old
            + " dev "
            + link.name()
            + "; or set forceAddress; or use another bridge for this network");
  }

  /** The words that add an address; broadcast as the kernel's other users have it. */
  static String addressAdd(Cidr address, String device, boolean noDad) {
    String words = "address add " + address;
    if (address.family() == IpFamily.V4) {
      words += address.prefix() <= 30 ? " broadcast +" : "";
    } else if (noDad) {
      words += " nodad";
    }
    return words + " dev " + device;
  }

  /** Forwarding, for those families only that have a gateway here. */
  static List<Step> forwarding(List<IpFamily> families, HostState host) {
    List<Step> steps = new ArrayList<>();
    for (IpFamily family : families) {
      String key = HostFacts.forwardingKey(family);
      steps.add(
          host.forwards(family)
              ? new Step.Present("forwarding of " + family)
              : new Step.Ensure(
                  "switch on forwarding of " + family,
                  List.of(
                      Change.of(
                          new Command.Sysctl(Namespace.HOST, key, "1", false),
                          new Command.Sysctl(Namespace.HOST, key, "0", false)))));
    }
    return steps;
  }
}
