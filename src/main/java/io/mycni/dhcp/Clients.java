// The processes: udhcpc in the container's namespace, one for each attachment. They are no children
// in any lasting sense: they go on while no agent runs, and are known by their environment.
package io.mycni.dhcp;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.process.Background;
import io.mycni.process.Image;
import io.mycni.process.IoReason;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts clients, finds them, and ends them.
 *
 * @param tools finds the programs
 * @param runner runs those that end soon
 */
record Clients(Tools tools, Runner runner) {
  /** In the environment of a client and of what it starts: whose it is. */
  private static final String CLIENT_OF = "MYCNI_DHCP_CLIENT_OF";

  private static final Path PROC = Path.of("/proc");
  private static final Path SCRIPT = Image.bin().resolve("udhcpc-event");

  private static final Duration LONGEST_CHANGE = Duration.ofSeconds(10);
  private static final long LONGEST_END_MS = 3000;

  /** Asks some times in quick succession, then pauses, and so on without an end. */
  private static final List<String> TIMES = List.of("-t", "5", "-T", "2", "-A", "5");

  /**
   * Starts a client.
   *
   * @param again the address that it had; empty at first
   */
  ProcessHandle start(LeaseFolder folder, ClientOrder order, Optional<String> again) {
    List<String> command = new ArrayList<>();
    // A signal to the agent's terminal is not meant for the clients.
    command.add(tools.require("setsid"));
    command.addAll(List.of(tools.require("nsenter"), "--net=" + order.netns(), "--"));
    command.addAll(program());
    // Its lease is given back when it is ended, and it stays in the foreground.
    command.addAll(List.of("-f", "-R", "-i", order.attachment().ifname(), "-s", SCRIPT.toString()));
    command.addAll(TIMES);
    command.addAll(order.options());
    if (again.isPresent()) {
      command.addAll(List.of("-r", again.get()));
    }
    Map<String, String> environment = new HashMap<>(tools.environment());
    environment.remove(Tools.TOOL_OF);
    environment.put(CLIENT_OF, folder.key());
    environment.put("MYCNI_DHCP_FOLDER", folder.path().toString());
    try {
      return Background.start(command, environment, folder.log());
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.COMMAND_FAILED,
          "the DHCP client cannot be started: " + e.getMessage(),
          "try it by hand: " + String.join(" ", command),
          e);
    }
  }

  private List<String> program() {
    Optional<String> udhcpc = tools.find("udhcpc");
    if (udhcpc.isPresent()) {
      return List.of(udhcpc.get());
    }
    return List.of(tools.require("busybox"), "udhcpc");
  }

  /**
   * Fails when what is needed to start a client is not there.
   *
   * @throws CniException naming what is missing
   */
  void require() {
    tools.require("setsid");
    tools.require("nsenter");
    tools.require("ip");
    if (tools.find("udhcpc").isPresent()) {
      return;
    }
    Optional<String> busybox = tools.find("busybox");
    boolean has = busybox.isPresent() && hasApplet(busybox.get());
    if (!has) {
      throw new CniException(
          ErrorCode.TOOL_MISSING,
          "the DHCP client 'udhcpc' is needed and not installed",
          "install the package 'udhcpc' (Fedora: 'busybox'), or a busybox that has it");
    }
    if (!Files.isExecutable(SCRIPT)) {
      throw new CniException(
          ErrorCode.TOOL_MISSING,
          SCRIPT + " is missing, by which the DHCP client tells what it hears",
          "install mycni anew");
    }
  }

  private boolean hasApplet(String busybox) {
    Runner.Outcome listed =
        runner.run(List.of(busybox, "--list"), new byte[0], tools.environment(), LONGEST_CHANGE);
    return listed.ok() && ("\n" + listed.out()).contains("\nudhcpc\n");
  }

  /**
   * Returns the client of an attachment; empty where none runs. Whoever sees other files, as a node
   * in a container does, has clients of its own.
   */
  static Optional<ProcessHandle> of(LeaseFolder folder) {
    return first(marked().getOrDefault(folder.key(), Set.of()));
  }

  /** Returns the keys of the folders whose clients run, by one look at all processes. */
  static Set<String> running() {
    Set<String> keys = new HashSet<>();
    marked()
        .forEach((key, processes) -> {
          if (first(processes).isPresent()) {
            keys.add(key);
          }
        });
    return keys;
  }

  /** Returns the numbers of the processes that bear the mark of a folder, by its key. */
  private static Map<String, Set<Long>> marked() {
    Map<String, Set<Long>> marked = new HashMap<>();
    String mark = "\0" + CLIENT_OF + "=";
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
      for (Path process : processes) {
        String environment = "\0" + environment(process);
        int begin = environment.indexOf(mark) + mark.length();
        int end = begin < mark.length() ? -1 : environment.indexOf('\0', begin);
        if (end >= 0 && seesTheSameFiles(process)) {
          marked
              .computeIfAbsent(environment.substring(begin, end), _ -> new HashSet<>())
              .add(Long.parseLong(process.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "the processes cannot be listed: " + IoReason.of(e),
          "is /proc mounted?",
          e);
    }
    return marked;
  }

  /** What the client has started bears its mark, too. */
  private static Optional<ProcessHandle> first(Set<Long> marked) {
    for (Long pid : marked) {
      Optional<ProcessHandle> process = ProcessHandle.of(pid);
      Optional<ProcessHandle> parent =
          process.isPresent() ? process.get().parent() : Optional.empty();
      if (process.isPresent() && (parent.isEmpty() || !marked.contains(parent.get().pid()))) {
        return process;
      }
    }
    return Optional.empty();
  }

  private static boolean seesTheSameFiles(Path process) {
    try {
      Path mounts = Path.of("ns/mnt");
      return Files.readSymbolicLink(process.resolve(mounts))
          .equals(Files.readSymbolicLink(PROC.resolve("self").resolve(mounts)));
    } catch (IOException gone) {
      return false;
    }
  }

  /** Returns nothing of a process that has ended meanwhile. */
  private static String environment(Path process) {
    try {
      return new String(
          Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Ends a client, which gives its lease back first. */
  static void end(ProcessHandle client) {
    client.destroy();
    try {
      client.onExit().get(LONGEST_END_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      client.destroyForcibly();
    } catch (ExecutionException | TimeoutException e) {
      client.destroyForcibly();
    }
  }

  /**
   * Gives a lease back and removes what is there of its client. The client can only tell the server
   * from the address itself, which an ADD that failed has not given the interface yet.
   */
  void release(LeaseFolder folder) {
    Optional<ClientOrder> order = folder.wanted();
    folder.cancel();
    Optional<ProcessHandle> client = of(folder);
    if (client.isPresent()) {
      Optional<ServerEvent> told = folder.told();
      Optional<DhcpLease> lease = told.isPresent() ? DhcpLease.of(told.get(), 0) : Optional.empty();
      if (order.isPresent() && lease.isPresent()) {
        String ifname = order.get().attachment().ifname();
        change(order.get(), List.of(LeaseChange.address(lease.get(), ifname)));
      }
      end(client.get());
    }
    folder.remove();
  }

  /**
   * Has `ip` change a container's interface; lines that fail are no reason to leave out the others.
   *
   * @return what it complained of; empty when all went well
   */
  String change(ClientOrder order, List<String> lines) {
    if (lines.isEmpty()) {
      return "";
    }
    byte[] batch = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    List<String> command =
        List.of(
            tools.require("nsenter"),
            "--net=" + order.netns(),
            "--",
            tools.require("ip"),
            "-force",
            "-batch",
            "-");
    Runner.Outcome outcome = runner.run(command, batch, tools.environment(), LONGEST_CHANGE);
    return outcome.ok() ? "" : outcome.err().replace('\n', ' ');
  }
}
