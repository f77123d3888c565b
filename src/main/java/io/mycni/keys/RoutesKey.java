// The key "routes" of an `ipam` section, and the keys of a route.
package io.mycni.keys;

import io.mycni.cni.CniRoute;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The routes of a result. */
public final class RoutesKey implements Key {
  private static final CidrKey DST = new CidrKey("dst", "required", "0.0.0.0/0", "where to");
  private static final AddressKey GW =
      new AddressKey("gw", "the range's gateway", "10.1.0.254", "the next hop");
  private static final IntegerKey MTU =
      number("mtu", "the link's", "1400", "MTU of the route in bytes; from CNI 1.1.0 on");
  private static final IntegerKey ADVMSS =
      number(
          "advmss",
          "the kernel's",
          "1360",
          "the segment size that TCP announces, in bytes; from CNI 1.1.0 on");
  private static final IntegerKey PRIORITY =
      number("priority", "the kernel's", "100", "the metric; from CNI 1.1.0 on");
  private static final IntegerKey TABLE =
      number("table", "main", "100", "the routing table's number; from CNI 1.1.0 on");
  // The kernel keeps a route's scope in a byte: struct rtmsg, rtnetlink(7).
  private static final IntegerKey SCOPE =
      new IntegerKey(
          "scope",
          0,
          255,
          "global",
          "253",
          "0 global, 253 link, 254 host; an IPv4 route of the last two has no next hop; from CNI"
              + " 1.1.0 on");

  private static IntegerKey number(String name, String byDefault, String example, String meaning) {
    return new IntegerKey(name, 0, Integer.MAX_VALUE, byDefault, example, meaning);
  }

  /** Returns the routes in their order; empty when there are none. */
  public List<CniRoute> read(Section ipam) {
    List<CniRoute> routes = new ArrayList<>();
    for (Section route : ipam.sections(name())) {
      routes.add(route(route));
    }
    return routes;
  }

  private static CniRoute route(Section route) {
    Cidr destination = DST.read(route);
    Optional<IpAddress> gateway = GW.find(route);
    if (gateway.isPresent() && gateway.get().family() != destination.family()) {
      throw route.invalid(GW, "is of another family than dst " + destination, "");
    }
    CniRoute read =
        new CniRoute(
            destination,
            gateway,
            chosen(MTU, route),
            chosen(ADVMSS, route),
            chosen(PRIORITY, route),
            chosen(TABLE, route),
            SCOPE.find(route));
    if (read.forbidsGateway() && gateway.isPresent()) {
      throw route.invalid(SCOPE, "cannot go with gw " + gateway.get(), "leave one of the two out");
    }
    return read;
  }

  /** Zero means that nothing was chosen, but for scope, where it is the global one. */
  private static OptionalInt chosen(IntegerKey key, Section route) {
    int value = key.read(route);
    return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  @Override
  public String name() {
    return "routes";
  }

  @Override
  public String values() {
    return "a list of objects";
  }

  @Override
  public String byDefault() {
    return "none";
  }

  @Override
  public String example() {
    return "[{\"dst\": \"0.0.0.0/0\"}]";
  }

  @Override
  public String meaning() {
    return "routes of the container";
  }

  @Override
  public KeySet inside() {
    return new KeySet("a route", DST, GW, MTU, ADVMSS, PRIORITY, TABLE, SCOPE);
  }
}
