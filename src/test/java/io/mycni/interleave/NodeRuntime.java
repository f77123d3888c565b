// What a runtime does with the chain of a network: it calls one plugin after the other, from the
// environment to the answer, and passes on what they answer.
package io.mycni.interleave;

import io.mycni.call.CallOnPaper;
import io.mycni.call.Client;
import io.mycni.cni.Json;
import io.mycni.engine.PaperNode;
import io.mycni.process.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Calls of one network's plugins on a paper host. */
final class NodeRuntime {
  private static final String UNHEARD = "nobody hears the answer";

  private final Network network;
  private final PaperNode node;
  private final Truth truth;
  private final Path bin;
  private final Path data;
  private final Map<String, String> results = new TreeMap<>();

  /** Makes a runtime whose tools and leases lie in those folders. */
  NodeRuntime(Network network, PaperNode node, Truth truth, Path bin, Path data) {
    this.network = network;
    this.node = node;
    this.truth = truth;
    this.bin = bin;
    this.data = data;
  }

  boolean hasResultOf(String container) {
    return results.containsKey(container);
  }

  /** Whoever reads the answer. */
  private static final class Reader implements Client {
    private final boolean hears;
    private int status = -1;
    private String answer = "";

    Reader(boolean hears) {
      this.hears = hears;
    }

    @Override
    public boolean isListening() {
      return true;
    }

    @Override
    public void answer(int status, byte[] answer, boolean surely) throws IOException {
      if (!hears && status == 0) {
        throw new IOException(UNHEARD);
      }
      this.status = status;
      this.answer = new String(answer, StandardCharsets.UTF_8);
    }

    @Override
    public void somethingIsLeft() {
      // The answer says so, too.
    }
  }

  /** Attaches a container; returns its address. Where a plugin fails, all of it is detached. */
  Optional<String> add(String container, Worker worker) {
    String result = "";
    try {
      for (Network.Plugin plugin : network.plugins()) {
        if (!result.isEmpty()) {
          worker.nextProcess();
        }
        result = serve(plugin, "ADD", container, previous(result), true, worker);
        truth.isMade();
      }
    } catch (IllegalStateException failed) {
      if (!result.isEmpty()) {
        worker.nextProcess();
        del(container, worker);
      }
      throw failed;
    }
    results.put(container, result);
    JsonNode ip = Json.read(result.getBytes(StandardCharsets.UTF_8)).path("ips").path(0);
    return Optional.of(ip.path("address").asString().split("/")[0]);
  }

  /** An ADD of the first plugin, whose answer nobody hears, so that it takes back all it did. */
  Optional<String> addUnheard(String container, Worker worker) {
    try {
      serve(network.plugins().getFirst(), "ADD", container, "", false, worker);
    } catch (IllegalStateException e) {
      boolean takenBack =
          e.getMessage().contains(UNHEARD) && !e.getMessage().contains("could not be undone");
      if (!takenBack) {
        throw e;
      }
    }
    return Optional.empty();
  }

  /** Detaches a container, the last plugin first; each is called, whatever comes of the others. */
  Optional<String> del(String container, Worker worker) {
    Optional<IllegalStateException> failure = Optional.empty();
    String previous = previous(results.getOrDefault(container, ""));
    for (Network.Plugin plugin : network.plugins().reversed()) {
      if (plugin != network.plugins().getLast()) {
        worker.nextProcess();
      }
      try {
        serve(plugin, "DEL", container, previous, true, worker);
      } catch (IllegalStateException e) {
        failure = Optional.of(e);
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return Optional.empty();
  }

  /** Looks at a container's attachment. */
  void check(String container, Worker worker) {
    for (Network.Plugin plugin : network.plugins()) {
      if (plugin != network.plugins().getFirst()) {
        worker.nextProcess();
      }
      serve(plugin, "CHECK", container, previous(results.get(container)), true, worker);
    }
  }

  /** Collects what is of none of those containers. */
  void collect(Set<String> valid, Worker worker) {
    List<String> attachments = new ArrayList<>();
    valid.forEach(
        each -> attachments.add("{\"containerID\":\"" + each + "\",\"ifname\":\"eth0\"}"));
    for (Network.Plugin plugin : network.plugins()) {
      if (plugin != network.plugins().getFirst()) {
        worker.nextProcess();
      }
      serve(plugin, "GC", "", ",\"cni.dev/valid-attachments\":" + attachments, true, worker);
    }
  }

  private static String previous(String result) {
    return result.isEmpty() ? "" : ",\"prevResult\":" + result;
  }

  /** Serves a call; fails as it does. */
  private String serve(
      Network.Plugin plugin,
      String verb,
      String container,
      String more,
      boolean heard,
      Worker worker) {
    String port = String.valueOf(8000 + (container.isEmpty() ? 0 : container.charAt(0)));
    String keys =
        plugin.keys().replace('\'', '"').replace("DATA", data.toString()).replace("PORT", port);
    String input =
        "{\"cniVersion\":\"1.1.0\",\"name\":\""
            + Network.NAME
            + "\",\"type\":\""
            + plugin.type()
            + "\","
            + keys
            + more
            + "}";
    Reader reader = new Reader(heard);
    ToolPoints points = new ToolPoints(worker);
    CallOnPaper.of(worker.runner(node.tools(points)), worker.locks(), node.look(points))
        .serve(
            plugin.type(),
            environment(verb, container),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            reader,
            new PrintStream(OutputStream.nullOutputStream()),
            Deadline.in(Duration.ofMinutes(5)));
    worker.requireLife();
    if (reader.status != 0) {
      JsonNode error = Json.read(reader.answer.getBytes(StandardCharsets.UTF_8));
      throw new IllegalStateException(
          plugin.type()
              + ": "
              + error.path("msg").asString()
              + " "
              + error.path("details").asString(""));
    }
    return reader.answer;
  }

  private Map<String, String> environment(String verb, String container) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", verb);
    environment.put("CNI_CONTAINERID", container);
    environment.put("CNI_NETNS", container.isEmpty() ? "" : netns(container));
    environment.put("CNI_IFNAME", container.isEmpty() ? "" : "eth0");
    environment.put("CNI_PATH", bin.toString());
    environment.put("PATH", bin.toString());
    return environment;
  }

  static String netns(String container) {
    return "/run/netns/" + container;
  }
}
