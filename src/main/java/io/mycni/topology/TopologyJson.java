// The topology for programs.
package io.mycni.topology;

import io.mycni.cni.Json;
import io.mycni.node.Provided;
import io.mycni.topology.Topology.Relation;
import io.mycni.topology.Topology.Vertex;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Prints the topology as JSON: {@code links}, each with the link that is its {@code master}, its
 * {@code parent} and its {@code peer}, by name and, where that is not the host, the path of the
 * namespace.
 */
public final class TopologyJson {
  private TopologyJson() {}

  /** Returns the topology; keys of what is not known, or not there, are left out. */
  public static ObjectNode print(Topology topology) {
    ObjectNode node = Json.object();
    ArrayNode links = node.putArray("links");
    for (int i = 0; i < topology.links().size(); i++) {
      Vertex link = topology.links().get(i);
      ObjectNode item = links.addObject();
      name(item, link);
      put(item, "namespace", link.where().name());
      put(item, "kind", link.kind());
      put(item, "trait", link.trait());
      item.put("up", link.up());
      link.mac().ifPresent(mac -> item.put("mac", mac.toString()));
      ArrayNode addresses = item.putArray("addresses");
      link.addresses().forEach(address -> addresses.add(address.toString()));
      if (!link.vlans().isEmpty()) {
        ArrayNode vlans = item.putArray("vlans");
        link.vlans().forEach(vlans::add);
      }
      for (Relation relation : Relation.values()) {
        topology
            .other(relation, i)
            .ifPresent(other ->
                name(
                    item.putObject(relation.name().toLowerCase(Locale.ROOT)),
                    topology.links().get(other)));
      }
      link.owner()
          .ifPresent(owner -> {
            item.put("network", owner.network());
            item.put("containerID", owner.containerId());
            item.put("ifname", owner.ifname());
          });
      put(item, "missing", link.missing());
      if (link.masqueraded()) {
        item.put("masqueraded", true);
      }
      provided(item, link.provided());
    }
    return node;
  }

  private static void provided(ObjectNode item, Provided provided) {
    if (!provided.ports().isEmpty()) {
      ArrayNode ports = item.putArray("ports");
      for (Provided.Port port : provided.ports()) {
        ObjectNode each = ports.addObject();
        put(each, "hostIP", port.hostIp());
        each.put("hostPort", port.hostPort());
        each.put("containerPort", port.containerPort());
        each.put("protocol", port.protocol());
      }
    }
    provided.receives().ifPresent(rate -> item.put("ingressRate", rate));
    provided.sends().ifPresent(rate -> item.put("egressRate", rate));
    put(item, "ingressPolicy", provided.policy());
    provided
        .lease()
        .ifPresent(lease -> {
          ObjectNode dhcp = item.putObject("dhcp");
          lease.seconds().ifPresent(left -> dhcp.put("secondsLeft", left));
        });
  }

  private static void name(ObjectNode item, Vertex link) {
    item.put("name", link.name());
    put(item, "netns", link.where().path());
  }

  private static void put(ObjectNode item, String key, String value) {
    if (!value.isEmpty()) {
      item.put(key, value);
    }
  }
}
