// A host of paper, on which whole calls of a chain of plugins are at work at the same time, each in
// a process of its own or in an agent, from its environment to its answer. The reference's
// host-local may give addresses of the same folder. At the end each attachment must be found well
// by CHECK;
// when all were removed only what was made once for all may be left.
package io.mycni.interleave;

import io.mycni.engine.PaperNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The world of whole calls. */
final class NodeWorld implements World {
  private final Machine machine;
  private final Truth truth;
  private final Network network;
  private final PaperNode node =
      new PaperNode(
          List.of(
              "ip link add name lan0 address 02:00:00:00:00:99 type dummy",
              "ip link set dev lan0 up",
              "ip address add 192.0.2.9/24 dev lan0",
              "ip route add 0.0.0.0/0 via 192.0.2.1 dev lan0"));
  private final Path data;
  private final NodeRuntime runtime;
  private final List<String> before;

  /** Makes a world with one network. */
  NodeWorld(Machine machine, Truth truth, Network network) {
    this.machine = machine;
    this.truth = truth;
    this.network = network;
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
    Path bin = machine.folder("bin");
    this.data = machine.folder("data");
    try {
      Files.createDirectories(bin);
      PaperNode.install(Path.of(bin.toString()));
      Files.createDirectories(data);
      Files.createDirectories(machine.folder("proc/net"));
      // The tables of iptables-legacy stay, whoever has made them.
      Files.writeString(machine.folder("proc/net/ip_tables_names"), "nat\nfilter\n");
      Files.writeString(machine.folder("proc/net/ip6_tables_names"), "nat\nfilter\n");
      for (String each : CollectingCall.ALL) {
        Files.createFile(machine.folder("run/netns/" + each));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.runtime = new NodeRuntime(network, node, truth, bin, data);
    this.before = node.dump();
  }

  @Override
  public Worker.Call call(String word) {
    String[] parts = word.split(":", 2);
    String container = parts.length > 1 ? parts[1] : "";
    return switch (parts[0]) {
      case "add" -> new ChangingCall(word, container, this, truth, runtime::add);
      case "try-add" -> new ChangingCall(word, container, this, truth, runtime::addUnheard);
      case "del" -> new ChangingCall(word, container, this, truth, runtime::del);
      case "ref-add" ->
          new ChangingCall(word, container, this, truth, (id, _) -> reference().add(id));
      case "ref-del" ->
          new ChangingCall(word, container, this, truth, (id, _) -> reference().del(id));
      case "gc" -> new CollectingCall(word, container, this, truth, runtime::collect);
      case "check" -> new Checking(container);
      case "end" -> new Ending(container);
      default -> throw new IllegalArgumentException("unknown: " + word);
    };
  }

  private Reference reference() {
    return new Reference(
        Path.of(data.resolve(Network.NAME).toString()), Network.PREFIX, Network.LAST);
  }

  /** A CHECK of what holds an address, and goes on to hold it meanwhile. */
  private final class Checking implements Worker.Call {
    private final String container;

    Checking(String container) {
      this.container = container;
    }

    @Override
    public String command() {
      return "check:" + container;
    }

    private boolean isThere() {
      return truth.held().containsKey(container)
          && runtime.hasResultOf(container)
          && !truth.hasEnded(container);
    }

    @Override
    public void run(Worker worker) {
      if (!isThere()) {
        return;
      }
      try {
        runtime.check(container, worker);
      } catch (IllegalStateException e) {
        if (isThere()) {
          truth.violate(command() + " fails: " + e.getMessage());
        }
      }
    }

    @Override
    public void killed() {}
  }

  /** The end of a container: its namespace goes, though no DEL has come. */
  private final class Ending implements Worker.Call {
    private final String container;

    Ending(String container) {
      this.container = container;
    }

    @Override
    public String command() {
      return "end:" + container;
    }

    @Override
    public void run(Worker worker) {
      worker.point("ends:" + container);
      truth.ends(container);
      node.vanish(NodeRuntime.netns(container));
      try {
        Files.delete(machine.folder("run/netns/" + container));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      worker.wakeOthers();
    }

    @Override
    public void killed() {}
  }

  @Override
  public List<String> checks() {
    return truth.touched().stream().map(each -> "check:" + each).toList();
  }

  @Override
  public List<String> removals() {
    return truth.touched().stream().map(each -> "del:" + each).toList();
  }

  @Override
  public List<String> leftOf(String container) {
    List<String> left = new ArrayList<>();
    for (String line : node.dump()) {
      if (isOf(container, line)) {
        left.add(line);
      }
    }
    for (String name : leases()) {
      if (text(name).startsWith(container)) {
        left.add(name);
      }
    }
    return left;
  }

  /** Tells whose a line is, by its namespace, its alias, or its comment. */
  private static boolean isOf(String container, String line) {
    return line.startsWith(NodeRuntime.netns(container) + ": link")
        || line.contains(Network.NAME + ":" + container + "/")
        || line.contains("id: \\\"" + container + "\\\"")
        || line.endsWith("id: " + container)
        || line.endsWith("# " + container);
  }

  @Override
  public List<String> othersWith(String address, String container) {
    List<String> others = new ArrayList<>();
    for (String line : node.dump()) {
      boolean has = line.contains(": link") && line.contains("[" + address + "/");
      if (has && !line.startsWith(NodeRuntime.netns(container) + ":")) {
        others.add(line);
      }
    }
    return others;
  }

  @Override
  public void requireNothingLeft() {
    for (String folder : List.of("run/mycni/made", "run/mycni/calls")) {
      for (String each : names(folder)) {
        if (!each.endsWith(".new") || !truth.draftsMayStay()) {
          truth.violate("left: " + folder + "/" + each);
        }
      }
    }
    for (String name : names("data")) {
      if (!name.equals(Network.NAME)) {
        truth.violate("left: data/" + name);
      }
    }
    for (String name : leases()) {
      if (!text(name).isEmpty()) {
        truth.violate("left: the lease " + name);
      }
    }
    List<String> now = node.dump();
    for (String line : before) {
      if (!now.contains(line) && !stays(line)) {
        truth.violate("gone: " + line);
      }
    }
    for (String line : now) {
      boolean may = !truth.nothingMade() && stays(line) && !line.startsWith("/run/netns/");
      if (!before.contains(line) && !may) {
        truth.violate("left: " + line);
      }
    }
  }

  private boolean stays(String line) {
    return network.stays().stream().anyMatch(line::contains);
  }

  private List<String> leases() {
    return names("data/" + Network.NAME).stream()
        .filter(name -> name.startsWith(Network.PREFIX))
        .toList();
  }

  private List<String> names(String folder) {
    String[] names = new File(machine.folder(folder).toString()).list();
    return names == null ? List.of() : List.of(names);
  }

  private String text(String lease) {
    try {
      return Files.readString(machine.folder("data/" + Network.NAME + "/" + lease));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
