// A socket on which a service manager listens, as systemd does for mycni-agent.socket: the first
// caller has an agent started, which gets the socket as standard input; and so again when it ended.
package io.mycni.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A socket that is listened on by systemd-socket-activate(1); closing it ends all of it. */
record Activated(World world, Process manager, Path socket) implements AutoCloseable {
  private static final String NAME = "given.sock";

  /** What an agent says is in `given.log`; its process ID, while one runs, in `agent.pid`. */
  private static final String ON_CALL =
      """
      exec 3<&0 < /dev/null; : >> given.log
      until [ -e stop ]; do
        perl -e 'vec(my $r = "", 3, 1) = 1; open(my $s, "<&=", 3); exit !select($r, undef, undef, 0.1)' || continue
        AGENT <&3 >> given.log 2>&1 & echo $! > agent.pid
        wait $! || true
        rm agent.pid
      done
      """;

  /** Listens, and has that command run by a shell whenever somebody calls. */
  static Activated starting(World world, String agent) {
    Resident.requireLauncherInC();
    Assumptions.assumeTrue(
        world.sh("command -v systemd-socket-activate && command -v perl").status() == 0,
        "there is no systemd-socket-activate (package systemd) or no perl");
    Path socket = world.folder().resolve(NAME);
    String listen = "umask 077; exec systemd-socket-activate --inetd -l \"$0\" sh -c \"$1\"";
    Process manager =
        world.start(
            Map.of("PATH", System.getenv("PATH")),
            "",
            "sh",
            "-c",
            listen,
            socket.toString(),
            ON_CALL.replace("AGENT", agent));
    world.sh("n=0; until [ -S given.sock ]; do sleep 0.02; [ $((n=n+1)) -lt 500 ]; done").ok();
    return new Activated(world, manager, socket);
  }

  /** Listens for an agent that ends when nobody has called for so long. */
  static Activated idleAfter(World world, int seconds) {
    return starting(world, world.bin().resolve("mycni") + " agent --idle " + seconds);
  }

  /** The same as if the agent had been started by hand, for its calls. */
  Resident resident() {
    return new Resident(world, manager, socket);
  }

  /** Waits until an agent has said these words for that many times. */
  void awaitInLog(String words, int times) {
    world
        .sh(
            "n=0; until [ \"$(grep -c '"
                + words
                + "' given.log)\" -ge "
                + times
                + " ]; do sleep 0.05; [ $((n=n+1)) -lt 1200 ]; done")
        .ok();
  }

  /** Waits until no agent runs. */
  void awaitNoAgent() {
    world.sh("n=0; while [ -e agent.pid ]; do sleep 0.05; [ $((n=n+1)) -lt 1200 ]; done").ok();
  }

  boolean isAgentRunning() {
    return Files.exists(world.folder().resolve("agent.pid"));
  }

  @Override
  public void close() {
    world.sh(": > stop; [ ! -e agent.pid ] || kill $(cat agent.pid) 2> /dev/null || true").ok();
    awaitNoAgent();
    // Nobody may have called yet, so that nobody has looked for the file.
    manager.destroy();
    World.await(manager);
  }
}
