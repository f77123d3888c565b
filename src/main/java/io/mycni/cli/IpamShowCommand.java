// `mycni ipam show`: the leases of one network.
package io.mycni.cli;

import io.mycni.cni.Json;
import io.mycni.ipam.hostlocal.RangeSet;
import io.mycni.node.Living;
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
      "LINK is the attachment's link on the host; NAMESPACE the one that its interface is in with"
          + " the address. A lease is lost when neither is there and it is older than five minutes;"
          + " ? is what could not be told, and - an ADD that may be at work."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  mycni ipam show mynet", "  mycni ipam show ./mynet.conf --json"})
final class IpamShowCommand implements Runnable {
  private static final int MOST_REASONS = 3;

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
    List<NetworkLeases> found = options.leases(List.of(network), cli);
    if (json) {
      // One network mostly has one folder.
      cli.print(found.size() == 1 ? node(found.getFirst()) : nodes(found));
      return;
    }
    String gap = "";
    for (NetworkLeases leases : found) {
      cli.out().print(gap);
      print(leases);
      gap = "\n";
    }
  }

  private void print(NetworkLeases leases) {
    List<List<String>> sets = new ArrayList<>();
    for (RangeSet set : leases.rangeSets()) {
      Usage usage = Usage.of(set, leases);
      sets.add(List.of(set.toString(), usage.bar(), usage.numbers()));
    }
    if (!sets.isEmpty()) {
      Table.print(sets, cli.out());
      cli.out().println();
    }
    IpamListCommand.noteProblem(leases, cli);
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
                + leases.folder()
                + (lost == 0
                    ? ""
                    : ", " + lost + " lost; `mycni ipam gc " + network + "` takes them back"));
    noteUnknown(leases, cli);
  }

  /** Says of the first few why it cannot be told whether they are in use. */
  static void noteUnknown(NetworkLeases leases, Cli cli) {
    List<NetworkLeases.Held> unknown = leases.unknown();
    unknown.stream().limit(MOST_REASONS).forEach(held -> cli.note(unknown(held)));
    if (unknown.size() > MOST_REASONS) {
      int more = unknown.size() - MOST_REASONS;
      cli.note(
          "nor of " + more + " more in " + leases.folder() + "; --json of `show` has them all");
    }
  }

  /** Says why it cannot be told whether a lease is in use. */
  static String unknown(NetworkLeases.Held held) {
    String why = held.living() instanceof Living.Unknown unknown ? unknown.why() : "";
    return "cannot tell whether " + held.item().address() + " is in use: " + why;
  }

  static List<List<String>> rows(List<NetworkLeases.Held> leases) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ADDRESS", "CONTAINER", "INTERFACE", "AGE", "LINK", "NAMESPACE"));
    for (NetworkLeases.Held held : leases) {
      boolean unknown = held.living() instanceof Living.Unknown;
      String none = held.isLost() ? "gone" : unknown ? "?" : "-";
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

  private static ArrayNode nodes(List<NetworkLeases> found) {
    ArrayNode all = Json.array();
    found.forEach(leases -> all.add(node(leases)));
    return all;
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
      switch (held.living()) {
        case Living.Alive alive -> {}
        case Living.Unknown unknown -> item.put("unknown", unknown.why());
        case Living.Gone gone -> item.put("gone", gone.why());
      }
    }
    return node;
  }
}
