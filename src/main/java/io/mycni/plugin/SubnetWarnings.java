// Warnings about subnets that several plugins share: those that are to be the host's own, and those
// of a network in which others live.
package io.mycni.plugin;

import io.mycni.cni.CniRoute;
import io.mycni.host.Route;
import io.mycni.ipam.hostlocal.AddressRange;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds the ranges of a network against the host's routes. */
public final class SubnetWarnings {
  private static final int TABLE_LOCAL = 255;
  private static final int SCOPE_HOST = 254;

  private static final Cidr LINK_LOCAL = Cidr.parse("fe80::/10").orElseThrow();

  private SubnetWarnings() {}

  /**
   * Tells of gateways that are next hops and no neighbours: the kernel refuses such a route.
   *
   * @param isDefault whether the plugin itself makes a route by each gateway
   */
  public static List<Warning> unreachableGateways(Surroundings around, boolean isDefault) {
    List<Warning> warnings = new ArrayList<>();
    if (!isDefault && !around.ipam().map(Surroundings.Ipam::leadsToGateway).orElse(false)) {
      return warnings;
    }
    for (Surroundings.Range each : around.ranges()) {
      IpAddress gateway = each.range().gateway();
      if (!isNeighbour(gateway, around)) {
        warnings.add(
            Warning.failure(
                each.place(),
                "the gateway " + gateway + " is in no subnet of this network, so ADD fails",
                "name one in " + each.range().subnet() + ", or leave it out: the first is taken"));
      }
    }
    return warnings;
  }

  private static boolean isNeighbour(IpAddress gateway, Surroundings around) {
    if (LINK_LOCAL.contains(gateway)) {
      return true;
    }
    for (Surroundings.Range each : around.ranges()) {
      if (each.range().subnet().contains(gateway)) {
        return true;
      }
    }
    for (CniRoute route : around.ipam().orElseThrow().routes()) {
      if (route.forbidsGateway() && route.destination().contains(gateway)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Warns of subnets that are to be the host's business, and are reached otherwise already.
   *
   * @param own a link whose routes are the network's own, with its VLANs; empty for none
   */
  public static List<Warning> overlaps(Surroundings around, String own) {
    List<Warning> warnings = new ArrayList<>();
    for (Surroundings.Range each : around.ranges()) {
      Optional<Route> route = overlapping(each.range().subnet(), around.ofHost(), own);
      if (route.isPresent()) {
        warnings.add(
            new Warning(
                each.place(),
                "the subnet "
                    + each.range().subnet()
                    + " overlaps the host's route to "
                    + route.get().destination()
                    + " by "
                    + route.get().device(),
                "choose another subnet, unless it is meant"));
      }
    }
    return warnings;
  }

  private static Optional<Route> overlapping(Cidr subnet, List<Route> routes, String own) {
    for (Route route : routes) {
      boolean known =
          !own.isEmpty() && (route.device().equals(own) || route.device().startsWith(own + "."));
      boolean single = route.destination().prefix() == subnet.family().bits();
      if (!known
          && !single
          && !route.device().equals("lo")
          && !route.destination().isEverything()
          && route.destination().family() == subnet.family()
          && route.destination().overlaps(subnet)
          && !route.destination().toString().startsWith("fe80")
          && !route.destination().toString().startsWith("ff00")) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }

  /**
   * Warns of masquerading where no route leads out of the container's subnet.
   *
   * @param ipMasq whether there is any
   */
  public static List<Warning> masqueradeWithoutWay(Surroundings around, boolean ipMasq) {
    boolean none = around.ipam().isPresent() && around.ipam().get().routes().isEmpty();
    return ipMasq && none
        ? List.of(
            new Warning(
                "ipMasq",
                "traffic is masqueraded, but the container has no route out of its subnet",
                "add \"routes\": [{\"dst\": \"0.0.0.0/0\"}] to ipam, unless another plugin does"))
        : List.of();
  }

  /**
   * Warns of addresses in a network that the host is in by one of its links, on which the
   * container's interface hangs: the two never hear each other there, and the host's own addresses,
   * and those of its routers, are nobody else's.
   *
   * @param master the link; empty for that of the default route
   * @param reflected whether a switch may send frames back to the link that they came by
   */
  public static List<Warning> besideHost(Surroundings around, String master, boolean reflected) {
    String link = master.isEmpty() ? defaultLink(around.ofHost()) : master;
    List<Warning> warnings = new ArrayList<>();
    for (Surroundings.Range each : around.ranges()) {
      for (Route route : around.ofHost()) {
        if (route.device().equals(link)) {
          warn(around, each, route, reflected, warnings);
        }
      }
    }
    return warnings;
  }

  private static String defaultLink(List<Route> routes) {
    for (Route route : routes) {
      if (route.destination().isEverything() && route.table() == Route.MAIN) {
        return route.device();
      }
    }
    return "";
  }

  private static void warn(
      Surroundings around,
      Surroundings.Range each,
      Route route,
      boolean reflected,
      List<Warning> warnings) {
    AddressRange range = each.range();
    IpAddress own = route.destination().address();
    boolean gateway = own.equals(range.gateway()) && leadsTo(around, own.family());
    if (isOwn(route) && gateway && !reflected) {
      warnings.add(
          new Warning(
              each.place(),
              "the gateway "
                  + own
                  + " is an address of this host on "
                  + route.device()
                  + ", which what hangs on that link cannot reach",
              "name the router of that network as gateway"));
    }
    if (isOwn(route) && range.mayGive(own)) {
      warnings.add(taken(each, own + ", an address of this host on " + route.device()));
    }
    if (route.gateway().isPresent() && range.mayGive(route.gateway().get())) {
      warnings.add(
          taken(each, route.gateway().get() + ", the host's next hop to " + route.destination()));
    }
  }

  private static Warning taken(Surroundings.Range each, String what) {
    return new Warning(
        each.place(),
        "the range " + each.range() + " holds " + what,
        "choose rangeStart and rangeEnd so that nobody else has an address between them");
  }

  private static boolean isOwn(Route route) {
    IpFamily family = route.destination().family();
    return route.table() == TABLE_LOCAL
        && route.destination().prefix() == family.bits()
        && (family == IpFamily.V6 || route.scope() == SCOPE_HOST);
  }

  private static boolean leadsTo(Surroundings around, IpFamily family) {
    for (CniRoute route : around.ipam().get().routes()) {
      if (route.destination().family() == family
          && route.gateway().isEmpty()
          && !route.forbidsGateway()) {
        return true;
      }
    }
    return false;
  }
}
