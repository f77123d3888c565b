// `mycni ipam list`: how full each network is.
package io.mycni.cli;

import io.mycni.cni.Json;
import io.mycni.ipam.hostlocal.RangeSet;
import io.mycni.node.NetworkLeases;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists networks with their ranges. */
@Command(
    name = "list",
    description = {
      "List the networks with host-local leases: ranges, how full, how many are lost.",
      "",
      "Those of network files come first, then what else lies in their dataDirs, in"
          + " /var/lib/cni/networks, or where a kept result says. Ranges that nobody tells are ?."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  mycni ipam list", "  mycni ipam list mynet --json"})
final class IpamListCommand implements Runnable {
  private final Cli cli;

  @Parameters(
      paramLabel = "NETWORK",
      arity = "0..*",
      description = "Names or files of networks (default: all).")
  private List<String> networks = List.of();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private IpamOptions options;

  IpamListCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    List<NetworkLeases> found = options.leases(networks, cli);
    if (json) {
      ArrayNode all = Json.array();
      found.forEach(each -> all.add(node(each)));
      cli.print(all);
      return;
    }
    if (found.isEmpty()) {
      cli.out().println("There is no network with host-local leases; see `mycni list`.");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NETWORK", "RANGES", "USE", "", "LOST"));
    for (NetworkLeases leases : found) {
      String name = leases.network();
      String lost = String.valueOf(leases.lost().size());
      if (leases.config().isEmpty()) {
        int used = leases.leases().size();
        rows.add(List.of(name, "?", "", used + (used == 1 ? " lease" : " leases"), lost));
      }
      for (RangeSet set : leases.rangeSets()) {
        Usage usage = Usage.of(set, leases);
        rows.add(List.of(name, set.toString(), usage.bar(), usage.numbers(), lost));
        name = "";
        lost = "";
      }
    }
    Table.print(rows, cli.out());
    found.forEach(each -> noteProblem(each, cli));
  }

  /** Says why ranges are not known. */
  static void noteProblem(NetworkLeases leases, Cli cli) {
    if (leases.config().isEmpty()) {
      cli.note("the ranges of " + leases.folder() + " are not known: " + leases.problem());
    }
  }

  static ObjectNode node(NetworkLeases leases) {
    ObjectNode node = Json.object();
    node.put("network", leases.network());
    node.put("dataDir", leases.dataDir().toString());
    ArrayNode sets = node.putArray("rangeSets");
    for (RangeSet set : leases.rangeSets()) {
      ObjectNode item = sets.addObject();
      item.put("ranges", set.toString());
      item.put("used", leases.usedOf(set));
      item.put("size", NetworkLeases.sizeOf(set).toString());
    }
    if (leases.config().isEmpty()) {
      node.put("problem", leases.problem());
    }
    node.put("leases", leases.leases().size());
    node.put("unknown", leases.unknown().size());
    node.put("lost", leases.lost().size());
    return node;
  }
}
