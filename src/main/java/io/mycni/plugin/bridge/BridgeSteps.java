// The shared part of an attachment: the bridge itself, its settings and its gateway addresses.
package io.mycni.plugin.bridge;

import io.mycni.config.BridgeConfig;
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
  static List<Step> bridge(BridgeConfig config, HostState host) {
    return host.link(config.bridge())
        .map(link -> existing(config, link))
        .orElseGet(() -> List.of(make(config, host)));
  }

  static MacAddress mac(BridgeConfig config, HostState host) {
    return host.link(config.bridge())
        .flatMap(Link::mac)
        .orElseGet(() -> AttachmentNames.bridgeMac(host.hostId(), config.bridge()));
  }

  private static List<Step> existing(BridgeConfig config, Link link) {
    String name = config.bridge();
    if (!link.isBridge()) {
      throw AddInput.conflict(
          "the link " + name + " exists and is no bridge" + kindOf(link),
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
    if (!link.up()) {
      steps.add(
          new Step.Ensure(
              "bring up the bridge " + name,
              List.of(
                  Change.of(
                      Command.Ip.host("link set dev " + name + " up"),
                      Command.Ip.host("link set dev " + name + " down")))));
    }
    return steps;
  }

  private static String kindOf(Link link) {
    return link.kind().isEmpty() ? "" : " but a " + link.kind();
  }

  private static Step make(BridgeConfig config, HostState host) {
    String name = config.bridge();
    List<Change> changes = new ArrayList<>();
    String mtu = config.mtu() == 0 ? "" : " mtu " + config.mtu();
    String filtering = config.filtersVlans() ? " vlan_filtering 1" : "";
    // With an address of its own the bridge does not change it whenever ports come and go.
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
      String device, Optional<Link> link, List<Cidr> wanted, boolean forceAddress) {
    List<Step> steps = new ArrayList<>();
    for (Cidr address : wanted) {
      if (link.isPresent() && link.get().addresses().contains(address)) {
        steps.add(new Step.Present("the gateway address " + address + " on " + device));
        continue;
      }
      List<Change> changes = new ArrayList<>();
      for (Cidr old : link.map(Link::addresses).orElse(List.of())) {
        if (contradicts(old, address) && !wanted.contains(old)) {
          refuseToReaddress(link.orElseThrow(), old, address, forceAddress);
          changes.add(
              Change.of(
                  Command.Ip.host("address delete " + old + " dev " + device),
                  Command.Ip.host(addressAdd(old, device, true))));
        }
      }
      changes.add(
          Change.of(
              Command.Ip.host(addressAdd(address, device, true)),
              Command.Ip.host("address delete " + address + " dev " + device)));
      link.flatMap(Link::mac).ifPresent(mac -> changes.add(keepMac(device, mac)));
      steps.add(new Step.Ensure("give " + device + " the gateway address " + address, changes));
    }
    return steps;
  }

  /** A bridge that somebody made without an address of its own gets the one that it has now. */
  private static Change keepMac(String device, MacAddress mac) {
    return Change.of(Command.Ip.host("link set dev " + device + " address " + mac));
  }

  /** A bridge has one IPv4 subnet; IPv6 subnets may stand side by side if they do not overlap. */
  private static boolean contradicts(Cidr old, Cidr wanted) {
    if (old.family() != wanted.family()) {
      return false;
    }
    return old.family() == IpFamily.V4 || old.overlaps(wanted);
  }

  private static void refuseToReaddress(Link link, Cidr old, Cidr wanted, boolean forceAddress) {
    if (forceAddress || link.ports() == 0) {
      return;
    }
    String ports = link.ports() == 1 ? "a port hangs" : link.ports() + " ports hang";
    throw AddInput.conflict(
        link.name()
            + " already has the address "
            + old
            + ", different from the gateway address "
            + wanted
            + " of this network, and "
            + ports
            + " there",
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
