// The plugin types whose configurations are understood: their keys, and how they are read. A new
// type is a line in each switch.
package io.mycni.lint;

import io.mycni.cni.CniArgs;
import io.mycni.cni.SpecVersion;
import io.mycni.ipam.StaticConfig;
import io.mycni.ipam.StaticKeys;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.ipam.hostlocal.HostLocalKeys;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.plugin.bridge.BridgeConfig;
import io.mycni.plugin.bridge.BridgeKeys;
import java.util.List;
import java.util.Optional;

/** What is known of the types of plugins. */
public final class Types {
  /** The types, in the order of the documentation. */
  public static final List<String> ALL = List.of("bridge", "host-local", "static");

  private Types() {}

  /** Returns the keys of a type, an IPAM plugin's those in {@code ipam}; empty for any other. */
  public static Optional<KeySet> keys(String type) {
    return switch (type) {
      case "bridge" -> Optional.of(BridgeKeys.ALL);
      case "host-local" -> Optional.of(HostLocalKeys.ALL);
      case "static" -> Optional.of(StaticKeys.ALL);
      default -> Optional.empty();
    };
  }

  /** Tells whether the keys of a type stand in {@code ipam}. */
  public static boolean isIpam(String type) {
    return switch (type) {
      case "host-local", "static" -> true;
      default -> false;
    };
  }

  /**
   * Reads a configuration as a plugin of a type would.
   *
   * @throws io.mycni.cni.CniException naming the first key that is wrong
   */
  static void read(String type, Section network, SpecVersion version) {
    switch (type) {
      case "bridge" -> BridgeConfig.read(network, CniArgs.NONE);
      case "host-local" -> HostLocalConfig.read(network, CniArgs.NONE, version);
      case "static" -> StaticConfig.read(network, CniArgs.NONE, version);
      default -> {
        // Whatever stands there may be right.
      }
    }
  }
}
