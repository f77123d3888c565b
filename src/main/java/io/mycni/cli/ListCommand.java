// `mycni list`: the networks of this node, in the order in which a runtime sees them.
package io.mycni.cli;

import io.mycni.chain.Network;
import io.mycni.chain.NetworkFolder;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.node.Attached;
import io.mycni.node.Attachments;
import io.mycni.node.Living;
import io.mycni.node.Node;
import io.mycni.node.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists networks. */
@Command(
    name = "list",
    header = "List the networks of this node.",
    description = {
      "In the order of their files' names; a runtime takes the first.",
      "",
      "ATTACHED counts what is alive; what is gone, but for leases, rules or a kept result, and what"
          + " could not be looked into are counted beside it. `mycni gc NETWORK --dry-run` names them."
    },
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

  /** Returns the command of plain words behind its name. */
  static Optional<ListCommand> plain(Cli cli, List<String> words) {
    Optional<Words> sorted = Words.of(words, Set.of("--json"), NetworkOptions.NAMES);
    if (sorted.isEmpty() || !sorted.get().parameters().isEmpty()) {
      return Optional.empty();
    }
    ListCommand list = new ListCommand(cli);
    list.json = sorted.get().has("--json");
    list.where = NetworkOptions.of(sorted.get());
    return Optional.of(list);
  }

  @Override
  public Integer call() {
    NetworkFolder folder = where.folder(cli.environment());
    List<NetworkFolder.Entry> entries = folder.entries();
    Counts counts = counts(folder);
    if (json) {
      ArrayNode all = Json.array();
      entries.forEach(entry -> all.add(node(entry, counts)));
      cli.print(all);
    } else if (entries.isEmpty()) {
      cli.out().println("There is no network in " + folder.path() + "; `mycni init` makes one.");
    } else {
      table(entries, counts);
    }
    return entries.stream().allMatch(entry -> entry.network().isPresent()) ? 0 : 1;
  }

  private void table(List<NetworkFolder.Entry> entries, Counts counts) {
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
                      counts.of(network).words(),
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

  /** How many are attached to each network; nobody knows where the node could not be looked at. */
  @FunctionalInterface
  private interface Counts {
    Count of(Network network);
  }

  private record Count(Optional<List<Attached>> attached) {
    private long alive() {
      return count(each -> each.living() instanceof Living.Alive);
    }

    private long unknown() {
      return count(each -> each.living() instanceof Living.Unknown);
    }

    private long gone() {
      return count(each -> !each.stays());
    }

    private long count(Predicate<Attached> which) {
      return attached.stream().flatMap(List::stream).filter(which).count();
    }

    private String words() {
      return attached.isEmpty()
          ? "?"
          : alive()
              + (gone() == 0 ? "" : ", " + gone() + " gone")
              + (unknown() == 0 ? "" : ", " + unknown() + " unknown");
    }
  }

  private Counts counts(NetworkFolder folder) {
    try {
      Node node = Survey.withoutRules(cli.services(), folder);
      Attachments attachments = Attachments.of(node, List.of());
      return network -> new Count(Optional.of(attachments.to(network.name())));
    } catch (CniException e) {
      cli.note("cannot tell what is attached: " + e.getMessage());
      return _ -> new Count(Optional.empty());
    }
  }

  private static ObjectNode node(NetworkFolder.Entry entry, Counts counts) {
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
    Count count = counts.of(network);
    if (count.attached().isPresent()) {
      node.put("attached", count.alive());
      node.put("gone", count.gone());
      node.put("unknown", count.unknown());
    }
    return node;
  }
}
