// What an agent tells of itself and of its node in Prometheus' format. How it is told is the
// business of the package metrics, of which nothing is loaded before somebody asks.
package io.mycni.agent;

import io.mycni.call.Plugins;
import io.mycni.chain.NetworkFolder;
import io.mycni.metrics.AgentFacts;
import io.mycni.metrics.Exposition;
import io.mycni.metrics.NodeLook;
import io.mycni.part.MadeNotes;
import io.mycni.watch.DirectCalls;
import io.mycni.watch.MetricsAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts metrics together; for several threads. */
final class Metrics {
  private Optional<NodeLook> node = Optional.empty();
  private Optional<MetricsDoor> door = Optional.empty();

  /** Has them told there, too; to be called before any other thread knows of this. */
  void tellOn(MetricsAddress address, Agent.Host host, Consumer<String> log) {
    door = Optional.of(new MetricsDoor(address, () -> text(host), log));
  }

  /** Sees that they are told where they shall be; to be called now and then. */
  void tend() {
    door.ifPresent(MetricsDoor::tend);
  }

  /** Tells whether they are told where they shall be. */
  boolean isTold() {
    return door.isPresent() && door.get().isOpen();
  }

  /** Has the address free for the next agent. */
  void close() {
    door.ifPresent(MetricsDoor::close);
  }

  /** Returns the text of a scrape. */
  byte[] text(Agent.Host host) {
    Watch watch = host.watch();
    AgentFacts facts =
        new AgentFacts(
            watch.begun(),
            host.running().many(),
            host.running().waiting(),
            Memory.residentBytes(),
            Memory.heapBytes(),
            watch.tally().lines(),
            watch.undoFailures(),
            watch.declined(),
            host.tools());
    return Exposition.of(facts, node());
  }

  private synchronized NodeLook node() {
    if (node.isEmpty()) {
      // As the commands have it: where networks are is said by the environment, if at all.
      String folder = System.getenv("NETCONFPATH");
      Path networks = folder == null || folder.isEmpty() ? NetworkFolder.DEFAULT : Path.of(folder);
      node =
          Optional.of(
              new NodeLook(
                  new NetworkFolder(networks),
                  new MadeNotes(Plugins.NOTES),
                  new DirectCalls(DirectCalls.FOLDER)));
    }
    return node.get();
  }
}
