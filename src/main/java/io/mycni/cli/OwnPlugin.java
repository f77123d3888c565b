// The plugin of a network that mycni itself is: what plan and trace are about, as they look inside.
package io.mycni.cli;

import io.mycni.call.PluginName;
import io.mycni.call.Plugins;
import io.mycni.chain.Chain;
import io.mycni.chain.Flannel;
import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.RequestReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One plugin out of a network.
 *
 * @param network the network
 * @param type the plugin type, {@code bridge} say
 * @param config its configuration as written
 */
record OwnPlugin(Network network, String type, ObjectNode config) {
  /**
   * Returns the first plugin of a network that mycni has.
   *
   * @throws CniException when there is none
   */
  static OwnPlugin of(Network network) {
    return find(network)
        .orElseThrow(() ->
            new CniException(
                ErrorCode.INVALID_CONFIGURATION,
                network.file() + " has no plugin of a type that mycni has",
                "mycni has " + String.join(", ", PluginName.all())));
  }

  /** Returns the first plugin of a network that mycni has; empty when there is none. */
  static Optional<OwnPlugin> find(Network network) {
    for (ObjectNode plugin : network.plugins()) {
      String type = Plugins.type(Network.type(plugin));
      if (Plugins.isOurs(type)) {
        return Optional.of(new OwnPlugin(network, type, plugin));
      }
    }
    return Optional.empty();
  }

  /** The same, or what flannel has our bridge plugin do in its place. */
  static Optional<OwnPlugin> findDelegated(Network network) {
    return find(network)
        .or(() ->
            network.plugins().stream()
                .filter(Flannel::is)
                .findFirst()
                .flatMap(plugin -> Flannel.delegated(plugin, network.name()))
                .flatMap(OwnPlugin::find));
  }

  /** Returns the request that a runtime would make of it, with the result that is kept, if any. */
  CniRequest request(CniCommand command, Chain.Target target, Map<String, String> environment) {
    Optional<ObjectNode> previous =
        command == CniCommand.ADD
            ? Optional.empty()
            : Kept.of(target.to(network)).map(Kept::result).filter(result -> !result.isEmpty());
    return request(
        command,
        network.inputOf(config, previous, target.capabilities()),
        environment,
        target.variables());
  }

  /** Returns a request about no attachment in particular. */
  static CniRequest request(
      CniCommand command,
      ObjectNode input,
      Map<String, String> environment,
      Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(environment);
    all.putIfAbsent("CNI_PATH", "/opt/cni/bin");
    all.putAll(variables);
    all.put("CNI_COMMAND", command.name());
    return RequestReader.read(all, Json.write(input));
  }
}
