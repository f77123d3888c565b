// What is legal and may surprise: each plugin says it of its own configuration, host-local's folder
// is the same to all.
package io.mycni.lint;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.SpecVersion;
import io.mycni.host.Route;
import io.mycni.ipam.StaticConfig;
import io.mycni.ipam.dhcp.DhcpConfig;
import io.mycni.ipam.hostlocal.AddressRange;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.ipam.hostlocal.RangeSet;
import io.mycni.keys.Section;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at one plugin that can be read. */
final class Warnings {
  private final Located plugin;
  private final SpecVersion version;
  private final List<Warning> warnings = new ArrayList<>();

  private Warnings(Located plugin, SpecVersion version) {
    this.plugin = plugin;
    this.version = version;
  }

  /**
   * Returns what a plugin says; one with errors says nothing that would have to guess what is
   * meant.
   *
   * @param before the types of the plugins before it
   * @param ipamType the type of its ipam; empty for none
   * @param routes the routes of the host
   */
  static <C> List<Finding> of(
      PluginType<C> type,
      Located plugin,
      SpecVersion version,
      List<String> before,
      String ipamType,
      List<Route> routes) {
    Warnings found = new Warnings(plugin, version);
    Section network = Section.of(plugin.object().orElseThrow());
    try {
      C config = type.read(network, CniArgs.NONE);
      Optional<Surroundings.Ipam> ipam = found.ipam(network, ipamType);
      found.warnings.addAll(type.warnings(config, new Surroundings(network, before, ipam, routes)));
    } catch (CniException mistake) {
      // It is told as an error.
    }
    return found.warnings.stream()
        .map(each -> Finding.warning(found.spot(each.place()), each.message(), each.help()))
        .toList();
  }

  private Finding.Spot spot(String place) {
    return plugin.way(place).getLast().key();
  }

  /** What cannot be read is told as an error, and not known otherwise. */
  private Optional<Surroundings.Ipam> ipam(Section network, String type) {
    try {
      return switch (type) {
        case "host-local" ->
            Optional.of(hostLocal(HostLocalConfig.read(network, CniArgs.NONE, version)));
        case "static" -> {
          StaticConfig read = StaticConfig.read(network, CniArgs.NONE, version);
          yield Optional.of(new Surroundings.Ipam(List.of(), read.ips(), read.routes()));
        }
        case "dhcp" -> {
          if (DhcpConfig.read(network, CniArgs.NONE).namesDaemon()) {
            warnings.add(
                new Warning(
                    "ipam.daemonSocketPath",
                    "daemonSocketPath is not used: mycni's agent keeps the leases",
                    "start the agent: systemctl enable --now mycni-agent"));
          }
          yield Optional.empty();
        }
        default -> Optional.empty();
      };
    } catch (CniException mistake) {
      return Optional.empty();
    }
  }

  private Surroundings.Ipam hostLocal(HostLocalConfig config) {
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
      number++;
    }
    return new Surroundings.Ipam(ranges, List.of(), config.routes());
  }
}
