// Which networks with host-local leases a command is about.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.chain.Network;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.config.HostLocalConfig;
import io.mycni.node.NetworkLeases;
import io.mycni.node.Node;
import io.mycni.node.Survey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ObjectNode;

/** Finds networks and their leases. */
final class IpamOptions {
  @Mixin private NetworkOptions where;

  /** Returns the leases of the named networks; of all that have leases when none is named. */
  List<NetworkLeases> leases(List<String> names, Cli cli) {
    List<Network> networks = new ArrayList<>();
    for (String name : names) {
      networks.add(where.network(name, cli.environment()));
    }
    if (names.isEmpty()) {
      networks.addAll(where.folder(cli.environment()).networks());
    }
    Node node = Survey.of(cli.services(), where.folder(cli.environment()));
    List<NetworkLeases> found = new ArrayList<>();
    for (Network network : networks) {
      Optional<HostLocalConfig> config = config(network, cli.environment());
      if (config.isEmpty() && !names.isEmpty()) {
        throw new CniException(
            ErrorCode.INVALID_CONFIGURATION,
            "the network " + network.name() + " has no plugin with an ipam of type host-local",
            "only leases of host-local can be looked at");
      }
      config.ifPresent(it -> found.add(NetworkLeases.of(network.name(), it, node)));
    }
    return found;
  }

  /** Returns the host-local configuration of the first plugin that has one. */
  static Optional<HostLocalConfig> config(Network network, Map<String, String> environment) {
    for (ObjectNode plugin : network.plugins()) {
      String ipam = Keys.text(Keys.of(plugin, "ipam"), "type");
      if (Plugins.type(ipam).equals("host-local")) {
        ObjectNode input = network.inputOf(plugin, Optional.empty(), Json.object());
        CniRequest request =
            OwnPlugin.request(
                CniCommand.DEL,
                input,
                environment,
                Map.of("CNI_CONTAINERID", "none", "CNI_IFNAME", "eth0", "CNI_ARGS", ""));
        return Optional.of(HostLocalConfig.from(request).in(Path.of("")));
      }
    }
    return Optional.empty();
  }

  static String age(Instant since) {
    Duration age = Duration.between(since, Instant.now());
    if (age.toDays() > 1) {
      return age.toDays() + " d";
    }
    if (age.toHours() > 1) {
      return age.toHours() + " h";
    }
    return age.toMinutes() > 1 ? age.toMinutes() + " min" : Math.max(age.toSeconds(), 0) + " s";
  }
}
