// `mycni metrics`: a scrape without a server, for people and for the textfile collector
// of node_exporter.
package io.mycni.cli;

import io.mycni.agent.Question;
import io.mycni.call.Plugins;
import io.mycni.chain.NetworkFolder;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.metrics.Exposition;
import io.mycni.metrics.NodeLook;
import io.mycni.part.MadeNotes;
import io.mycni.process.IoReason;
import io.mycni.process.SyncedFile;
import io.mycni.service.AgentSocket;
import io.mycni.watch.DirectCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells metrics once. */
@Command(
    name = "metrics",
    header = "Tell what is measured, in Prometheus' format.",
    description = {
      "Calls and their durations are told by the agent, if it runs; none is started to be asked."
          + " Leases and attachments are told in any case.",
      "",
      "A file is replaced as a whole, so that the textfile collector of node_exporter never reads"
          + " half of it; its name has to end with .prom there."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni metrics",
      "  mycni metrics --output /var/lib/prometheus/node-exporter/mycni.prom"
    })
final class MetricsCommand implements Runnable {
  private final Cli cli;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write this file instead of standard output.")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--socket", paramLabel = "PATH", description = "An agent in another place.")
  private Optional<Path> socket = Optional.empty();

  MetricsCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    byte[] text = text(socket.orElseGet(() -> AgentSocket.in(cli.environment()).path()));
    if (output.isPresent()) {
      replace(output.get().toAbsolutePath(), text);
    } else {
      cli.out().writeBytes(text);
      cli.out().flush();
    }
  }

  private byte[] text(Path agent) {
    Exposition.NoAgent why = Exposition.NoAgent.NOT_RUNNING;
    try {
      if (new AgentSocket(agent.toAbsolutePath()).presence() == AgentSocket.Presence.AGENT) {
        return Question.metrics(agent);
      }
    } catch (IOException e) {
      cli.note(
          "the agent on " + agent + " does not tell, so its part is missing: " + e.getMessage());
      why = Exposition.NoAgent.UNKNOWN;
    }
    MadeNotes notes = new MadeNotes(Plugins.NOTES);
    NetworkFolder networks = new NetworkOptions().folder(cli.environment());
    DirectCalls direct = new DirectCalls(DirectCalls.FOLDER);
    return Exposition.of(why, new NodeLook(networks, notes, direct));
  }

  private static void replace(Path file, byte[] text) {
    try {
      SyncedFile.write(file, text, "rw-r--r--");
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          file + " cannot be written: " + IoReason.of(e),
          "is " + file.getParent() + " there, and writable?");
    }
  }
}
