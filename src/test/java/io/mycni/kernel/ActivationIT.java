package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An agent that is started by its first caller, through a socket that is there before it. */
class ActivationIT {
  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void theFirstCallStartsTheAgentWhichEndsWhenNobodyCallsAndIsStartedByTheNext() {
    try (Activated socket = Activated.idleAfter(world, 1)) {
      assertFalse(socket.isAgentRunning());
      Resident agent = socket.resident();
      world.container("a");
      agent.call("ADD", "a").run().ok();
      socket.awaitInLog("serving on", 1);
      socket.awaitInLog("nobody has called for 1 s", 1);
      socket.awaitNoAgent();
      assertTrue(Files.exists(socket.socket()));

      agent.call("DEL", "a").run().ok();
      socket.awaitInLog("serving on", 2);
      socket.awaitNoAgent();
      String log = world.sh("cat agent.log").ok();
      assertFalse(log.contains("fault") || log.contains("gave up"), log);
    }
  }

  @Test
  void whoCallsWhileTheAgentStartsIsServedDirectlyAndOnce() {
    String agent = "until [ -e go ]; do sleep 0.05; done; exec %s agent --idle 0";
    try (Activated socket =
        Activated.starting(
            world, "sh -c '" + agent.formatted(world.bin().resolve("mycni")) + "'")) {
      Resident resident = socket.resident();
      world.container("a");
      String path = resident.witness();
      resident.call("ADD", "a").with("PATH", path).run().ok();
      assertFalse(resident.hasServed());
      String after = world.snapshot();
      String dhcp = "{\"cniVersion\": \"1.1.0\", \"name\": \"n\", \"type\": \"mycni\"";
      Process waiting =
          resident.call("STATUS", "a", dhcp + ", \"ipam\": {\"type\": \"dhcp\"}}").start();
      world.sh(": > go").ok();
      socket.awaitInLog("serving on", 1);
      // Only an agent can keep a lease, so this one has waited; the first caller is forgotten.
      World.Ended status = World.await(waiting);
      assertFalse(status.out().contains("need mycni"), status.out());
      assertEquals("", World.differences(after, world.snapshot()));

      resident.call("DEL", "a").with("PATH", path).run().ok();
      assertTrue(resident.hasServed());
      String log = world.sh("cat agent.log").ok();
      assertFalse(log.contains("given up"), log);
    }
  }

  @Test
  void anAgentThatCannotStartKeepsNobodyFromHisNetwork() {
    try (Activated socket = Activated.starting(world, "sh -c 'sleep 0.05; exit 1'")) {
      Resident resident = socket.resident();
      world.container("a");
      String path = resident.witness();
      for (String verb : new String[] {"ADD", "DEL"}) {
        resident.call(verb, "a").with("PATH", path).run().ok();
        assertFalse(resident.hasServed());
      }
    }
  }

  @Test
  void aSocketThatIsTakenAwayIsMadeByTheAgentWhichStaysThen() {
    try (Activated socket = Activated.idleAfter(world, 1)) {
      Resident resident = socket.resident();
      world.container("a");
      resident.call("VERSION", "a").run().ok();
      // The second agent would be one that was started by another call.
      world.sh("rm -f given.sock").ok();
      socket.awaitInLog("serving on .* again", 1);
      String path = resident.witness();
      resident.call("ADD", "a").with("PATH", path).run().ok();
      assertTrue(resident.hasServed());
      assertTrue(socket.isAgentRunning());
    }
    assertFalse(Files.exists(world.folder().resolve("given.sock")));
  }
}
