// What the configuration of a network says about its addresses.
package io.mycni.node;

import io.mycni.chain.Flannel;
import io.mycni.chain.Network;
import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.keys.Section;
import io.mycni.keys.TypeName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What it says.
 *
 * @param config its host-local configuration; without ranges when these cannot be read
 * @param problem why they cannot; empty when they can
 * @param byVeth whether its plugin connects by veth pairs
 */
public record NetworkAddresses(HostLocalConfig config, String problem, boolean byVeth) {
  private static final Set<String> BY_VETH = Set.of("bridge", "ptp");

  /**
   * Returns what the first plugin with host-local says; flannel's says it for each container. Empty
   * when the network has no host-local.
   *
   * @throws CniException when not even the place of its leases can be told
   */
  public static Optional<NetworkAddresses> of(Network network) {
    for (ObjectNode plugin : network.plugins()) {
      String ipam = Keys.text(Keys.of(plugin, "ipam"), "type");
      if (TypeName.of(ipam).equals(TypeName.HOST_LOCAL)) {
        return Optional.of(read(network, plugin));
      }
      if (Flannel.is(plugin)) {
        return Flannel.delegated(plugin, network.name()).flatMap(NetworkAddresses::of);
      }
    }
    return Optional.empty();
  }

  private static NetworkAddresses read(Network network, ObjectNode plugin) {
    Section keys = Section.of(network.inputOf(plugin, Optional.empty(), Json.object()));
    boolean byVeth = BY_VETH.contains(TypeName.of(Network.type(plugin)));
    Path here = Path.of("");
    try {
      HostLocalConfig config = HostLocalConfig.read(keys, CniArgs.NONE, network.version());
      return new NetworkAddresses(config.in(here), "", byVeth);
    } catch (CniException e) {
      // Where its leases lie can be known all the same.
      HostLocalConfig config = HostLocalConfig.forRemoval(keys, CniArgs.NONE, network.version());
      return new NetworkAddresses(config.in(here), network.file() + ": " + e.getMessage(), byVeth);
    }
  }

  Optional<HostLocalConfig> ranges() {
    return problem.isEmpty() ? Optional.of(config) : Optional.empty();
  }
}
