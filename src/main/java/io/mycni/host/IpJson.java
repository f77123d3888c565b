// Reads what `ip -json` prints (iproute2 4.14 and later).
package io.mycni.host;

import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.net.MacAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** Turns iproute2's JSON into links and routes. */
final class IpJson {
  private IpJson() {}

  /** Reads the answer of {@code ip -json -details address show}. */
  static List<Link> links(byte[] answer) {
    List<Link> links = new ArrayList<>();
    JsonNode items = list(answer);
    Map<String, Integer> indexes = new HashMap<>();
    for (JsonNode item : items) {
      indexes.put(item.path("ifname").asString(""), item.path("ifindex").asInt(0));
    }
    for (JsonNode item : items) {
      if (item.has("ifname")) {
        links.add(link(item, indexes));
      }
    }
    return links;
  }

  static JsonNode list(byte[] answer) {
    return ToolJson.ofIp(answer);
  }

  private static Link link(JsonNode item, Map<String, Integer> indexes) {
    JsonNode info = item.path("linkinfo");
    JsonNode data = info.path("info_data");
    List<String> flags = new ArrayList<>();
    for (JsonNode flag : item.path("flags")) {
      flags.add(flag.asString(""));
    }
    List<Cidr> addresses = new ArrayList<>();
    for (JsonNode address : item.path("addr_info")) {
      String text = address.path("local").asString("") + "/" + address.path("prefixlen").asInt(0);
      Cidr.parse(text).ifPresent(addresses::add);
    }
    String kind = info.path("info_kind").asString("");
    LinkBuilder link =
        Link.named(item.path("ifname").asString(""))
            .index(item.path("ifindex").asInt(0))
            .kind(kind)
            .mac(MacAddress.parse(item.path("address").asString("")))
            .mtu(item.path("mtu").asInt(0))
            .up(flags.contains("UP"))
            .promiscuous(flags.contains("PROMISC"))
            .allMulticast(flags.contains("ALLMULTI"))
            .queueLength(item.path("txqlen").asInt(-1))
            .alias(item.path("ifalias").asString(""))
            .addresses(addresses)
            .master(item.path("master").asString(""));
    switch (kind) {
      case "bridge" ->
          link.bridge(new Link.Bridge(data.path("vlan_filtering").asInt(0) == 1, false, 0));
      case "veth" -> peer(link, item, indexes);
      case "tun" -> link.tap(tap(data));
      case "vrf" -> link.vrfTable(data.path("table").asInt(0));
      default -> child(link, kind, item, indexes);
    }
    if (info.path("info_slave_kind").asString("").equals("bridge")) {
      JsonNode port = info.path("info_slave_data");
      link.port(
          new Link.Port(
              port.path("hairpin").asBoolean(false), port.path("isolated").asBoolean(false)));
    }
    return link.build();
  }

  /** A peer in the same namespace is told by its name, one in another by its index. */
  private static void peer(LinkBuilder link, JsonNode item, Map<String, Integer> indexes) {
    int here = indexes.getOrDefault(name(item), 0);
    link.peer(item.path("link_index").asInt(here), here != 0, item.path("link_netnsid").asInt(-1));
  }

  /** What a link was made on is told in the same way. */
  private static void child(
      LinkBuilder link, String kind, JsonNode item, Map<String, Integer> indexes) {
    JsonNode data = item.path("linkinfo").path("info_data");
    String parent = name(item);
    int index = item.path("link_index").asInt(indexes.getOrDefault(parent, 0));
    if (!parent.isEmpty() || index != 0) {
      link.child(
          new Link.Child(
              parent,
              index,
              item.path("link_netnsid").asInt(-1),
              data.path("mode").asString(""),
              kind.equals("vlan") ? data.path("id").asInt(-1) : -1,
              data.path("bcqueuelen").asInt(0)));
    }
  }

  private static String name(JsonNode item) {
    JsonNode link = item.path("link");
    return link.isString() ? link.asString() : "";
  }

  private static Link.Tap tap(JsonNode data) {
    return new Link.Tap(
        data.path("type").asString(""),
        Accounts.number(Accounts.USERS, data.path("user").asString("")),
        Accounts.number(Accounts.GROUPS, data.path("group").asString("")),
        data.path("multi_queue").asBoolean(false),
        data.path("persist").asBoolean(false));
  }

  /** Reads the answer of {@code ip -json -N route show table all}; each next hop is a route. */
  static List<Route> routes(IpFamily family, byte[] answer) {
    List<Route> routes = new ArrayList<>();
    for (JsonNode item : list(answer)) {
      Optional<Cidr> destination = destination(family, item.path("dst").asString(""));
      if (destination.isEmpty()) {
        continue;
      }
      if (item.path("nexthops").isEmpty()) {
        routes.add(route(destination.get(), item, item, false));
      }
      for (JsonNode hop : item.path("nexthops")) {
        routes.add(route(destination.get(), item, hop, true));
      }
    }
    return routes;
  }

  private static Route route(Cidr destination, JsonNode item, JsonNode hop, boolean multipath) {
    JsonNode metrics = item.path("metrics").path(0);
    return new Route(
        destination,
        gateway(hop),
        hop.path("dev").asString(""),
        number(item.path("table"), Route.MAIN),
        item.path("metric").asInt(0),
        number(item.path("scope"), 0),
        optional(metrics.path("mtu")),
        optional(metrics.path("advmss")),
        multipath);
  }

  private static OptionalInt optional(JsonNode value) {
    return value.canConvertToInt() ? OptionalInt.of(value.asInt(0)) : OptionalInt.empty();
  }

  /** A number that is printed as text, as ip does it where there could be a name. */
  static int number(JsonNode value, int otherwise) {
    try {
      return Integer.parseInt(value.asString(""));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  static Optional<IpAddress> gateway(JsonNode item) {
    String plain = item.path("gateway").asString("");
    return IpAddress.parse(plain.isEmpty() ? item.path("via").path("host").asString("") : plain);
  }

  static Optional<Cidr> destination(IpFamily family, String text) {
    if (text.equals("default")) {
      return Optional.of(family.everything());
    }
    return text.indexOf('/') < 0 ? IpAddress.parse(text).map(Cidr::host) : Cidr.parse(text);
  }
}
