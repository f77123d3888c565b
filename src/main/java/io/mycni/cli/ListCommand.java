// `mycni list`: the networks of this node, in the order in which a runtime sees them.
package io.mycni.cli;

import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.chain.NetworkFolder;
import io.mycni.cni.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists networks. */
@Command(
    name = "list",
    header = "List the networks of this node.",
    description = "In the order of their files' names; a runtime takes the first.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni list",
      "  mycni list --conf-dir ./conf --json",
      "",
      "Exit status: 1 if a file cannot be read as a network."
    })
final class ListCommand implements Callable<Integer> {
  private final Cli cli;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private NetworkOptions where;

  ListCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    NetworkFolder folder = where.folder(cli.environment());
    List<NetworkFolder.Entry> entries = folder.entries();
    List<Kept> kept = Kept.all();
    if (json) {
      ArrayNode all = Json.array();
      entries.forEach(entry -> all.add(node(entry, kept)));
      cli.print(all);
    } else if (entries.isEmpty()) {
      cli.out().println("There is no network in " + folder.path() + "; `mycni init` makes one.");
    } else {
      table(entries, kept);
    }
    return entries.stream().allMatch(entry -> entry.network().isPresent()) ? 0 : 1;
  }

  private void table(List<NetworkFolder.Entry> entries, List<Kept> kept) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NETWORK", "VERSION", "PLUGINS", "ATTACHED", "FILE"));
    for (NetworkFolder.Entry entry : entries) {
      entry
          .network()
          .ifPresent(network ->
              rows.add(
                  List.of(
                      network.name(),
                      network.version().toString(),
                      String.join(", ", types(network)),
                      String.valueOf(attached(network, kept)),
                      entry.file().toString())));
    }
    if (rows.size() > 1) {
      Table.print(rows, cli.out());
    }
    for (NetworkFolder.Entry entry : entries) {
      if (entry.network().isEmpty()) {
        cli.note(entry.problem());
      }
    }
  }

  private static List<String> types(Network network) {
    return network.plugins().stream().map(Network::type).toList();
  }

  private static long attached(Network network, List<Kept> kept) {
    return kept.stream().filter(each -> each.attachment().network().equals(network.name())).count();
  }

  private static ObjectNode node(NetworkFolder.Entry entry, List<Kept> kept) {
    ObjectNode node = Json.object();
    node.put("file", entry.file().toString());
    if (entry.network().isEmpty()) {
      node.put("problem", entry.problem());
      return node;
    }
    Network network = entry.network().get();
    node.put("name", network.name());
    node.put("cniVersion", network.version().toString());
    ArrayNode plugins = node.putArray("plugins");
    types(network).forEach(plugins::add);
    node.put("attached", attached(network, kept));
    return node;
  }
}
