// `mycni topology`: who hangs where.
package io.mycni.cli;

import io.mycni.node.Survey;
import io.mycni.topology.Topology;
import io.mycni.topology.TopologyDot;
import io.mycni.topology.TopologyJson;
import io.mycni.topology.TopologySvg;
import io.mycni.topology.TopologyText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws the node's bridges, ports and containers. */
@Command(
    name = "topology",
    header = "Show who hangs where, as text or picture.",
    description = {
      "Bridges, ports, containers, addresses, VLANs, masquerading. Whose a port is, its alias tells, or the result that a runtime keeps."
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
    Topology topology = Topology.of(Survey.of(cli.services(), where.folder(cli.environment())));
    switch (format) {
      case text -> cli.out().print(TopologyText.print(topology));
      case dot -> cli.out().print(TopologyDot.print(topology));
      case svg -> cli.out().print(TopologySvg.print(topology));
      case json -> cli.print(TopologyJson.print(topology));
    }
  }
}
