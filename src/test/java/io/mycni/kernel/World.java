// A disposable world: a network namespace and a mount namespace of its own, in which the image's
// executables are run as a runtime would. The machine's own links, rules and files below /run and
// /var/lib are neither seen nor changed.
package io.mycni.kernel;

import io.mycni.plugin.PluginName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Assumptions;

/** One world; closing it leaves nothing behind. */
public final class World implements AutoCloseable {
  static final Path BIN = Path.of(System.getProperty("mycni.image"), "bin");

  private static final String ENTER =
      """
      mount --make-rprivate /
      mount -t tmpfs -o mode=755 tmpfs /run
      mount -t tmpfs -o mode=755 tmpfs /var/lib
      mount -t sysfs sysfs /sys
      mkdir -p /run/netns
      ip link set lo up
      echo 0 > /proc/sys/net/ipv4/ip_forward
      echo ready
      exec cat
      """;

  private final Process holder;
  private final Path folder;
  private final Path bin;
  private final List<Process> agents = new ArrayList<>();

  /** How a command ended. */
  public record Ended(int status, String out, String err) {
    /** Returns standard output, after making sure that the command did not fail. */
    public String ok() {
      if (status != 0) {
        throw new AssertionError("exit status " + status + "\n" + out + "\n" + err);
      }
      return out;
    }
  }

  private World(Process holder, Path folder) throws IOException {
    this.holder = holder;
    this.folder = folder;
    // Links from another place, as an installation by hand makes them.
    this.bin = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("mycni"), BIN.resolve("mycni"));
    for (String name : PluginName.all()) {
      Files.createSymbolicLink(bin.resolve(name), BIN.resolve(name));
    }
  }

  /** Makes a world; skips the test where namespaces cannot be made. */
  static World make() {
    return make(System.getProperty("mycni.mode", "agent").equals("agent"));
  }

  /** Makes a world with or without an agent; skips the test where namespaces cannot be made. */
  public static World make(boolean withAgent) {
    try {
      Path folder = Files.createTempDirectory("mycni-world");
      List<String> command = new ArrayList<>(List.of("unshare"));
      if (!isRoot()) {
        command.addAll(List.of("--user", "--map-root-user"));
      }
      command.addAll(List.of("--mount", "--net", "sh", "-ec", ENTER));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      byte[] said = new byte[6];
      int length = process.getInputStream().readNBytes(said, 0, said.length);
      String text = new String(said, 0, length, StandardCharsets.UTF_8);
      if (!text.equals("ready\n")) {
        String rest = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Files.delete(folder);
        Assumptions.abort("namespaces cannot be made here: " + text + rest);
      }
      World world = new World(process, folder);
      if (withAgent) {
        world.startAgent();
      }
      return world;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts an agent, which serves the calls that follow. */
  public Process startAgent() {
    Process agent =
        start(Map.of(), "", "sh", "-c", "exec " + bin.resolve("mycni") + " agent > agent.log 2>&1");
    agents.add(agent);
    sh("n=0; until ls /run/mycni/agent-*.sock; do sleep 0.02; [ $((n=n+1)) -lt 500 ]; done").ok();
    return agent;
  }

  /** Ends the agents, as a service manager does, and waits for that. */
  public void stopAgents() {
    try {
      for (Process agent : agents) {
        agent.destroy();
        agent.waitFor();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Skips the test where the kernel lacks something. What is not in every kernel is to be marked by
   * {@link NeedsFullKernel}, too.
   */
  void requireKernel(String what, String probe) {
    if (sh(probe).status() != 0) {
      // A test that is skipped while its instance is being made has no @AfterEach.
      close();
      Assumptions.abort("this kernel has no " + what);
    }
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /** Returns a folder of this world's own. */
  public Path folder() {
    return folder;
  }

  /** Returns the folder of plugins; a test may add others. */
  public Path bin() {
    return bin;
  }

  /** Runs a script in the world. */
  public Ended sh(String script) {
    return run(Map.of(), "", "sh", "-ec", script);
  }

  /** Runs a command in the world. */
  public Ended run(Map<String, String> environment, String input, String... command) {
    return await(start(environment, input, command));
  }

  /** Starts a command in the world. */
  public Process start(Map<String, String> environment, String input, String... command) {
    try {
      List<String> words = new ArrayList<>();
      words.addAll(List.of("nsenter", "--target", String.valueOf(holder.pid())));
      if (!isRoot()) {
        words.addAll(List.of("--user", "--preserve-credentials"));
      }
      words.addAll(List.of("--mount", "--net", "--wd=" + folder));
      words.addAll(List.of(command));
      ProcessBuilder builder = new ProcessBuilder(words);
      builder.environment().keySet().removeIf(name -> name.startsWith("CNI_"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException closedEarly) {
        // A command need not read its input.
      }
      return process;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for a command that was started. */
  public static Ended await(Process process) {
    try {
      // A thread of its own: where threads are shared, one command would wait for another's end.
      FutureTask<String> err = new FutureTask<>(() -> read(process.getErrorStream()));
      Thread.ofPlatform().daemon().start(err);
      String out = read(process.getInputStream());
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("a command did not end: " + out);
      }
      return new Ended(process.exitValue(), out, err.get());
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static String read(java.io.InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** Makes a container: a namespace with a name. */
  public World container(String name) {
    sh("ip netns add " + name + "; ip -n " + name + " link set lo up").ok();
    return this;
  }

  /** Removes a container's namespace, and waits for the kernel to remove its links, too. */
  public World remove(String container) {
    sh("""
    peers=$(ip -n NAME -o link show type veth | sed -n 's/.*@if\\([0-9]*\\):.*/\\1/p')
    ip netns del NAME
    for peer in $peers; do
      n=0
      while cat /sys/class/net/*/ifindex | grep -qx $peer; do
        sleep 0.02; [ $((n=n+1)) -lt 500 ]
      done
    done
    """
            .replace("NAME", container))
        .ok();
    return this;
  }

  /** Begins a call as a runtime makes it. */
  public Call call(String verb, String container, String config) {
    return new Call(verb, container, config);
  }

  Ended add(String container, String config) {
    return call("ADD", container, config).run();
  }

  Ended del(String container, String config) {
    return call("DEL", container, config).run();
  }

  /** What a person could compare: all that an attachment may change. */
  String snapshot() {
    return sh("""
    ip -d address | grep -v valid_lft | sed -E 's/[a-z_]*timer +[0-9.]+//g; s/ tentative//; s/NO-CARRIER,//; s/,LOWER_UP//; s/ state [A-Z]+//; s/bridge_slave state [a-z]+/bridge_slave/'
    (ip -4 route show table all; ip -6 route show table all | grep -v -e expires -e ff00 -e '^local .* table local proto kernel' -e '^anycast ') | sed 's/ linkdown//'
    iptables-save | grep -v -e '^#' | sed 's/\\[[0-9]*:[0-9]*\\]//'
    ip6tables-save | grep -v -e '^#' | sed 's/\\[[0-9]*:[0-9]*\\]//'
    nft list ruleset | sed 's/counter .*/counter/'
    cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding
    for n in $(ls /run/netns); do echo "in $n"; ip -n $n -d address | grep -v valid_lft; ip -n $n route; done
    find data -printf '%p %y %s\\n' -type f -exec cat {} \\; 2>/dev/null | sort
    """)
        .ok()
        // These come and settle by themselves, some time after their link; the routes to addresses
        // of the host, which are left out above, after these.
        .replaceAll("(?m)^.*fe80:.*\n", "");
  }

  /** Returns the lines that only one of two snapshots has, whatever their order. */
  public static String differences(String first, String second) {
    List<String> left = new ArrayList<>(first.lines().toList());
    List<String> right = new ArrayList<>(second.lines().toList());
    second.lines().forEach(left::remove);
    first.lines().forEach(right::remove);
    StringBuilder text = new StringBuilder();
    left.forEach(line -> text.append("- ").append(line).append('\n'));
    right.forEach(line -> text.append("+ ").append(line).append('\n'));
    return text.toString();
  }

  /** A call of a plugin. */
  public final class Call {
    private final String config;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String program = "mycni";
    private List<String> arguments = List.of();

    Call(String verb, String container, String config) {
      this.config = config.replace("DATADIR", folder.resolve("data").toString());
      environment.put("CNI_COMMAND", verb);
      environment.put("CNI_CONTAINERID", container);
      environment.put("CNI_NETNS", "/run/netns/" + container);
      environment.put("CNI_IFNAME", "eth0");
      environment.put("CNI_PATH", bin + ":/usr/lib/cni");
      // A runtime's environment may hold no more than this.
      environment.put("PATH", System.getenv("PATH"));
    }

    /** The same with another value in its environment. */
    public Call with(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** The same by another program: a name in the folder of plugins, or a whole path. */
    public Call program(String name) {
      program = name;
      return this;
    }

    /** The same with arguments of the program. */
    public Call arguments(String... words) {
      arguments = List.of(words);
      return this;
    }

    /** Starts it. */
    public Process start() {
      List<String> command = new ArrayList<>();
      command.add(program.startsWith("/") ? program : bin.resolve(program).toString());
      command.addAll(arguments);
      return World.this.start(environment, config, command.toArray(String[]::new));
    }

    /** Waits for its end. */
    public Ended run() {
      return await(start());
    }
  }

  /** Puts a wrapper of a tool into a folder and returns a PATH that begins with it. */
  public String wrap(String tool, String script) {
    try {
      Path wrappers = Files.createDirectories(folder.resolve("wrappers"));
      Path wrapper = wrappers.resolve(tool);
      Files.writeString(wrapper, "#!/bin/sh\n" + script);
      wrapper.toFile().setExecutable(true);
      return wrappers + ":" + System.getenv("PATH");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What stays when its starter ends, as daemons do, would keep the world's namespaces. */
  private void endAllInside() {
    sh(
        """
        own=$(readlink /proc/self/ns/mnt)
        for p in /proc/[1-9]*; do
          pid=${p#/proc/}
          if [ "$(readlink $p/ns/mnt)" = "$own" ] && [ $pid != $$ ] && [ $pid != HOLDER ]; then
            kill -KILL $pid
          fi
        done 2> /dev/null
        true
        """
            .replace("HOLDER", String.valueOf(holder.pid())));
  }

  @Override
  public void close() {
    if (!holder.isAlive()) {
      return;
    }
    stopAgents();
    endAllInside();
    holder.destroy();
    try {
      holder.waitFor();
      FileUtils.deleteDirectory(folder.toFile());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
