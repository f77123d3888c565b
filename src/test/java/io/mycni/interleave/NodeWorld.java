// A host of paper, on which whole calls of the bridge plugin are at work at the same time, as they
// are served directly: each by a process of its own, from its environment to its answer. The
// reference's host-local may give addresses of the same folder. At the end each attachment must be
// found well by CHECK; when all were removed only what was made once for all may be left.
package io.mycni.interleave;

import io.mycni.call.CallWith;
import io.mycni.call.Client;
import io.mycni.cni.Json;
import io.mycni.engine.PaperNode;
import io.mycni.exec.LanesInOrder;
import io.mycni.lock.FileLocks;
import io.mycni.plugin.Services;
import io.mycni.process.Deadline;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** The world of whole calls. */
final class NodeWorld implements World {
  private static final String NETWORK = "mynet";
  private static final String PREFIX = "10.1.0.";
  private static final int LAST = 6;

  private final Machine machine;
  private final Truth truth;
  private final Function<Worker, FileLocks> locks;
  private final PaperNode node =
      new PaperNode(
          List.of(
              "ip link add name lan0 address 02:00:00:00:00:99 type dummy",
              "ip link set dev lan0 up",
              "ip address add 192.0.2.9/24 dev lan0",
              "ip route add 0.0.0.0/0 via 192.0.2.1 dev lan0"));
  private final Map<String, String> results = new TreeMap<>();
  private final Path bin;
  private final Path data;

  /** Makes a world whose calls have such locks. */
  NodeWorld(Machine machine, Truth truth, Function<Worker, FileLocks> locks) {
    this.locks = locks;
    this.machine = machine;
    this.truth = truth;
    machine.has(
        new Machine.Settings() {
          @Override
          public Optional<String> get(String key) {
            return node.setting(key);
          }

          @Override
          public void set(String key, String value) {
            node.set(key, value);
          }
        });
    this.bin = machine.folder("bin");
    this.data = machine.folder("data");
    try {
      Files.createDirectories(bin);
      PaperNode.install(Path.of(bin.toString()));
      Files.createDirectories(data);
      for (String each : List.of("u", "v", "x", "y", "z")) {
        Files.createFile(machine.folder("run/netns/" + each));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Worker.Call call(String word) {
    String[] parts = word.split(":", 2);
    String container = parts.length > 1 ? parts[1] : "";
    return switch (parts[0]) {
      case "add" -> new ChangingCall(word, container, this, truth, this::add);
      case "del" -> new ChangingCall(word, container, this, truth, this::del);
      case "ref-add" ->
          new ChangingCall(word, container, this, truth, (id, _) -> reference().add(id));
      case "ref-del" ->
          new ChangingCall(word, container, this, truth, (id, _) -> reference().del(id));
      case "gc" -> new CollectingCall(word, container, this, truth, this::collect);
      case "check" -> new Checking(container);
      default -> throw new IllegalArgumentException("unknown: " + word);
    };
  }

  private Optional<String> add(String container, Worker worker) {
    String result = serve("ADD", container, "", worker);
    results.put(container, result);
    JsonNode ip = Json.read(result.getBytes(StandardCharsets.UTF_8)).path("ips").path(0);
    return Optional.of(ip.path("address").asString().split("/")[0]);
  }

  private Optional<String> del(String container, Worker worker) {
    serve("DEL", container, prevResult(container), worker);
    return Optional.empty();
  }

  private String prevResult(String container) {
    return results.containsKey(container) ? ",\"prevResult\":" + results.get(container) : "";
  }

  private void collect(Set<String> valid, Worker worker) {
    List<String> attachments = new ArrayList<>();
    valid.forEach(
        each -> attachments.add("{\"containerID\":\"" + each + "\",\"ifname\":\"eth0\"}"));
    serve("GC", "", ",\"cni.dev/valid-attachments\":" + attachments, worker);
  }

  private Reference reference() {
    return new Reference(Path.of(data.resolve(NETWORK).toString()), PREFIX, LAST);
  }

  /** Whoever reads the answer. */
  private static final class Reader implements Client {
    private int status = -1;
    private String answer = "";

    @Override
    public boolean isListening() {
      return true;
    }

    @Override
    public void answer(int status, byte[] answer, boolean surely) {
      this.status = status;
      this.answer = new String(answer, StandardCharsets.UTF_8);
    }

    @Override
    public void somethingIsLeft() {
      // The answer says so, too.
    }
  }

  /** Serves a call; fails as it does. */
  private String serve(String verb, String container, String more, Worker worker) {
    String input =
        "{\"cniVersion\":\"1.1.0\",\"name\":\""
            + NETWORK
            + "\",\"type\":\"bridge\",\"bridge\":\"mybr0\",\"isGateway\":true,\"ipMasq\":true,"
            + "\"ipam\":{\"type\":\"host-local\",\"dataDir\":\""
            + data
            + "\",\"subnet\":\""
            + PREFIX
            + "0/29\"}"
            + more
            + "}";
    Map<String, String> environment =
        Map.of(
            "CNI_COMMAND",
            verb,
            "CNI_CONTAINERID",
            container,
            "CNI_NETNS",
            container.isEmpty() ? "" : "/run/netns/" + container,
            "CNI_IFNAME",
            container.isEmpty() ? "" : "eth0",
            "CNI_PATH",
            bin.toString(),
            "PATH",
            bin.toString());
    Reader reader = new Reader();
    Points points = new Points(worker);
    new CallWith(node.tools(points), locks.apply(worker), services -> onPaper(services, points))
        .serve(
            "bridge",
            environment,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            reader,
            new PrintStream(OutputStream.nullOutputStream()),
            Deadline.in(Duration.ofMinutes(5)));
    worker.requireLife();
    if (reader.status != 0) {
      JsonNode error = Json.read(reader.answer.getBytes(StandardCharsets.UTF_8));
      throw new IllegalStateException(
          error.path("msg").asString() + " " + error.path("details").asString(""));
    }
    return reader.answer;
  }

  private Services onPaper(Services usual, Points points) {
    return new Services(
        usual.shell(),
        node.look(points),
        new LanesInOrder(usual.shell()),
        usual.lock(),
        usual.attachments(),
        usual.fileLocks(),
        usual.folder(),
        usual.notes());
  }

  /** Looks and tools are points. */
  private final class Points implements PaperNode.Points {
    private final Worker worker;

    Points(Worker worker) {
      this.worker = worker;
    }

    @Override
    public void before(String what) {
      // What a tool has begun, it ends before its call is killed.
      if (!worker.isDoomed()) {
        worker.point(what);
      }
    }

    @Override
    public boolean isRefused() {
      return worker.isRefused();
    }

    @Override
    public void after() {
      worker.toolEnded();
    }
  }

  /** A CHECK of what holds an address. */
  private final class Checking implements Worker.Call {
    private final String container;

    Checking(String container) {
      this.container = container;
    }

    @Override
    public String command() {
      return "check:" + container;
    }

    @Override
    public void run(Worker worker) {
      if (!truth.held().containsKey(container) || !results.containsKey(container)) {
        return;
      }
      try {
        serve("CHECK", container, prevResult(container), worker);
      } catch (IllegalStateException e) {
        truth.violate(command() + " fails: " + e.getMessage());
      }
    }

    @Override
    public void killed() {}
  }

  @Override
  public List<String> finish() {
    List<String> words = new ArrayList<>();
    truth.touched().forEach(each -> words.add("check:" + each));
    truth.touched().forEach(each -> words.add("del:" + each));
    return words;
  }

  @Override
  public List<String> leftOf(String container) {
    List<String> left = new ArrayList<>();
    for (String line : node.dump()) {
      if (line.contains(NETWORK + ":" + container + "/") || line.contains("id: \\\"" + container)) {
        left.add(line);
      }
    }
    for (String name : names("data/" + NETWORK)) {
      if (name.startsWith(PREFIX) && text("data/" + NETWORK + "/" + name).startsWith(container)) {
        left.add(name);
      }
    }
    return left;
  }

  @Override
  public void requireNothingLeft() {
    for (String folder : List.of("run/mycni/made", "run/mycni/calls")) {
      names(folder).forEach(each -> truth.violate("left: " + folder + "/" + each));
    }
    for (String name : names("data")) {
      if (!name.equals(NETWORK)) {
        truth.violate("left: data/" + name);
      }
    }
    for (String name : names("data/" + NETWORK)) {
      if (name.startsWith(PREFIX) && !text("data/" + NETWORK + "/" + name).isEmpty()) {
        truth.violate("left: the lease " + name);
      }
    }
    for (String line : node.dump()) {
      boolean shared =
          !line.contains("veth")
              && !line.contains("eth0")
              && !line.contains("CNI-")
              && !line.contains(NETWORK);
      if (!shared) {
        truth.violate("left: " + line);
      }
    }
  }

  private List<String> names(String folder) {
    String[] names = new File(machine.folder(folder).toString()).list();
    return names == null ? List.of() : List.of(names);
  }

  private String text(String file) {
    try {
      return Files.readString(machine.folder(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
