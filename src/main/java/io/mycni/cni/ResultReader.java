// Results as they are read: a previous result, that of an IPAM plugin, what a runtime has kept.
// All versions are read alike. Whoever wrote one is another program, so every value is held against
// what it should be, before it can become an index, a path or a name.
package io.mycni.cni;

import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** Reads results (CNI 1.1.0, section "ADD Success", and the same of older versions). */
public final class ResultReader {
  private static final List<String> OF_RESULT =
      List.of("cniVersion", "interfaces", "ips", "routes", "dns", "ip4", "ip6");
  private static final List<String> OF_INTERFACE = List.of("name", "sandbox");
  private static final List<String> OF_IP = List.of("address", "gateway", "interface", "version");
  private static final List<String> OF_OLD_IP = List.of("ip", "gateway", "routes");
  private static final List<String> OF_ROUTE = List.of("dst", "gw");
  private static final List<String> OF_NEW_ROUTE =
      List.of("dst", "gw", "mtu", "advmss", "priority", "table", "scope");
  private static final List<String> OF_DNS = List.of("nameservers", "domain", "search", "options");

  private final String what;
  private final boolean isNew;

  private ResultReader(String what, boolean isNew) {
    this.what = what;
    this.isNew = isNew;
  }

  /**
   * Reads a result of any version.
   *
   * @param node the result
   * @param what where it stands, for messages
   * @throws CniException with {@link ErrorCode#DECODING_FAILURE} when a value is none of its kind
   */
  public static CniResult read(JsonNode node, String what) {
    Optional<SpecVersion> version = SpecVersion.of(Keys.text(node, "cniVersion"));
    boolean isNew = version.isPresent() && version.get().atLeast(SpecVersion.V1_1_0);
    return new ResultReader(what, isNew).result(node);
  }

  private CniResult result(JsonNode node) {
    requireObject(node);
    List<CniInterface> interfaces = new ArrayList<>();
    for (JsonNode item : items(node, "interfaces")) {
      interfaces.add(made(item));
    }
    List<CniIp> ips = new ArrayList<>();
    List<CniRoute> routes = new ArrayList<>();
    for (String old : List.of("ip4", "ip6")) {
      if (Keys.has(node, old)) {
        JsonNode only = Keys.of(node, old);
        ips.add(ip(only, "ip", OF_OLD_IP));
        routes(only, routes);
      }
    }
    for (JsonNode item : items(node, "ips")) {
      ips.add(ip(item, "address", OF_IP));
    }
    routes(node, routes);
    CniDns dns = dns(Keys.of(node, "dns"));
    return new CniResult(interfaces, ips, routes, dns, OtherKeys.of(node, OF_RESULT));
  }

  /**
   * Keys of version 1.1.0 that others write in older ones, too, are passed on there; and so is the
   * address of hardware that is no Ethernet, InfiniBand say.
   */
  private CniInterface made(JsonNode item) {
    requireObject(item);
    Optional<MacAddress> mac = MacAddress.parse(text(item, "mac"));
    List<String> known = new ArrayList<>(OF_INTERFACE);
    if (mac.isPresent()) {
      known.add("mac");
    }
    if (isNew) {
      known.add("mtu");
    }
    return new CniInterface(
        text(item, "name"),
        mac,
        number(item, "mtu").orElse(0),
        text(item, "sandbox"),
        OtherKeys.of(item, known));
  }

  private CniIp ip(JsonNode item, String key, List<String> known) {
    requireObject(item);
    Cidr address =
        Cidr.parse(text(item, key))
            .orElseThrow(() -> mistake("has an address that is no ADDRESS/PREFIX", item));
    return new CniIp(
        address, address(item, "gateway"), number(item, "interface"), OtherKeys.of(item, known));
  }

  private void routes(JsonNode holder, List<CniRoute> routes) {
    for (JsonNode item : items(holder, "routes")) {
      requireObject(item);
      Cidr destination =
          Cidr.parse(text(item, "dst"))
              .orElseThrow(() -> mistake("has a route whose dst is no prefix", item));
      routes.add(
          new CniRoute(
              destination,
              address(item, "gw"),
              number(item, "mtu"),
              number(item, "advmss"),
              number(item, "priority"),
              number(item, "table"),
              number(item, "scope"),
              OtherKeys.of(item, isNew ? OF_NEW_ROUTE : OF_ROUTE)));
    }
  }

  private CniDns dns(JsonNode node) {
    if (node.isMissingNode()) {
      return CniDns.NONE;
    }
    requireObject(node);
    return new CniDns(
        texts(node, "nameservers"),
        text(node, "domain"),
        texts(node, "search"),
        texts(node, "options"),
        OtherKeys.of(node, OF_DNS));
  }

  private Optional<IpAddress> address(JsonNode item, String key) {
    String text = text(item, key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        IpAddress.parse(text)
            .orElseThrow(() -> mistake("has the " + key + " " + text + ", no address,", item)));
  }

  private String text(JsonNode item, String key) {
    JsonNode value = Keys.of(item, key);
    if (value.isMissingNode()) {
      return "";
    }
    if (!value.isString() || value.asString().indexOf('\0') >= 0) {
      throw mistake("has a " + key + " that is no text", item);
    }
    return value.asString();
  }

  private OptionalInt number(JsonNode item, String key) {
    JsonNode value = Keys.of(item, key);
    if (value.isMissingNode()) {
      return OptionalInt.empty();
    }
    if (!value.isInt() || value.intValue() < 0) {
      throw mistake("has a " + key + " that is no whole number from 0 to 2147483647", item);
    }
    return OptionalInt.of(value.intValue());
  }

  private List<String> texts(JsonNode holder, String key) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : items(holder, key)) {
      if (!item.isString()) {
        throw mistake("has an item of " + key + " that is no text", holder);
      }
      texts.add(item.asString());
    }
    return texts;
  }

  private JsonNode items(JsonNode holder, String key) {
    JsonNode items = Keys.of(holder, key);
    if (!items.isMissingNode() && !items.isArray()) {
      throw mistake("has " + key + " that are no list", holder);
    }
    return items;
  }

  private void requireObject(JsonNode node) {
    if (!node.isObject()) {
      throw mistake("is no object, or has a value that should be one and is not", node);
    }
  }

  private CniException mistake(String why, JsonNode node) {
    return new CniException(
        ErrorCode.DECODING_FAILURE,
        what + " " + why + ": " + Json.text(node),
        "pass it as ADD printed it");
  }
}
