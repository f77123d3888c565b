// The routes of a container with all that brings each about again, in another table say.
package io.mycni.host;

import io.mycni.exec.Shell;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The question for the routes of all tables and both families in a namespace; none where it is
 * known to be gone. Of an IPv6 route with several next hops each is one, as the kernel has it.
 *
 * @param netns the path of the namespace
 */
public record InsideRoutes(String netns) implements Question<List<InsideRoutes.Found>> {
  private static final String UNICAST = "1";

  /**
   * A route.
   *
   * @param destination the destination
   * @param gateway the next hop; empty where there is none, or where there are several
   * @param table the table's number
   * @param scope the number of the scope
   * @param unicast whether it leads somewhere, and is no local or broadcast address
   * @param details the words that bring it about
   */
  public record Found(
      Cidr destination,
      Optional<IpAddress> gateway,
      int table,
      int scope,
      boolean unicast,
      RouteDetails details) {
    /** Tells whether it leads by that interface alone. */
    public boolean isBy(String device) {
      boolean by = !details.devices().isEmpty();
      for (String each : details.devices()) {
        by &= each.equals(device);
      }
      return by;
    }
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public List<Found> ask(Shell shell) {
    List<Found> routes = new ArrayList<>();
    for (IpFamily family : HostFacts.forwarding().keySet()) {
      if (NetnsIdentity.of(netns).isEmpty()) {
        return List.of();
      }
      List<String> question =
          List.of("-json", "-details", "-N", family.ipFlag(), "route", "show", "table", "all");
      String what = "look at the routes of " + family + " in " + netns;
      byte[] answer = shell.answerInside(what, netns, question).stdout();
      for (JsonNode item : ToolJson.ofIp(answer)) {
        add(family, (ObjectNode) item, routes);
      }
    }
    return routes;
  }

  static void add(IpFamily family, ObjectNode item, List<Found> routes) {
    if (family == IpFamily.V6 && !item.has("nhid") && !item.path("nexthops").isEmpty()) {
      for (JsonNode hop : item.path("nexthops")) {
        ObjectNode one = item.deepCopy();
        one.remove("nexthops");
        for (String key : List.of("gateway", "via", "dev", "flags")) {
          if (hop.has(key)) {
            one.set(key, hop.path(key));
          }
        }
        add(family, one, routes);
      }
      return;
    }
    Optional<Cidr> destination = IpJson.destination(family, item.path("dst").asString(""));
    if (destination.isPresent()) {
      routes.add(
          new Found(
              destination.get(),
              IpJson.gateway(item),
              IpJson.number(item.path("table"), Route.MAIN),
              IpJson.number(item.path("scope"), 0),
              item.path("type").asString(UNICAST).equals(UNICAST),
              IpDetails.route(family, item)));
    }
  }

  // Written out: the equality that the compiler would make is slow at its first use.

  @Override
  public boolean equals(Object other) {
    return other instanceof InsideRoutes that && netns.equals(that.netns);
  }

  @Override
  public int hashCode() {
    return netns.hashCode();
  }
}
