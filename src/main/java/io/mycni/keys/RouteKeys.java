// The key "routes" of an `ipam` section, as host-local and static have it.
package io.mycni.keys;

import io.mycni.cni.CniRoute;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the routes of a result. */
public final class RouteKeys {
  /** The kernel keeps a route's scope in a byte: struct rtmsg, rtnetlink(7). */
  private static final int LAST_SCOPE = 255;

  private RouteKeys() {}

  /** Returns the routes in their order; empty when there are none. */
  public static List<CniRoute> read(Section ipam) {
    List<CniRoute> routes = new ArrayList<>();
    for (Section route : ipam.sections("routes")) {
      Cidr destination =
          route
              .cidr("dst")
              .orElseThrow(() -> route.invalid("dst", "is missing", "write it as 0.0.0.0/0"));
      Optional<IpAddress> gateway = route.address("gw");
      if (gateway.isPresent() && gateway.get().family() != destination.family()) {
        throw route.invalid("gw", "is of another family than dst " + destination, "");
      }
      CniRoute read =
          new CniRoute(
              destination,
              gateway,
              number(route, "mtu"),
              number(route, "advmss"),
              number(route, "priority"),
              number(route, "table"),
              number(route, "scope"));
      if (read.forbidsGateway() && gateway.isPresent()) {
        throw route.invalid(
            "scope", "cannot go with gw " + gateway.get(), "leave one of the two out");
      }
      routes.add(read);
    }
    return routes;
  }

  /** Zero means that nothing was chosen, but for scope, where it is the global one. */
  private static OptionalInt number(Section route, String key) {
    if (key.equals("scope")) {
      return route.integer(key, 0, LAST_SCOPE);
    }
    OptionalInt value = route.integer(key, 0, Integer.MAX_VALUE);
    return value.orElse(1) == 0 ? OptionalInt.empty() : value;
  }
}
