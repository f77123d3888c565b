// The names that a new network must not take: those of configured networks and of their bridges.
package io.mycni.upkeep;

import io.mycni.chain.Network;
import io.mycni.node.BridgeName;
import io.mycni.plugin.bridge.BridgeKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names in use, each with whose it is in words.
 *
 * @param networks the names of networks
 * @param bridges the bridges that they are on
 */
public record UsedNames(Map<String, String> networks, Map<String, String> bridges) {
  /** Copies the maps. */
  public UsedNames {
    networks = Map.copyOf(networks);
    bridges = Map.copyOf(bridges);
  }

  /** Returns the names that some networks use. */
  public static UsedNames of(List<Network> all) {
    Map<String, String> networks = new LinkedHashMap<>();
    Map<String, String> bridges = new LinkedHashMap<>();
    for (Network network : all) {
      networks.putIfAbsent(network.name(), "the network in " + network.file());
      for (String bridge : BridgeName.allOf(network)) {
        bridges.putIfAbsent(bridge, "the network " + network.name() + " in " + network.file());
      }
    }
    return new UsedNames(networks, bridges);
  }

  /** Returns whose network has a name; empty when it is free. */
  public Optional<String> network(String name) {
    return Optional.ofNullable(networks.get(name));
  }

  /** Returns whose bridge has a name; empty when it is free. */
  public Optional<String> bridge(String name) {
    return Optional.ofNullable(bridges.get(name));
  }

  /** Returns {@code mynet}, or the first free of {@code mynet2}, {@code mynet3} … */
  public String freeNetwork() {
    String name = "mynet";
    for (int number = 2; networks.containsKey(name); number++) {
      name = "mynet" + number;
    }
    return name;
  }

  /** Returns the first free of {@code cni0}, {@code cni1} … */
  public String freeBridge() {
    String name = BridgeKeys.USUAL_BRIDGE;
    for (int number = 1; bridges.containsKey(name); number++) {
      name = "cni" + number;
    }
    return name;
  }
}
