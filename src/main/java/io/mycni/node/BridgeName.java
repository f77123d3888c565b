// Which bridge a network is on.
package io.mycni.node;

import io.mycni.chain.Network;
import io.mycni.cni.Keys;
import io.mycni.keys.TypeName;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Reads the name of a network's bridge. */
public final class BridgeName {
  /** What the key is where it is not written. */
  private static final String DEFAULT = "cni0";

  private BridgeName() {}

  /** Returns the bridge of a network; empty where it has no bridge plugin. */
  public static Optional<String> of(Network network) {
    return plugin(network).map(BridgeName::name);
  }

  /** Returns the bridge, and the VLAN on it where there is one. */
  static Optional<String> withVlan(Network network) {
    return plugin(network)
        .map(plugin -> {
          int vlan = Keys.of(plugin, "vlan").asInt(0);
          return vlan == 0 ? name(plugin) : name(plugin) + " in VLAN " + vlan;
        });
  }

  private static String name(ObjectNode plugin) {
    String named = Keys.text(plugin, "bridge");
    return named.isEmpty() ? DEFAULT : named;
  }

  private static Optional<ObjectNode> plugin(Network network) {
    return network.plugins().stream()
        .filter(plugin -> TypeName.of(Network.type(plugin)).equals(TypeName.BRIDGE))
        .findFirst();
  }
}
