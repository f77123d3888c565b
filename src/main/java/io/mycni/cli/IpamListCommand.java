// `mycni ipam list`: how full each network is.
package io.mycni.cli;

import io.mycni.cni.Json;
import io.mycni.config.RangeSet;
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
    description = "List the networks with host-local leases: ranges, how full, how many are lost.",
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
      for (RangeSet set : leases.config().rangeSets()) {
        Usage usage = Usage.of(set, leases);
        rows.add(List.of(name, set.toString(), usage.bar(), usage.numbers(), lost));
        name = "";
        lost = "";
      }
    }
    Table.print(rows, cli.out());
  }

  static ObjectNode node(NetworkLeases leases) {
    ObjectNode node = Json.object();
    node.put("network", leases.network());
    node.put("dataDir", leases.config().dataDir().toString());
    ArrayNode sets = node.putArray("rangeSets");
    for (RangeSet set : leases.config().rangeSets()) {
      ObjectNode item = sets.addObject();
      item.put("ranges", set.toString());
      item.put("used", leases.usedOf(set));
      item.put("size", NetworkLeases.sizeOf(set).toString());
    }
    node.put("leases", leases.leases().size());
    node.put("lost", leases.lost().size());
    return node;
  }
}
