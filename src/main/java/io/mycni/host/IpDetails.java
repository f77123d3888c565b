// Reads all that `ip -json -details` prints of addresses and routes, and turns it into words of ip.
// A key that is not known here is told as something that cannot be put back.
package io.mycni.host;

import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Turns iproute2's JSON into addresses and routes that can be put back. */
final class IpDetails {
  private static final long FOREVER = 0xffffffffL;

  /** The flags of addresses that can be given. */
  private static final List<String> GIVEN_FLAGS =
      List.of("home", "mngtmpaddr", "nodad", "optimistic", "noprefixroute", "autojoin");

  /** The flags of addresses that follow from others, or pass. */
  private static final Set<String> PASSING_FLAGS =
      Set.of("secondary", "dynamic", "deprecated", "tentative", "dadfailed");

  private static final Set<String> ADDRESS_KEYS =
      Set.of(
          "family",
          "local",
          "address",
          "prefixlen",
          "metric",
          "broadcast",
          "scope",
          "label",
          "protocol",
          "valid_life_time",
          "preferred_life_time");

  /** The types of routes but 1, unicast, rtnetlink(7). */
  private static final Map<String, String> TYPES =
      Map.of(
          "2", "local",
          "3", "broadcast",
          "4", "anycast",
          "5", "multicast",
          "6", "blackhole",
          "7", "unreachable",
          "8", "prohibit",
          "9", "throw");

  /**
   * Metrics of routes that are plain numbers; others are times or bits that ip prints otherwise.
   */
  private static final Set<String> PLAIN_METRICS =
      Set.of(
          "mtu",
          "window",
          "advmss",
          "ssthresh",
          "cwnd",
          "reordering",
          "hoplimit",
          "initcwnd",
          "initrwnd",
          "quickack");

  private static final Set<String> ROUTE_KEYS =
      Set.of(
          "type",
          "dst",
          "gateway",
          "via",
          "dev",
          "table",
          "protocol",
          "scope",
          "prefsrc",
          "tos",
          "metric",
          "flags",
          "metrics",
          "pref",
          "nexthops",
          "expires",
          "nhid",
          "from");

  private static final String KERNEL = "2";

  private IpDetails() {}

  /** Reads the answer of {@code ip -json -details address show}. */
  static DeviceDetails read(String device, byte[] addresses, Map<IpFamily, byte[]> routes) {
    List<AddressDetails> here = new ArrayList<>();
    List<IpAddress> elsewhere = new ArrayList<>();
    for (JsonNode link : IpJson.list(addresses)) {
      for (JsonNode item : link.path("addr_info")) {
        Optional<Cidr> address =
            Cidr.parse(item.path("local").asString("") + "/" + item.path("prefixlen").asInt(-1));
        if (address.isPresent() && link.path("ifname").asString("").equals(device)) {
          here.add(address(device, address.get(), item));
        } else {
          address.ifPresent(other -> elsewhere.add(other.address()));
        }
      }
    }
    List<RouteDetails> all = new ArrayList<>();
    for (Map.Entry<IpFamily, byte[]> answer : new TreeMap<>(routes).entrySet()) {
      for (JsonNode item : IpJson.list(answer.getValue())) {
        all.add(route(answer.getKey(), item));
      }
    }
    return new DeviceDetails(device, here, elsewhere, all);
  }

  private static AddressDetails address(String device, Cidr address, JsonNode item) {
    StringBuilder options = new StringBuilder();
    List<String> inexact = new ArrayList<>();
    word(options, "broadcast", item.path("broadcast"));
    if (address.family() == IpFamily.V4) {
      word(options, "scope", item.path("scope"));
      String label = item.path("label").asString("");
      if (label.startsWith(device) && isWord(label)) {
        word(options, "label", item.path("label"));
      } else if (!label.isEmpty()) {
        inexact.add("is without its label");
      }
    }
    word(options, "metric", item.path("metric"));
    word(options, "proto", item.path("protocol"));
    lifetime(options, "valid", item, inexact);
    lifetime(options, "preferred", item, inexact);
    for (Map.Entry<String, JsonNode> entry : item.properties()) {
      String key = entry.getKey();
      if (GIVEN_FLAGS.contains(key)) {
        options.append(' ').append(key);
      } else if (!ADDRESS_KEYS.contains(key) && !PASSING_FLAGS.contains(key)) {
        inexact.add("is no longer marked " + key);
      }
    }
    String peer = item.path("address").asString("");
    return new AddressDetails(
        device,
        address,
        peer.isEmpty() ? "" : "peer " + peer + "/" + address.prefix(),
        options.toString(),
        item.path("secondary").asBoolean(false),
        inexact);
  }

  private static void lifetime(
      StringBuilder options, String which, JsonNode item, List<String> inexact) {
    long seconds = item.path(which + "_life_time").asLong(FOREVER);
    if (seconds != FOREVER) {
      options.append(' ').append(which).append("_lft ").append(seconds);
    }
    if (seconds != FOREVER && seconds != 0) {
      inexact.add("has its " + which + " lifetime of " + seconds + " s from now on again");
    }
  }

  static RouteDetails route(IpFamily family, JsonNode item) {
    StringBuilder words = new StringBuilder();
    List<String> inexact = new ArrayList<>();
    List<String> devices = new ArrayList<>();
    String type = item.path("type").asString("1");
    if (TYPES.containsKey(type)) {
      words.append(TYPES.get(type)).append(' ');
    }
    // In a batch, ip knows the family by the destination alone.
    String written = item.path("dst").asString("");
    String destination = written.equals("default") ? family.everything().toString() : written;
    words.append(destination);
    word(words, "from", item.path("from"));
    word(words, "tos", item.path("tos"));
    word(words, "table", item.path("table"));
    word(words, "proto", item.path("protocol"));
    if (family == IpFamily.V4) {
      word(words, "scope", item.path("scope"));
    }
    word(words, "src", item.path("prefsrc"));
    word(words, "metric", item.path("metric"));
    metrics(words, item.path("metrics").path(0), inexact);
    if (!item.path("pref").asString("medium").equals("medium")) {
      word(words, "pref", item.path("pref"));
    }
    if (item.has("expires")) {
      word(words, "expires", item.path("expires"));
      inexact.add("expires " + item.path("expires").asInt(0) + " s from now");
    }
    boolean byObject = item.has("nhid");
    if (byObject) {
      word(words, "nhid", item.path("nhid"));
    } else if (item.path("nexthops").isEmpty()) {
      hop(words, item, devices);
    } else {
      for (JsonNode hop : item.path("nexthops")) {
        words.append(" nexthop");
        hop(words, hop, devices);
        word(words, "weight", hop.path("weight"));
      }
    }
    for (Map.Entry<String, JsonNode> entry : item.properties()) {
      if (!ROUTE_KEYS.contains(entry.getKey())) {
        inexact.add("is without its " + entry.getKey());
      }
    }
    return new RouteDetails(
        family,
        key(destination, item),
        words.toString(),
        devices,
        IpAddress.parse(item.path("prefsrc").asString("")),
        item.path("protocol").asString("").equals(KERNEL),
        byObject,
        words.indexOf(" via ") >= 0,
        inexact);
  }

  private static String key(String destination, JsonNode item) {
    StringBuilder key = new StringBuilder(destination);
    word(key, "tos", item.path("tos"));
    word(key, "table", item.path("table"));
    word(key, "metric", item.path("metric"));
    return key.toString();
  }

  private static void metrics(StringBuilder words, JsonNode metrics, List<String> inexact) {
    for (Map.Entry<String, JsonNode> entry : metrics.properties()) {
      if (PLAIN_METRICS.contains(entry.getKey())) {
        word(words, entry.getKey(), entry.getValue());
      } else {
        inexact.add("is without its " + entry.getKey());
      }
    }
  }

  private static void hop(StringBuilder words, JsonNode hop, List<String> devices) {
    word(words, "via", hop.path("gateway"));
    if (hop.has("via")) {
      words.append(" via ").append(hop.path("via").path("family").asString(""));
      words.append(' ').append(hop.path("via").path("host").asString(""));
    }
    if (hop.has("dev")) {
      word(words, "dev", hop.path("dev"));
      devices.add(hop.path("dev").asString(""));
    }
    for (JsonNode flag : hop.path("flags")) {
      if (flag.asString("").equals("onlink")) {
        words.append(" onlink");
      }
    }
  }

  /** Labels may hold anything; a word of a batch may not. */
  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || c == '#' || c == '"' || c == '\'' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private static void word(StringBuilder words, String name, JsonNode value) {
    if (!value.isMissingNode()) {
      words.append(' ').append(name).append(' ').append(value.asString(""));
    }
  }
}
