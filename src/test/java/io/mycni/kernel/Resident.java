// An agent in a world, with a socket of its own, and what a test wants to know of it.
package io.mycni.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** An agent; closing it ends it. */
record Resident(World world, Process process, Path socket) implements AutoCloseable {
  /** Starts an agent and waits until it serves; skips the test where no call would ask it. */
  static Resident in(World world, String socket) {
    requireLauncherInC();
    Path path = world.folder().resolve(socket);
    Process process = start(world, path);
    world
        .sh(
            "n=0; until grep -s serving "
                + path
                + ".log; do sleep 0.02; [ $((n=n+1)) -lt 500 ]; done")
        .ok();
    return new Resident(world, process, path);
  }

  /** Starts an agent. What it says is beside its socket, in a file that ends with `.log`. */
  static Process start(World world, Path socket) {
    String agent = world.bin().resolve("mycni") + " agent --socket " + socket;
    return world.start(Map.of(), "", "sh", "-c", "exec " + agent + " > " + socket + ".log 2>&1");
  }

  static void requireLauncherInC() {
    try (var in = Files.newInputStream(World.BIN.resolve("mycni"))) {
      byte[] start = in.readNBytes(4);
      Assumptions.assumeTrue(
          start[1] == 'E', "the launcher is a shell script: no C compiler was found");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Begins a call that finds this agent. */
  World.Call call(String verb, String container) {
    return call(verb, container, Configs.SAMPLE);
  }

  /** Begins a call that finds this agent. */
  World.Call call(String verb, String container, String config) {
    return world.call(verb, container, config).with("MYCNI_SOCKET", socket.toString());
  }

  /** A PATH whose iptables-restore notes which program called it; see {@link #hasServed}. */
  String witness() {
    Path parents = world.folder().resolve("parents");
    return world.wrap(
        "iptables-restore",
        "tr '\\0' ' ' < /proc/$PPID/cmdline >> "
            + parents
            + "; echo >> "
            + parents
            + "; exec /usr/sbin/iptables-restore \"$@\"\n");
  }

  /** Tells whether the call that was made with {@link #witness} was served by an agent. */
  boolean hasServed() {
    String parents = world.sh("cat parents; : > parents").ok();
    if (parents.isEmpty()) {
      throw new AssertionError("nobody called iptables-restore");
    }
    return parents.contains(" --starter ");
  }

  @Override
  public void close() {
    process.destroy();
    World.await(process);
  }
}
