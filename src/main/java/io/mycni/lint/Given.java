// What an ipam section gives, as far as mycni can read it, and what is wrong or surprising in it
// whichever plugin asks.
package io.mycni.lint;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRoute;
import io.mycni.cni.SpecVersion;
import io.mycni.ipam.StaticConfig;
import io.mycni.ipam.dhcp.DhcpConfig;
import io.mycni.ipam.hostlocal.AddressRange;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.ipam.hostlocal.RangeSet;
import io.mycni.keys.Section;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import io.mycni.service.AgentWords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an ipam section; what is an error there is told elsewhere, and not known here. */
final class Given {
  private static final Cidr LINK_LOCAL = Cidr.parse("fe80::/10").orElseThrow();

  private final Section network;
  private final List<Warning> warnings = new ArrayList<>();
  private Optional<Surroundings.Ipam> ipam = Optional.empty();
  private Optional<Path> leases = Optional.empty();

  private Given(Section network) {
    this.network = network;
  }

  /**
   * Reads.
   *
   * @param plugin the plugin whose ipam it is
   * @param type the type of the ipam; empty for none
   */
  static Given of(Located plugin, String type, SpecVersion version) {
    Given given = new Given(Section.of(plugin.object().orElseThrow()));
    try {
      switch (type) {
        case "host-local" -> given.hostLocal(plugin, version);
        case "static" -> given.addresses(version);
        case "dhcp" -> given.dhcp();
        default -> {
          // What another gives is not known.
        }
      }
    } catch (CniException mistake) {
      given.ipam = Optional.empty();
    }
    return given;
  }

  Optional<Surroundings.Ipam> ipam() {
    return ipam;
  }

  List<Surroundings.Range> ranges() {
    return ipam.map(Surroundings.Ipam::ranges).orElse(List.of());
  }

  List<Warning> warnings() {
    return warnings;
  }

  /** The folder in which host-local keeps the leases of all its networks. */
  Optional<Path> leases() {
    return leases;
  }

  private void hostLocal(Located plugin, SpecVersion version) {
    HostLocalConfig config = HostLocalConfig.read(network, CniArgs.NONE, version);
    leases = Optional.of(config.dataDir());
    if (!config.dataDir().isAbsolute()) {
      warnings.add(
          new Warning(
              "ipam.dataDir",
              "dataDir is relative: leases lie wherever the runtime was started",
              "begin it with /"));
    }
    List<Surroundings.Range> ranges = new ArrayList<>();
    int number = plugin.way("ipam.subnet").size() > 2 ? -1 : 0;
    for (RangeSet set : config.rangeSets()) {
      String place = number < 0 ? "ipam.subnet" : "ipam.ranges[" + number + "]";
      for (AddressRange range : set.ranges()) {
        ranges.add(new Surroundings.Range(place, range));
      }
      if (set.ranges().stream().allMatch(Given::isGatewayAlone)) {
        AddressRange range = set.ranges().getFirst();
        warnings.add(
            Warning.failure(
                place,
                "the range " + set + " holds the gateway alone, so it has no address to give",
                "choose rangeStart and rangeEnd beside the gateway " + range.gateway()));
      }
      number++;
    }
    ipam = Optional.of(new Surroundings.Ipam(ranges, List.of(), config.routes()));
    if (!asksRuntimeFor("ipRanges")) {
      List<Cidr> subnets = new ArrayList<>();
      ranges.forEach(each -> subnets.add(each.range().subnet()));
      nextHops(config.routes(), subnets);
    }
  }

  private static boolean isGatewayAlone(AddressRange range) {
    return range.start().equals(range.end()) && !range.mayGive(range.start());
  }

  private void addresses(SpecVersion version) {
    StaticConfig config = StaticConfig.read(network, CniArgs.NONE, version);
    ipam = Optional.of(new Surroundings.Ipam(List.of(), config.ips(), config.routes()));
    if (!asksRuntimeFor("ips")) {
      nextHops(config.routes(), config.ips().stream().map(CniIp::address).toList());
    }
  }

  private void dhcp() {
    if (DhcpConfig.read(network, CniArgs.NONE).namesDaemon()) {
      warnings.add(
          new Warning(
              "ipam.daemonSocketPath",
              "daemonSocketPath is not used: mycni's agent keeps the leases",
              "let it be started: " + AgentWords.SWITCH_ON));
    }
  }

  /** The kernel takes a next hop only where it knows it on the link. */
  private void nextHops(List<CniRoute> routes, List<Cidr> subnets) {
    List<Cidr> onLink = new ArrayList<>(subnets);
    for (CniRoute route : routes) {
      if (route.gateway().isEmpty() && route.scope().orElse(0) == CniRoute.SCOPE_LINK) {
        onLink.add(route.destination());
      }
    }
    for (int i = 0; i < routes.size(); i++) {
      Optional<IpAddress> hop = routes.get(i).gateway();
      if (hop.isPresent() && hasFamily(subnets, hop.get().family()) && !isIn(onLink, hop.get())) {
        warnings.add(
            Warning.failure(
                "ipam.routes[" + i + "].gw",
                "the next hop " + hop.get() + " is in no subnet of this network, so ADD fails",
                "name a router in it, or leave gw out: then it is the range's gateway"));
      }
    }
  }

  private static boolean hasFamily(List<Cidr> subnets, IpFamily family) {
    return subnets.stream().anyMatch(subnet -> subnet.family() == family);
  }

  private static boolean isIn(List<Cidr> subnets, IpAddress hop) {
    return LINK_LOCAL.contains(hop) || subnets.stream().anyMatch(subnet -> subnet.contains(hop));
  }

  private boolean asksRuntimeFor(String capability) {
    Optional<Section> capabilities = network.section("capabilities");
    return capabilities.isPresent() && capabilities.get().flag(capability, false);
  }
}
