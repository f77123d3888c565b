// `mycni topology`: who hangs where.
package io.mycni.cli;

import io.mycni.node.Attachments;
import io.mycni.node.Node;
import io.mycni.node.Provisions;
import io.mycni.node.Survey;
import io.mycni.topology.Topology;
import io.mycni.topology.TopologyDot;
import io.mycni.topology.TopologyJson;
import io.mycni.topology.TopologyReader;
import io.mycni.topology.TopologySvg;
import io.mycni.topology.TopologyText;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws the node's links and containers. */
@Command(
    name = "topology",
    header = "Show who hangs where, as text or picture.",
    description = {
      "Links of the host and of containers, and how they hang on each other: ports on their bridge,"
          + " macvlans, ipvlans and VLANs on the link they were made on, the ends of veth pairs on"
          + " each other; with addresses, VLANs, masquerading, published ports, limits, the firewall's"
          + " policy, DHCP leases. Whose a link is, its alias tells, the"
          + " result that a runtime keeps, or a lease. Not shown are lo, what is down and hangs on"
          + " nothing, and what is in namespaces of no container of this host's networks."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni topology",
      "  mycni topology --format svg > node.svg",
      "  mycni topology --format dot | dot -Tpng > node.png"
    })
final class TopologyCommand implements Runnable {
  private final Cli cli;

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Mixin private NetworkOptions where;

  TopologyCommand(Cli cli) {
    this.cli = cli;
  }

  /** The forms of a picture. */
  private enum Format {
    text,
    dot,
    svg,
    json
  }

  @Override
  public void run() {
    Node node = Survey.of(cli.services(), where.folder(cli.environment()));
    Attachments attachments = Attachments.of(node, List.of());
    Provisions provisions = Provisions.of(cli.services(), attachments);
    Topology topology = TopologyReader.of(attachments, provisions);
    provisions.unseen().forEach(cli::note);
    switch (format) {
      case text -> cli.out().print(TopologyText.print(topology));
      case dot -> cli.out().print(TopologyDot.print(topology));
      case svg -> cli.out().print(TopologySvg.print(topology));
      case json -> cli.print(TopologyJson.print(topology));
    }
  }
}
