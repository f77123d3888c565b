// Which networks with host-local leases a command is about.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.chain.Flannel;
import io.mycni.chain.Network;
import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.keys.Section;
import io.mycni.node.LeaseFolders;
import io.mycni.node.NetworkLeases;
import io.mycni.node.Node;
import io.mycni.node.Survey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ObjectNode;

/** Finds networks and their leases. */
final class IpamOptions {
  @Mixin private NetworkOptions where;

  /**
   * Returns the leases of the named networks, wherever they are; of all when none is named.
   *
   * @throws CniException when a named network has none and is not known to have host-local leases
   */
  List<NetworkLeases> leases(List<String> words, Cli cli) {
    List<Network> files = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (String word : words) {
      if (NetworkOptions.isFile(word)) {
        files.add(Network.read(Path.of(word)));
      }
      names.add(NetworkOptions.isFile(word) ? files.getLast().name() : word);
    }
    Node node = Survey.withoutRules(cli.services(), where.folder(cli.environment()));
    List<NetworkLeases> all = all(node, files);
    if (words.isEmpty()) {
      return all;
    }
    List<NetworkLeases> chosen = new ArrayList<>();
    for (String name : names) {
      List<NetworkLeases> found = all.stream().filter(each -> each.network().equals(name)).toList();
      if (found.isEmpty()) {
        throw unknown(name, files, cli);
      }
      chosen.addAll(found);
    }
    return chosen;
  }

  /** Returns all leases of a node, and those of networks that are not in its folder. */
  static List<NetworkLeases> all(Node node, List<Network> files) {
    return LeaseFolders.all(node, files, IpamOptions::addresses);
  }

  private CniException unknown(String name, List<Network> files, Cli cli) {
    boolean isThere =
        files.stream().anyMatch(each -> each.name().equals(name))
            || where.folder(cli.environment()).networks().stream()
                .anyMatch(each -> each.name().equals(name));
    return new CniException(
        ErrorCode.INVALID_CONFIGURATION,
        isThere
            ? "the network " + name + " has no plugin with an ipam of type host-local"
            : "there are no leases of a network '" + name + "', nor a network of that name",
        isThere
            ? "only leases of host-local can be looked at"
            : "`mycni ipam list` shows all that there are");
  }

  /** Returns what the first plugin with host-local says; flannel's says it for each container. */
  static Optional<LeaseFolders.Addresses> addresses(Network network) {
    for (ObjectNode plugin : network.plugins()) {
      String ipam = Keys.text(Keys.of(plugin, "ipam"), "type");
      if (Plugins.type(ipam).equals("host-local")) {
        ObjectNode input = network.inputOf(plugin, Optional.empty(), Json.object());
        Section keys = Section.of(input);
        String type = Plugins.type(Network.type(plugin));
        boolean byVeth = type.equals("bridge") || type.equals("ptp");
        try {
          HostLocalConfig config =
              HostLocalConfig.read(keys, CniArgs.NONE, network.version()).in(Path.of(""));
          return Optional.of(new LeaseFolders.Addresses(config, "", byVeth));
        } catch (CniException e) {
          // Where its leases lie can be known all the same.
          HostLocalConfig config =
              HostLocalConfig.forRemoval(keys, CniArgs.NONE, network.version()).in(Path.of(""));
          String problem = network.file() + ": " + e.getMessage();
          return Optional.of(new LeaseFolders.Addresses(config, problem, byVeth));
        }
      }
      if (Flannel.is(plugin)) {
        return Flannel.delegated(plugin, network.name()).flatMap(IpamOptions::addresses);
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
