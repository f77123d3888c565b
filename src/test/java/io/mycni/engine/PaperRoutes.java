// The routes of one network namespace on paper, in the words of ip-route(8). What comes and goes
// with links is told here; when it does is PaperNamespace's business.
package io.mycni.engine;

import io.mycni.host.InsideRoutes;
import io.mycni.host.Link;
import io.mycni.host.Route;
import io.mycni.host.RouteDetails;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** Routes in the kernel's order. */
final class PaperRoutes {
  private static final int LINK = 253;
  private static final int UNIVERSE = 0;

  /** What the kernel gives IPv6 routes: those of addresses, and those that somebody adds. */
  private static final int METRIC_OF_ADDRESS = 256;

  private static final int METRIC_OF_OTHERS = 1024;

  /** Words without a value. */
  private static final Set<String> FLAGS = Set.of("onlink");

  private final List<Route> routes = new ArrayList<>();

  List<Route> all() {
    return List.copyOf(routes);
  }

  /** Returns each with the words that bring it about. */
  List<InsideRoutes.Found> found(java.util.Map<String, Link> links) {
    List<InsideRoutes.Found> found = new ArrayList<>();
    for (Route route : routes) {
      boolean v4 = route.destination().family() == IpFamily.V4;
      String words =
          route.destination()
              + (route.table() == Route.MAIN ? "" : " table " + route.table())
              + (v4 ? " scope " + route.scope() : "")
              + (route.metric() == 0 ? "" : " metric " + route.metric())
              + (route.mtu().isPresent() ? " mtu " + route.mtu().getAsInt() : "")
              + route.gateway().map(gateway -> " via " + gateway).orElse("")
              + (" dev " + route.device());
      RouteDetails details =
          new RouteDetails(
              route.destination().family(),
              words,
              words,
              List.of(route.device()),
              source(route, links.get(route.device())),
              isByKernel(route, links.get(route.device())),
              false,
              route.gateway().isPresent(),
              List.of());
      found.add(
          new InsideRoutes.Found(
              route.destination(), route.gateway(), route.table(), route.scope(), true, details));
    }
    return found;
  }

  /** The kernel's own routes of IPv4 name the address with which they came. */
  private static Optional<IpAddress> source(Route route, Link link) {
    return link.addresses().stream()
        .filter(address -> address.family() == IpFamily.V4 && route.scope() == LINK)
        .filter(address -> address.subnet().equals(route.destination()))
        .map(Cidr::address)
        .findFirst();
  }

  private static boolean isByKernel(Route route, Link link) {
    return route.gateway().isEmpty()
        && link.addresses().stream()
            .anyMatch(address -> connected(route.device(), address, route.table()).equals(route));
  }

  void removeIf(Predicate<Route> gone) {
    routes.removeIf(gone);
  }

  /** The route to its own subnet, which comes with an address. */
  void connect(String device, Cidr address, int table) {
    Route route = connected(device, address, table);
    boolean alone = address.family() == IpFamily.V4 && address.prefix() == address.family().bits();
    if (!alone && !routes.contains(route)) {
      routes.add(route);
    }
  }

  void disconnect(String device, Cidr address) {
    routes.removeIf(route -> route.equals(connected(device, address, route.table())));
  }

  private static Route connected(String device, Cidr address, int table) {
    boolean v4 = address.family() == IpFamily.V4;
    return new Route(
        address.subnet(),
        Optional.empty(),
        device,
        table,
        v4 ? 0 : METRIC_OF_ADDRESS,
        v4 ? LINK : UNIVERSE,
        OptionalInt.empty(),
        OptionalInt.empty(),
        false);
  }

  /** Carries out what stands behind {@code ip route}, on links that are as given. */
  void change(List<String> words, java.util.Map<String, Link> links) {
    Route route = parse(words.subList(1, words.size()));
    switch (words.get(0)) {
      case "delete" -> {
        if (!routes.removeIf(each -> isMeant(route, each, words))) {
          throw new IllegalStateException("RTNETLINK answers: No such process: " + words);
        }
      }
      case "prepend" -> {
        requirePossible(route, words, links);
        routes.add(0, route);
      }
      case "add", "append" -> {
        requirePossible(route, words, links);
        routes.add(route);
      }
      case "replace" -> {
        routes.removeIf(each -> sameKey(each, route));
        requirePossible(route, words, links);
        routes.add(route);
      }
      default -> throw new IllegalArgumentException("unknown: ip route " + words);
    }
  }

  private void requirePossible(Route route, List<String> words, java.util.Map<String, Link> links) {
    Link link = links.get(route.device());
    if (link == null || !link.up()) {
      throw new IllegalStateException("the device of a route is not up: " + route);
    }
    if (routes.contains(route)) {
      throw new IllegalStateException("RTNETLINK answers: File exists: " + route);
    }
    boolean isFound =
        route.gateway().isEmpty()
            || words.contains("onlink")
            || routes.stream().anyMatch(each -> leadsTo(each, route));
    if (!isFound) {
      throw new IllegalStateException("Error: Nexthop has invalid gateway: " + route);
    }
  }

  private static boolean leadsTo(Route known, Route wanted) {
    return known.gateway().isEmpty()
        && known.device().equals(wanted.device())
        && known.destination().contains(wanted.gateway().orElseThrow());
  }

  private static boolean sameKey(Route one, Route other) {
    return one.destination().equals(other.destination())
        && one.table() == other.table()
        && one.metric() == other.metric();
  }

  /** What is not named may be any. */
  private static boolean isMeant(Route named, Route route, List<String> words) {
    return named.destination().equals(route.destination())
        && named.table() == route.table()
        && (!words.contains("via") || named.gateway().equals(route.gateway()))
        && (!words.contains("dev") || named.device().equals(route.device()))
        && (!words.contains("metric") || named.metric() == route.metric());
  }

  private static Route parse(List<String> words) {
    String to = words.get(0);
    Cidr destination =
        to.equals("default")
            ? IpFamily.V4.everything()
            : to.contains("/") ? Cidr.of(to) : Cidr.host(IpAddress.of(to));
    boolean v4 = destination.family() == IpFamily.V4;
    Optional<IpAddress> gateway = Optional.empty();
    String device = "";
    int table = Route.MAIN;
    int metric = v4 ? 0 : METRIC_OF_OTHERS;
    OptionalInt scope = OptionalInt.empty();
    OptionalInt mtu = OptionalInt.empty();
    OptionalInt advmss = OptionalInt.empty();
    for (int i = 1; i < words.size(); i += FLAGS.contains(words.get(i)) ? 1 : 2) {
      String value = FLAGS.contains(words.get(i)) ? "" : words.get(i + 1);
      switch (words.get(i)) {
        case "via" -> gateway = Optional.of(IpAddress.of(value));
        case "dev" -> device = value;
        case "table" -> table = Integer.parseInt(value);
        case "metric" -> metric = Integer.parseInt(value);
        case "scope" -> scope = OptionalInt.of(value.equals("link") ? LINK : number(value));
        case "mtu" -> mtu = OptionalInt.of(number(value));
        case "advmss" -> advmss = OptionalInt.of(number(value));
        case "proto", "src", "onlink" -> {}
        default -> throw new IllegalArgumentException("unknown word of a route: " + words);
      }
    }
    int usual = v4 && gateway.isEmpty() ? LINK : UNIVERSE;
    return new Route(
        destination,
        gateway,
        device,
        table,
        metric,
        v4 ? scope.orElse(usual) : UNIVERSE,
        mtu,
        advmss,
        false);
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }
}
