package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An agent that ends while calls keep coming: as nobody had called for a while, as it is told to,
 * and as it is killed. {@code -Dends.times=N} for more ends than a few.
 */
class AgentEndsIT {
  private static final int TIMES = Integer.getInteger("ends.times", 4);
  private static final int WORKERS = 8;
  private static final int APART_MS = 12;

  private final World world = World.make(false);
  private final String mycni = world.bin().resolve("mycni").toString();

  @AfterEach
  void end() {
    world.close();
  }

  private Crew crew() {
    return new Crew(world, WORKERS, world.folder().resolve("given.sock").toString());
  }

  private String log() {
    String log = world.sh("cat given.log").ok();
    assertFalse(log.contains("fault"), log);
    return log;
  }

  @Test
  void whoCallsAtTheMomentAtWhichAnIdleAgentEndsIsServed() {
    Crew crew = crew();
    try (Activated socket = Activated.idleAfter(world, 1)) {
      for (int i = 0; i < TIMES; i++) {
        socket.resident().call("VERSION", "w0").run().ok();
        String ends = "[ $(grep -c 'nobody has called' given.log) -ge " + (i + 1) + " ]";
        crew.onceAfter(ends, APART_MS);
        socket.awaitInLog("nobody has called", i + 1);
      }
      assertEquals(List.of(), crew.failed());
      crew.assertNothingIsLeft();
    }
    crew.awaitNobody();
    assertTrue(log().contains("serving on"));
  }

  /** As installed: who attends the agent ends at once, the next agent is there beside it. */
  @Test
  void noCallFailsWhileTheAgentIsRestarted() {
    Crew crew = crew();
    try (Activated socket = Activated.starting(world, mycni + " --attend agent --idle 0")) {
      crew.start();
      endIt(socket, "kill -TERM $(cat agent.pid)");
      crew.stop();
      assertEquals(List.of(), crew.failed());
      crew.assertNothingIsLeft();
    }
    crew.awaitNobody();
    log();
  }

  @Test
  void whereTheAgentIsKilledOnlyAddsThatItHadBegunFail() {
    Crew crew = crew();
    try (Activated socket = Activated.starting(world, mycni + " agent --idle 0")) {
      crew.start();
      endIt(socket, "kill -KILL $(cat agent.pid)");
      crew.stop();
      for (String failed : crew.failed()) {
        assertTrue(failed.startsWith("ADD 1 ") && failed.contains("broke off"), failed);
      }
      crew.assertNothingIsLeft();
    }
    crew.awaitNobody();
    log();
  }

  private void endIt(Activated socket, String command) {
    Random chance = new Random(1);
    for (int i = 1; i <= TIMES; i++) {
      socket.awaitInLog("serving on", i);
      world.sh("sleep 0." + (100 + chance.nextInt(900)) + "; " + command).ok();
    }
    socket.awaitInLog("serving on", TIMES + 1);
  }
}
