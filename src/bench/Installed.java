// The agent as packages install it: a service manager listens where the launcher looks, and the first call has an
// agent started. The manager is systemd-socket-activate(1), which does what systemd does for mycni-agent.socket.
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Begins and ends agents in a world; everything lies in one folder. */
final class Installed {
  /** Whether this machine has what listens. */
  static boolean isPossible() {
    return Files.isExecutable(Path.of("/usr/bin/systemd-socket-activate")) && Files.isExecutable(Path.of("/usr/bin/perl"));
  }

  /** As often as an agent ends, the next caller has another one started. */
  private static final String ON_CALL =
      """
      exec 3<&0 < /dev/null
      until [ -e FOLDER/stop ]; do
        perl -e 'vec(my $r = "", 3, 1) = 1; open(my $s, "<&=", 3); exit !select($r, undef, undef, 0.1)' || continue
        MYCNI agent <&3 >> FOLDER/given.log 2>&1 & echo $! > FOLDER/agent.pid
        wait $! || true
        rm FOLDER/agent.pid
      done
      """;

  private static final String EVICT =
      "for (@ARGV) { open(my $f, '<', $_) or next; syscall(221, fileno($f), 0, 0, 4) }";

  private final Path folder;
  private final Process manager;

  /** Listens at a socket; there must be no agent. */
  Installed(Path folder, Path socket, String mycni) throws Exception {
    this.folder = folder;
    Files.writeString(folder.resolve("given.log"), "");
    String script = ON_CALL.replace("FOLDER", folder.toString()).replace("MYCNI", mycni);
    manager = new ProcessBuilder(
            "sh", "-c", "umask 077; exec systemd-socket-activate --inetd -l \"$0\" sh -c \"$1\"", socket.toString(), script)
        .redirectErrorStream(true).redirectOutput(folder.resolve("manager.log").toFile()).start();
    await(() -> Files.exists(socket));
  }

  /** Ends the agent, as it does itself when nobody calls; it has to have begun, if somebody has called. */
  void rest(boolean called) throws Exception {
    Path pid = folder.resolve("agent.pid");
    if (called) {
      await(() -> Files.exists(pid) && Files.readString(folder.resolve("given.log")).contains("serving"));
    }
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroy);
      await(() -> !Files.exists(pid));
    }
    Files.writeString(folder.resolve("given.log"), "");
  }

  /** Has the kernel forget what it has read of programs, as after a boot. */
  static void forget(Path... programs) throws Exception {
    List<String> command = new ArrayList<>(List.of("perl", "-e", EVICT));
    for (Path program : programs) {
      try (Stream<Path> files = Files.walk(program)) {
        files.filter(Files::isRegularFile).forEach(file -> command.add(file.toString()));
      }
    }
    new ProcessBuilder(command).start().waitFor();
  }

  void close() throws Exception {
    Files.writeString(folder.resolve("stop"), "");
    rest(false);
    manager.destroy();
    manager.waitFor();
  }

  /** What is waited for. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws Exception {
    for (int i = 0; !condition.holds(); i++) {
      if (i == 1000) {
        throw new IOException("the agent of the service manager neither begins nor ends");
      }
      Thread.sleep(10);
    }
  }
}
