// The topology for programs.
package io.mycni.topology;

import io.mycni.cni.Json;
import io.mycni.net.Cidr;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints the topology as JSON: {@code bridges}, each with {@code ports}. */
public final class TopologyJson {
  private TopologyJson() {}

  /** Returns the topology; keys of what is not known are left out. */
  public static ObjectNode print(Topology topology) {
    ObjectNode node = Json.object();
    ArrayNode bridges = node.putArray("bridges");
    for (Topology.Bridge bridge : topology.bridges()) {
      ObjectNode item = bridges.addObject();
      item.put("name", bridge.name());
      item.put("up", bridge.up());
      item.put("vlanFiltering", bridge.filtersVlans());
      addresses(item, bridge.addresses());
      ArrayNode ports = item.putArray("ports");
      bridge.ports().forEach(port -> ports.add(port(port)));
    }
    return node;
  }

  private static ObjectNode port(Topology.Port port) {
    ObjectNode item = Json.object();
    item.put("link", port.link());
    item.put("up", port.up());
    if (!port.vlans().isEmpty()) {
      ArrayNode vlans = item.putArray("vlans");
      port.vlans().forEach(vlans::add);
    }
    port.owner()
        .ifPresent(owner -> {
          item.put("network", owner.network());
          item.put("containerID", owner.containerId());
        });
    if (!port.missing().isEmpty()) {
      item.put("missing", port.missing());
    }
    port.end()
        .ifPresent(end -> {
          item.put("ifname", end.ifname());
          item.put("netns", end.netns());
          end.mac().ifPresent(mac -> item.put("mac", mac.toString()));
          addresses(item, end.addresses());
          item.put("masqueraded", end.masqueraded());
        });
    return item;
  }

  private static void addresses(ObjectNode item, List<Cidr> addresses) {
    ArrayNode array = item.putArray("addresses");
    addresses.forEach(address -> array.add(address.toString()));
  }
}
