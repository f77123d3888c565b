// What an agent tells of itself and of its node in Prometheus' format. How it is told is the
// business of the package metrics, of which nothing is loaded before somebody asks.
package io.mycni.agent;

import io.mycni.call.Plugins;
import io.mycni.chain.NetworkFolder;
import io.mycni.metrics.AgentFacts;
import io.mycni.metrics.Exposition;
import io.mycni.metrics.NodeLook;
import io.mycni.part.MadeNotes;
import java.nio.file.Path;
import java.util.Optional;

/** Puts metrics together; for several threads. */
final class Metrics {
  private Optional<NodeLook> node = Optional.empty();

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
      node = Optional.of(new NodeLook(new NetworkFolder(networks), new MadeNotes(Plugins.NOTES)));
    }
    return node.get();
  }
}
