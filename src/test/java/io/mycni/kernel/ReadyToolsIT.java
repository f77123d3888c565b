package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Tools that an agent has started before a call needs them. */
class ReadyToolsIT {
  private final World world = World.make();
  private final Resident agent = Resident.in(world, "agent.sock");

  @AfterEach
  void end() {
    agent.close();
    world.close();
  }

  /** The tools of this world that wait, each with its process ID, once all that are expected do. */
  private String waiting(String... expected) {
    String waiting = listing();
    for (int i = 0; i < 500 && !hasAll(waiting, expected); i++) {
      waiting = listing();
    }
    return waiting;
  }

  private static boolean hasAll(String text, String... parts) {
    return Stream.of(parts).allMatch(text::contains);
  }

  private String listing() {
    return world
        .sh(
            """
            own=$(readlink /proc/self/ns/mnt)
            for p in /proc/[1-9]*; do
              [ "$(readlink $p/ns/mnt)" = "$own" ] || continue
              parent=$(sed -n 's/^PPid:.//p' $p/status)
              [ "$(cat /proc/$parent/comm)" = mycni-starter ] || continue
              echo "${p#/proc/} $(tr '\\0' ' ' < $p/cmdline)"
            done 2> /dev/null
            true
            """)
        .ok();
  }

  private void until(String condition) {
    world.sh("n=0; until " + condition + "; do sleep 0.02; [ $((n=n+1)) -lt 500 ]; done").ok();
  }

  @Test
  void theNextCallUsesThemAndAKilledAgentLeavesNone() throws InterruptedException {
    world.container("a").container("b");
    agent.call("ADD", "a").run().ok();
    String first = waiting("noflush", "ip -batch -");
    assertTrue(first.contains("iptables-restore --noflush"), first);
    assertTrue(first.contains("ip -batch -"), first);
    agent.call("ADD", "b").run().ok();
    String second = waiting("noflush", "ip -batch -");
    for (String line : first.split("\n")) {
      assertFalse(line.contains("noflush") && second.contains(line), line + " of\n" + second);
    }
    String status =
        world.sh(world.bin().resolve("mycni") + " agent status --socket " + agent.socket()).ok();
    // Used once, not there the first time, and waiting again.
    assertTrue(status.matches("(?s).*\niptables-restore +host +1 +1 +1 +-\n.*"), status);
    assertTrue(status.matches("(?s).*\nip +container +- +[1-9].*"), status);
    agent.process().destroyForcibly().waitFor();
    for (String line : second.split("\n")) {
      until("[ ! -e /proc/" + line.split(" ")[0] + " ]");
    }
    world.del("a", Configs.SAMPLE).ok();
    world.del("b", Configs.SAMPLE).ok();
  }

  @Test
  void whatWorkedForAKilledCallIsEndedBeforeTheNext() {
    world.container("a");
    String path =
        world.wrap(
            "iptables-restore",
            "echo $MYCNI_TOOL_OF > "
                + world.folder().resolve("key")
                + "; exec /usr/sbin/iptables-restore \"$@\"\n");
    agent.call("ADD", "a").with("PATH", path).run().ok();
    world
        .sh(
            """
            for name in tool other; do
              sleep 1000 > /dev/null 2>&1 < /dev/null &
              echo $! > $name
            done
            start() { cut -d ' ' -f 22 /proc/$1/stat; }
            tool=$(cat tool) other=$(cat other)
            echo "$tool $(start $tool)" > /run/mycni/calls/$(cat key)
            echo "$other 1" >> /run/mycni/calls/$(cat key)
            """)
        .ok();
    agent.call("DEL", "a").run().ok();
    // Another process that has the number of a noted one by now is left alone.
    world.sh("kill -KILL $(cat other)").ok();
    assertEquals(
        "", world.sh("ls -A /run/mycni/calls; cat /proc/$(cat tool)/cmdline || true").out());
  }

  /** As nodes in containers do, the worlds of these tests share one /proc. */
  @Test
  void whatWorksForAnAttachmentOfTheSameNamesOnAnotherNodeIsLeftAlone() {
    world.container("a");
    String path =
        world.wrap(
            "iptables-restore",
            "echo $MYCNI_TOOL_OF > key; exec /usr/sbin/iptables-restore \"$@\"\n"
                .replace("> key", "> " + world.folder().resolve("key")));
    agent.call("ADD", "a").with("PATH", path).run().ok();
    String key = world.sh("cat key").ok().strip();
    try (World another = World.make()) {
      String sleep = "sleep 1000 > /dev/null 2>&1 < /dev/null & echo $!";
      String there = another.sh("MYCNI_TOOL_OF=" + key + " " + sleep).ok().strip();
      String here = world.sh("MYCNI_TOOL_OF=" + key + " " + sleep).ok().strip();
      world.sh("touch /run/mycni/calls/" + key).ok();
      agent.call("DEL", "a").run().ok();
      until("[ ! -e /proc/" + here + " ]");
      another.sh("kill -KILL " + there).ok();
    }
  }

  @Test
  void legacyRulesAreLockedWhenATableBeginsAndNotBefore() {
    Assumptions.assumeTrue(
        world.sh("iptables-legacy-save -t nat").status() == 0,
        "there is no iptables-legacy, or this kernel lacks it");
    world
        .sh(
            """
            mkfifo told
            iptables-legacy-restore --noflush --wait 60 < told &
            pid=$!
            exec 3> told
            wait_for() { n=0; until "$@"; do sleep 0.02; [ $((n=n+1)) -lt 500 ] || exit 1; done; }
            reads() { grep -q pipe /proc/$pid/wchan; }
            is_free() { flock -n /run/xtables.lock true; }
            is_taken() { ! is_free; }
            wait_for reads
            is_free || exit 2
            echo '*nat' >&3
            wait_for is_taken
            printf ':LATE - [0:0]\\nCOMMIT\\n' >&3
            exec 3>&-
            wait $pid || exit 3
            is_free
            iptables-legacy-save -t nat | grep LATE
            """)
        .ok();
  }
}
