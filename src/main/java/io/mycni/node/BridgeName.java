// Which bridge a network is on.
package io.mycni.node;

import io.mycni.chain.Network;
import io.mycni.cni.Keys;
import io.mycni.keys.TypeName;
import io.mycni.plugin.bridge.BridgeKeys;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Reads the name of a network's bridge. */
public final class BridgeName {
  private BridgeName() {}

  /** Returns the bridge of a network; empty where it has no bridge plugin. */
  public static Optional<String> of(Network network) {
    return plugins(network).findFirst().map(BridgeName::name);
  }

  /** Returns the bridges of a network, one for each of its bridge plugins. */
  public static List<String> allOf(Network network) {
    return plugins(network).map(BridgeName::name).toList();
  }

  /** Returns the bridge, and the VLAN on it where there is one. */
  static Optional<String> withVlan(Network network) {
    return plugins(network)
        .findFirst()
        .map(plugin -> {
          int vlan = Keys.of(plugin, "vlan").asInt(0);
          return vlan == 0 ? name(plugin) : name(plugin) + " in VLAN " + vlan;
        });
  }

  private static String name(ObjectNode plugin) {
    String named = Keys.text(plugin, "bridge");
    return named.isEmpty() ? BridgeKeys.USUAL_BRIDGE : named;
  }

  private static Stream<ObjectNode> plugins(Network network) {
    return network.plugins().stream()
        .filter(plugin -> TypeName.of(Network.type(plugin)).equals(TypeName.BRIDGE));
  }
}
