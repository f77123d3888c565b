// The plugin types whose configurations are understood: interface plugins by their descriptions,
// those that give addresses by their own keys.
package io.mycni.lint;

import io.mycni.cni.CniArgs;
import io.mycni.cni.SpecVersion;
import io.mycni.ipam.StaticConfig;
import io.mycni.ipam.StaticKeys;
import io.mycni.ipam.dhcp.DhcpConfig;
import io.mycni.ipam.dhcp.DhcpKeys;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.ipam.hostlocal.HostLocalKeys;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.plugin.PluginName;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.PluginTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the types of plugins.
 *
 * @param own a plugin of somebody else's, made of mycni's parts
 */
public record Types(Optional<PluginType<?>> own) {
  /** Those of mycni alone. */
  public static final Types OF_MYCNI = new Types(Optional.empty());

  /** Returns the types whose keys are known, in the order of the documentation. */
  public List<String> all() {
    List<String> all = new ArrayList<>();
    for (PluginName name : PluginName.values()) {
      if (keys(name.text()).isPresent()) {
        all.add(name.text());
      }
    }
    return all;
  }

  /** Returns the keys of a type, an IPAM plugin's those in {@code ipam}; empty for any other. */
  public Optional<KeySet> keys(String type) {
    return switch (type) {
      case "host-local" -> Optional.of(HostLocalKeys.ALL);
      case "static" -> Optional.of(StaticKeys.ALL);
      case "dhcp" -> Optional.of(DhcpKeys.ALL);
      default -> described(type).map(PluginType::keys);
    };
  }

  /** Returns the description of a type; empty for IPAM plugins, and for others than mycni's. */
  Optional<PluginType<?>> described(String type) {
    if (own.isPresent() && own.get().name().equals(type)) {
      return own;
    }
    return PluginName.of(type).flatMap(PluginTypes::of);
  }

  /** Tells whether the keys of a type stand in {@code ipam}. */
  public boolean isIpam(String type) {
    return PluginName.of(type).map(name -> name.role() == PluginName.Role.IPAM).orElse(false);
  }

  /**
   * Reads a configuration as a plugin of a type would.
   *
   * @throws io.mycni.cni.CniException naming the first key that is wrong
   */
  void read(String type, Section network, SpecVersion version) {
    switch (type) {
      case "host-local" -> HostLocalConfig.read(network, CniArgs.NONE, version);
      case "static" -> StaticConfig.read(network, CniArgs.NONE, version);
      case "dhcp" -> DhcpConfig.read(network, CniArgs.NONE);
      // Whatever stands in another's configuration may be right.
      default -> described(type).ifPresent(known -> known.read(network, CniArgs.NONE));
    }
  }
}
