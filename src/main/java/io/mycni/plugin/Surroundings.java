// What stands around the keys of a plugin when a person asks what is surprising in them. No call of
// a runtime asks for it.
package io.mycni.plugin;

import io.mycni.cni.CniIp;
import io.mycni.cni.CniRoute;
import io.mycni.host.Route;
import io.mycni.ipam.hostlocal.AddressRange;
import io.mycni.keys.Section;
import java.util.List;
import java.util.Optional;

/**
 * The surroundings of a plugin's configuration.
 *
 * @param network the configuration as it is written
 * @param before the types of the plugins before it in the list
 * @param ipam what its {@code ipam} gives, where that is mycni's own and can be read
 * @param ofHost the routes of the host; none where nobody looked
 */
public record Surroundings(
    Section network, List<String> before, Optional<Ipam> ipam, List<Route> ofHost) {
  /** Copies the lists. */
  public Surroundings {
    before = List.copyOf(before);
    ofHost = List.copyOf(ofHost);
  }

  /**
   * What an {@code ipam} gives.
   *
   * @param ranges the ranges of host-local
   * @param addresses the addresses of static
   * @param routes the routes in the container
   */
  public record Ipam(List<Range> ranges, List<CniIp> addresses, List<CniRoute> routes) {
    /** Copies the lists. */
    public Ipam {
      ranges = List.copyOf(ranges);
      addresses = List.copyOf(addresses);
      routes = List.copyOf(routes);
    }

    /** Tells whether any route leads to the gateway of its range. */
    public boolean leadsToGateway() {
      for (CniRoute route : routes) {
        if (route.gateway().isEmpty() && !route.forbidsGateway()) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * A range, and where it is written.
   *
   * @param place its key
   * @param range the range
   */
  public record Range(String place, AddressRange range) {}

  /** Tells whether a plugin before it makes an interface; whoever is not known may make one. */
  public boolean isBehindAnInterface() {
    for (String type : before) {
      Optional<PluginName> name = PluginName.of(type);
      if (name.isEmpty() || name.get().role() == PluginName.Role.INTERFACE) {
        return true;
      }
    }
    return false;
  }

  /** Returns the ranges of host-local; none where they are not known. */
  public List<Range> ranges() {
    return ipam.isPresent() ? ipam.get().ranges() : List.of();
  }
}
