// What is legal and may surprise.
package io.mycni.lint;

import io.mycni.cni.CniException;
import io.mycni.host.Route;
import io.mycni.ipam.hostlocal.AddressRange;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.ipam.hostlocal.RangeSet;
import io.mycni.net.Cidr;
import io.mycni.plugin.bridge.BridgeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Looks at one bridge plugin that can be read. */
final class WarningRules {
  private final Located plugin;
  private final List<Route> routes;
  private final List<Finding> findings = new ArrayList<>();

  WarningRules(Located plugin, List<Route> routes) {
    this.plugin = plugin;
    this.routes = routes;
  }

  /** A plugin with errors gets no warnings that would have to guess what it says. */
  List<Finding> find(
      Supplier<BridgeConfig> bridge, Supplier<HostLocalConfig> hostLocal, boolean hasHostLocal) {
    try {
      BridgeConfig config = bridge.get();
      gateways(config);
      if (hasHostLocal) {
        addresses(config, hostLocal.get());
      }
    } catch (CniException mistake) {
      return findings;
    }
    return findings;
  }

  private void warn(String place, String message, String help) {
    findings.add(Finding.warning(plugin.way(place).getLast().key(), message, help));
  }

  private void gateways(BridgeConfig config) {
    if (config.ipMasq() && !config.isLayer3()) {
      warn("ipMasq", "ipMasq does nothing without ipam: there is no address", "");
    } else if (config.ipMasq() && !config.isGateway()) {
      warn(
          "ipMasq",
          "traffic is masqueraded, but isGateway is false: the bridge gets no address, and nobody"
              + " switches forwarding on",
          "add \"isGateway\": true, or see that something else is the gateway");
    }
    if (config.forceAddress() && config.isGateway()) {
      warn(
          "forceAddress",
          "addresses that somebody else gave to the bridge are taken away, and the routes by them",
          "leave it out: ADD then says what is in the way, and changes nothing");
    } else if (config.forceAddress()) {
      warn("forceAddress", "forceAddress does nothing without isGateway", "");
    }
    if (config.isGateway() && !config.isLayer3()) {
      warn("isGateway", "a gateway without ipam has no address to be reached by", "");
    }
  }

  private void addresses(BridgeConfig config, HostLocalConfig hostLocal) {
    boolean leadToGateway =
        hostLocal.routes().stream().anyMatch(route -> route.gateway().isEmpty());
    if (leadToGateway && !config.isGateway()) {
      warn(
          "ipam.routes",
          "the routes lead to the range's gateway, which the bridge is not: isGateway is false",
          "add \"isGateway\": true, or give each route a gw that exists");
    }
    if (!hostLocal.dataDir().isAbsolute()) {
      warn(
          "ipam.dataDir",
          "dataDir is relative: leases lie wherever the runtime was started",
          "begin it with /");
    }
    int number = 0;
    for (RangeSet set : hostLocal.rangeSets()) {
      for (AddressRange range : set.ranges()) {
        overlaps(config, range.subnet(), number);
      }
      number++;
    }
  }

  private void overlaps(BridgeConfig config, Cidr subnet, int set) {
    for (Route route : routes) {
      boolean own =
          route.device().equals(config.bridge())
              || route.device().startsWith(config.bridge() + ".")
              || route.device().equals("lo");
      boolean single = route.destination().prefix() == subnet.family().bits();
      if (!own
          && !single
          && !route.destination().isEverything()
          && route.destination().family() == subnet.family()
          && route.destination().overlaps(subnet)
          && !route.destination().toString().startsWith("fe80")
          && !route.destination().toString().startsWith("ff00")) {
        String place =
            plugin.way("ipam.ranges[" + set + "]").size() > 2
                ? "ipam.ranges[" + set + "]"
                : "ipam.subnet";
        warn(
            place,
            "the subnet "
                + subnet
                + " overlaps the host's route to "
                + route.destination()
                + " by "
                + route.device(),
            "choose another subnet, unless it is meant");
        return;
      }
    }
  }
}
