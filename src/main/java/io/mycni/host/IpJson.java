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

  /** A peer in the same namespace is told by its name, one in another by its index. */
  private static Link link(JsonNode item, Map<String, Integer> indexes) {
    boolean veth = item.path("linkinfo").path("info_kind").asString("").equals("veth");
    int sameNamespace = veth ? indexes.getOrDefault(item.path("link").asString(""), 0) : 0;
    JsonNode info = item.path("linkinfo");
    List<String> flags = new ArrayList<>();
    for (JsonNode flag : item.path("flags")) {
      flags.add(flag.asString(""));
    }
    List<Cidr> addresses = new ArrayList<>();
    for (JsonNode address : item.path("addr_info")) {
      String text = address.path("local").asString("") + "/" + address.path("prefixlen").asInt(0);
      Cidr.parse(text).ifPresent(addresses::add);
    }
    return new Link(
        item.path("ifname").asString(""),
        item.path("ifindex").asInt(0),
        info.path("info_kind").asString(""),
        MacAddress.parse(item.path("address").asString("")),
        item.path("mtu").asInt(0),
        flags.contains("UP"),
        flags.contains("PROMISC"),
        info.path("info_data").path("vlan_filtering").asInt(0) == 1,
        false,
        item.path("master").asString(""),
        item.path("ifalias").asString(""),
        item.path("link_index").asInt(sameNamespace),
        sameNamespace != 0,
        0,
        addresses);
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
    return value.isNumber() ? OptionalInt.of(value.asInt()) : OptionalInt.empty();
  }

  /** A number that is printed as text, as ip does it where there could be a name. */
  private static int number(JsonNode value, int otherwise) {
    try {
      return Integer.parseInt(value.asString(""));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static Optional<IpAddress> gateway(JsonNode item) {
    String plain = item.path("gateway").asString("");
    return IpAddress.parse(plain.isEmpty() ? item.path("via").path("host").asString("") : plain);
  }

  private static Optional<Cidr> destination(IpFamily family, String text) {
    if (text.equals("default")) {
      return Optional.of(family.everything());
    }
    return text.indexOf('/') < 0 ? IpAddress.parse(text).map(Cidr::host) : Cidr.parse(text);
  }
}
