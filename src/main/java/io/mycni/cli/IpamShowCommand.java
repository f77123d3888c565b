// `mycni ipam show`: the leases of one network.
package io.mycni.cli;

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

/** Lists leases. */
@Command(
    name = "show",
    description = {
      "Show the leases of a network: address, container, interface, age, and what lives of them.",
      "",
      "LINK is the attachment's link on the host; NAMESPACE the one that has the address, or that a"
          + " runtime keeps in /var/lib/cni/results. A lease is lost when neither is there and it is"
          + " older than five minutes."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  mycni ipam show mynet", "  mycni ipam show ./mynet.conf --json"})
final class IpamShowCommand implements Runnable {
  private final Cli cli;

  @Parameters(paramLabel = "NETWORK", description = "A network's name, or the file of one.")
  private String network;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private IpamOptions options;

  IpamShowCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    NetworkLeases leases = options.leases(List.of(network), cli).getFirst();
    if (json) {
      cli.print(node(leases));
      return;
    }
    List<List<String>> sets = new ArrayList<>();
    for (RangeSet set : leases.config().rangeSets()) {
      Usage usage = Usage.of(set, leases);
      sets.add(List.of(set.toString(), usage.bar(), usage.numbers()));
    }
    Table.print(sets, cli.out());
    cli.out().println();
    if (!leases.leases().isEmpty()) {
      Table.print(rows(leases.leases()), cli.out());
      cli.out().println();
    }
    int all = leases.leases().size();
    int lost = leases.lost().size();
    cli.out()
        .println(
            all
                + (all == 1 ? " lease in " : " leases in ")
                + leases.config().dataDir().resolve(leases.network())
                + (lost == 0
                    ? ""
                    : ", " + lost + " lost; `mycni ipam gc " + network + "` takes them back"));
  }

  static List<List<String>> rows(List<NetworkLeases.Held> leases) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ADDRESS", "CONTAINER", "INTERFACE", "AGE", "LINK", "NAMESPACE"));
    for (NetworkLeases.Held held : leases) {
      String none = held.isLost() ? "gone" : "-";
      rows.add(
          List.of(
              held.item().address().toString(),
              held.item().containerId().isEmpty() ? "(empty file)" : held.item().containerId(),
              held.item().ifname().isEmpty() ? "-" : held.item().ifname(),
              IpamOptions.age(held.item().changed()),
              held.link().isEmpty() ? none : held.link(),
              held.netns().isEmpty() ? none : held.netns()));
    }
    return rows;
  }

  private static ObjectNode node(NetworkLeases leases) {
    ObjectNode node = IpamListCommand.node(leases);
    ArrayNode items = node.putArray("leases");
    for (NetworkLeases.Held held : leases.leases()) {
      ObjectNode item = items.addObject();
      item.put("address", held.item().address().toString());
      item.put("containerID", held.item().containerId());
      item.put("ifname", held.item().ifname());
      item.put("since", held.item().changed().toString());
      item.put("link", held.link());
      item.put("netns", held.netns());
      item.put("resultKept", held.kept());
      item.put("lost", held.isLost());
    }
    return node;
  }
}
