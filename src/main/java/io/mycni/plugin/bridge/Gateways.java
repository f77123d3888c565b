// Which gateway each address has, which addresses the bridge gets, and which routes follow.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniIp;
import io.mycni.cni.CniRoute;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What follows from a lease and the gateway keys of a configuration.
 *
 * @param given the addresses, each with its gateway where there is one, and the routes: the
 *     lease's, and the default routes that isDefaultGateway asks for
 * @param onBridge the addresses that the bridge shall have, each once
 */
record Gateways(Given given, List<Cidr> onBridge) {
  Gateways {
    onBridge = List.copyOf(onBridge);
  }

  static Gateways of(Given lease, BridgeConfig config) {
    List<CniIp> ips = new ArrayList<>();
    List<CniRoute> routes = new ArrayList<>(lease.routes());
    List<Cidr> onBridge = new ArrayList<>();
    for (CniIp ip : lease.ips()) {
      Optional<IpAddress> gateway = ip.gateway();
      if (gateway.isEmpty() && config.isGateway()) {
        // The specification leaves it open; the reference takes the subnet's first address.
        gateway = Optional.of(ip.address().first().next());
      }
      ips.add(new CniIp(ip.address(), gateway, ip.interfaceIndex()));
      if (config.isDefaultGateway() && !hasDefaultRoute(routes, ip.address().family())) {
        routes.add(CniRoute.to(ip.address().family().everything(), gateway));
      }
      if (config.isGateway()) {
        Cidr address = new Cidr(gateway.orElseThrow(), ip.address().prefix());
        if (!onBridge.contains(address)) {
          onBridge.add(address);
        }
      }
    }
    return new Gateways(new Given(ips, routes, lease.dns()), onBridge);
  }

  private static boolean hasDefaultRoute(List<CniRoute> routes, IpFamily family) {
    for (CniRoute route : routes) {
      boolean isDefault = route.destination().isEverything();
      if (isDefault && route.destination().family() == family && route.gateway().isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The families that have an address on the bridge, and so have to be forwarded. */
  List<IpFamily> families() {
    List<IpFamily> families = new ArrayList<>();
    for (Cidr address : onBridge) {
      if (!families.contains(address.family())) {
        families.add(address.family());
      }
    }
    return families;
  }
}
