// Results as JSON, written in the version that was asked for. ResultReader reads them.
package io.mycni.cni;

import io.mycni.net.IpFamily;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes results (CNI 1.1.0, section "ADD Success", and the same of older versions). */
public final class ResultCodec {
  private ResultCodec() {}

  /** Writes a result in the shape of a version. */
  public static ObjectNode write(CniResult result, SpecVersion version) {
    ObjectNode answer = Json.object();
    answer.put("cniVersion", version.toString());
    if (!version.atLeast(SpecVersion.V0_3_0)) {
      for (IpFamily family : IpFamily.values()) {
        firstOf(result, family, answer);
      }
    } else {
      interfaces(result, version, answer);
      ips(result, version, answer);
      if (!result.routes().isEmpty()) {
        ArrayNode routes = answer.putArray("routes");
        result.routes().forEach(route -> routes.add(route(route, version)));
      }
    }
    answer.set("dns", dns(result.dns()));
    result.others().addTo(answer);
    return answer;
  }

  /** Before 0.3.0 a result had one address of each family, with the routes of that family. */
  private static void firstOf(CniResult result, IpFamily family, ObjectNode answer) {
    for (CniIp ip : result.ips()) {
      if (ip.address().family() != family) {
        continue;
      }
      ObjectNode node = answer.putObject(family == IpFamily.V4 ? "ip4" : "ip6");
      node.put("ip", ip.address().toString());
      ip.gateway().ifPresent(gateway -> node.put("gateway", gateway.toString()));
      ip.others().addTo(node);
      ArrayNode routes = Json.array();
      for (CniRoute route : result.routes()) {
        if (route.destination().family() == family) {
          routes.add(route(route, SpecVersion.V0_1_0));
        }
      }
      if (!routes.isEmpty()) {
        node.set("routes", routes);
      }
      return;
    }
  }

  private static void interfaces(CniResult result, SpecVersion version, ObjectNode answer) {
    if (result.interfaces().isEmpty()) {
      return;
    }
    ArrayNode interfaces = answer.putArray("interfaces");
    for (CniInterface made : result.interfaces()) {
      ObjectNode node = interfaces.addObject();
      node.put("name", made.name());
      made.mac().ifPresent(mac -> node.put("mac", mac.toString()));
      if (made.mtu() != 0 && version.atLeast(SpecVersion.V1_1_0)) {
        node.put("mtu", made.mtu());
      }
      if (!made.sandbox().isEmpty()) {
        node.put("sandbox", made.sandbox());
      }
      made.others().addTo(node);
    }
  }

  private static void ips(CniResult result, SpecVersion version, ObjectNode answer) {
    if (result.ips().isEmpty()) {
      return;
    }
    ArrayNode ips = answer.putArray("ips");
    for (CniIp ip : result.ips()) {
      ObjectNode node = ips.addObject();
      if (!version.atLeast(SpecVersion.V1_0_0)) {
        node.put("version", ip.address().family().cniVersion());
      }
      ip.interfaceIndex().ifPresent(index -> node.put("interface", index));
      node.put("address", ip.address().toString());
      ip.gateway().ifPresent(gateway -> node.put("gateway", gateway.toString()));
      ip.others().addTo(node);
    }
  }

  private static ObjectNode route(CniRoute route, SpecVersion version) {
    ObjectNode node = Json.object();
    node.put("dst", route.destination().toString());
    route.gateway().ifPresent(gateway -> node.put("gw", gateway.toString()));
    if (version.atLeast(SpecVersion.V1_1_0)) {
      route.mtu().ifPresent(value -> node.put("mtu", value));
      route.advmss().ifPresent(value -> node.put("advmss", value));
      route.priority().ifPresent(value -> node.put("priority", value));
      route.table().ifPresent(value -> node.put("table", value));
      route.scope().ifPresent(value -> node.put("scope", value));
    }
    route.others().addTo(node);
    return node;
  }

  private static ObjectNode dns(CniDns dns) {
    ObjectNode node = Json.object();
    strings(node, "nameservers", dns.nameservers());
    if (!dns.domain().isEmpty()) {
      node.put("domain", dns.domain());
    }
    strings(node, "search", dns.search());
    strings(node, "options", dns.options());
    dns.others().addTo(node);
    return node;
  }

  private static void strings(ObjectNode node, String key, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = node.putArray(key);
      values.forEach(array::add);
    }
  }
}
