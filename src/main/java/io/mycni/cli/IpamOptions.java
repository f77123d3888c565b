// Which networks with host-local leases a command is about.
package io.mycni.cli;

import io.mycni.chain.Network;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
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
import java.util.Set;
import picocli.CommandLine.Mixin;

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
    List<NetworkLeases> all = LeaseFolders.all(node, files);
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
            ? "`mycni ipam dhcp` shows leases of DHCP servers; other IPAM plugins keep their own"
            : "`mycni ipam list` shows all that there are");
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
