// How the routes of an interface are divided among tables, one for each of its addresses: a pure
// function of what is there.
package io.mycni.plugin.sbr;

import io.mycni.cni.CniIp;
import io.mycni.host.InsideRoutes;
import io.mycni.host.Route;
import io.mycni.host.RoutingRules;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The division of one interface. */
final class Division {
  /** Where free tables are looked for, as by the reference. */
  private static final int FIRST_TABLE = 100;

  private static final int LINK_SCOPE = 253;

  private final Subject subject;
  private final SbrConfig config;
  private final List<Source> sources = new ArrayList<>();
  private final List<InsideRoutes.Found> mine = new ArrayList<>();
  private final Set<Integer> used = new HashSet<>();

  /** Divides what is there. */
  Division(
      Subject subject,
      SbrConfig config,
      List<RoutingRules.Rule> rules,
      List<InsideRoutes.Found> routes) {
    this.subject = subject;
    this.config = config;
    for (RoutingRules.Rule rule : rules) {
      used.add(rule.table());
    }
    for (InsideRoutes.Found route : routes) {
      used.add(route.table());
      if (route.table() == Route.MAIN
          && route.unicast()
          && route.isBy(subject.ifname())
          && !isOfLink(route.destination())) {
        mine.add(route);
      }
    }
    divide();
  }

  /**
   * What is link-local is asked for with the interface, so its routes are needed where they are.
   */
  private static boolean isOfLink(Cidr destination) {
    return destination.toString().startsWith("fe80:");
  }

  List<Source> sources() {
    return sources;
  }

  private void divide() {
    List<InsideRoutes.Found> left = new ArrayList<>(mine);
    for (CniIp ip : subject.given().ips()) {
      int table = config.table().isPresent() ? config.table().getAsInt() : free();
      used.add(table);
      List<Source.Way> ways = new ArrayList<>();
      if (config.table().isEmpty()) {
        for (InsideRoutes.Found route : mine) {
          boolean first = left.contains(route) && isFirstOfFamily(ip);
          if (isOf(ip, route) || first && isOfNone(route)) {
            left.remove(route);
            add(route, table, ways);
          }
        }
        gateway(ip, table, ways);
      }
      sources.add(new Source(ip.address().address(), table, ways));
    }
  }

  private int free() {
    int table = FIRST_TABLE;
    while (used.contains(table)) {
      table++;
    }
    return table;
  }

  private boolean isFirstOfFamily(CniIp ip) {
    for (CniIp each : subject.given().ips()) {
      if (each.address().family() == ip.address().family()) {
        return each == ip;
      }
    }
    return false;
  }

  /** As by the reference, but for routes of the other family, which no rule would lead to. */
  private static boolean isOf(CniIp ip, InsideRoutes.Found route) {
    if (route.destination().family() != ip.address().family()) {
      return false;
    }
    Optional<IpAddress> source = route.details().source();
    boolean generic = source.isEmpty() && route.gateway().isEmpty();
    return generic
        || source.isPresent() && ip.address().contains(source.get())
        || route.gateway().isPresent() && ip.address().contains(route.gateway().get());
  }

  /** A route whose next hop is in no subnet: the reference loses it. */
  private boolean isOfNone(InsideRoutes.Found route) {
    for (CniIp ip : subject.given().ips()) {
      if (isOf(ip, route)) {
        return false;
      }
    }
    return true;
  }

  /** What leads to next hops comes first. */
  private void add(InsideRoutes.Found route, int table, List<Source.Way> ways) {
    boolean everything = route.destination().isEverything();
    if (everything && config.gateway(route.destination().family()).isPresent()) {
      return;
    }
    String words = route.details().words().replace(" table " + Route.MAIN, "");
    Source.Way way =
        new Source.Way(route.destination(), route.gateway(), words + " table " + table);
    int place = ways.size();
    if (route.gateway().isEmpty()) {
      place = 0;
      while (place < ways.size() && ways.get(place).gateway().isEmpty()) {
        place++;
      }
    }
    ways.add(place, way);
  }

  private void gateway(CniIp ip, int table, List<Source.Way> ways) {
    Optional<IpAddress> gateway = config.gatewayOf(ip);
    if (gateway.isEmpty()) {
      return;
    }
    Cidr everything = ip.address().family().everything();
    for (Source.Way way : ways) {
      if (way.destination().equals(everything)) {
        return;
      }
    }
    String words = everything + " via " + gateway.get() + " dev " + subject.ifname();
    ways.add(new Source.Way(everything, gateway, words + " table " + table));
  }

  /** Returns the routes that leave the table main, those with a next hop first. */
  List<InsideRoutes.Found> leaving() {
    List<InsideRoutes.Found> leaving = new ArrayList<>();
    for (boolean byGateway : new boolean[] {true, false}) {
      for (InsideRoutes.Found route : mine) {
        boolean stays =
            config.sourceHints()
                && route.destination().family() == IpFamily.V4
                && route.scope() == LINK_SCOPE;
        if (route.details().byGateway() == byGateway && !stays && config.table().isEmpty()) {
          leaving.add(route);
        }
      }
    }
    return leaving;
  }

  /**
   * Returns the routes of the table main that name an address as the source; those that the kernel
   * makes do in IPv4, and stay.
   */
  static List<Source.Way> hints(Subject subject, SbrConfig config) {
    List<Source.Way> hints = new ArrayList<>();
    Set<Cidr> subnets = new HashSet<>();
    for (CniIp ip : subject.given().ips()) {
      Cidr subnet = ip.address().subnet();
      boolean single = ip.address().prefix() == ip.address().family().bits();
      if (config.sourceHints() && config.table().isEmpty() && !single && subnets.add(subnet)) {
        // Without its metric, another route to the subnet would be meant when it is taken back.
        String scope = ip.address().family() == IpFamily.V4 ? " scope link" : " metric 1024";
        String words = subnet + " dev " + subject.ifname() + " src " + ip.address().address();
        hints.add(new Source.Way(subnet, Optional.empty(), words + scope));
      }
    }
    return hints;
  }

  /** Tells whether a route is in the table main and stays there. */
  boolean stays(Source.Way way) {
    for (InsideRoutes.Found route : mine) {
      if (route.destination().equals(way.destination()) && !leaving().contains(route)) {
        return true;
      }
    }
    return false;
  }
}
