package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.service.AgentWords;
import java.nio.file.Files;
import java.util.Map;
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
      String log = world.sh("cat given.log").ok();
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
      String log = world.sh("cat given.log").ok();
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
    try (Activated socket = Activated.idleAfter(world, 60)) {
      Resident resident = socket.resident();
      world.container("a");
      resident.call("VERSION", "a").run().ok();
      world.sh("rm -f given.sock").ok();
      socket.awaitInLog("serving on .* again", 1);
      String path = resident.witness();
      resident.call("ADD", "a").with("PATH", path).run().ok();
      assertTrue(resident.hasServed());
      assertTrue(socket.isAgentRunning());
    }
    assertFalse(Files.exists(world.folder().resolve("given.sock")));
  }

  /** So it is with a service manager, which starts the next one when that process has ended. */
  @Test
  void whoAttendsAnAgentEndsAtOnceAndTheCallThatRunsIsFinished() {
    String slow =
        world.wrap(
            "iptables-restore",
            ": > begun; until [ -e go ]; do sleep 0.05; done; exec /usr/sbin/iptables-restore \"$@\"\n"
                .replace("begun", world.folder() + "/begun")
                .replace("-e go", "-e " + world.folder() + "/go"));
    try (Activated socket =
        Activated.starting(world, world.bin().resolve("mycni") + " --attend agent --idle 0")) {
      Resident agent = socket.resident();
      world.container("a");
      world.container("b");
      agent.call("VERSION", "a").run().ok();
      socket.awaitInLog("serving on", 1);
      Process late = agent.call("ADD", "a").with("PATH", slow).start();
      world.sh("n=0; until [ -e begun ]; do sleep 0.02; [ $((n=n+1)) -lt 3000 ]; done").ok();
      world.sh("kill $(cat agent.pid)").ok();
      socket.awaitNoAgent();
      assertTrue(late.isAlive());
      // An agent that ends may still take one caller, who is then served directly.
      agent.call("VERSION", "b").run().ok();
      agent.call("VERSION", "b").run().ok();
      socket.awaitInLog("serving on", 2);
      assertTrue(late.isAlive());
      world.sh(": > go").ok();
      World.await(late).ok();
      agent.call("DEL", "a").run().ok();
    }
  }

  private World.Ended status(String... options) {
    String[] command = new String[options.length + 3];
    command[0] = world.bin().resolve("mycni").toString();
    command[1] = "agent";
    command[2] = "status";
    System.arraycopy(options, 0, command, 3, options.length);
    return world.run(Map.of(), "", command);
  }

  @Test
  void theAgentTellsWhatItHasServedAndNoneIsStartedToBeAsked() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    World.Ended nobody = status("--socket", "/run/mycni/none.sock");
    assertEquals(1, nobody.status());
    assertTrue(nobody.err().contains(AgentWords.SWITCH_ON), nobody.err());
    try (Activated socket = Activated.idleAfter(world, 0)) {
      String path = socket.socket().toString();
      assertTrue(status("--socket", path).ok().startsWith("no agent runs at the moment"));
      String mycni = world.bin().resolve("mycni").toString();
      World.Ended metrics = world.run(Map.of(), "", mycni, "metrics", "--socket", path);
      assertTrue(metrics.ok().contains("\nmycni_agent_up 0.0\n"), metrics.out());
      assertFalse(socket.isAgentRunning());

      Resident resident = socket.resident();
      world.container("a");
      resident.call("VERSION", "a").run().ok();
      socket.awaitInLog("serving on", 1);
      resident.call("ADD", "a").with("TRACEPARENT", trace).run().ok();
      resident.call("DEL", "a").run().ok();
      String wrong = Configs.SAMPLE.replace("mybr0", "a name that no link can have");
      World.Ended failed = resident.call("ADD", "a", wrong).with("TRACEPARENT", trace).run();
      assertEquals(1, failed.status());
      socket.awaitInLog("failed after", 1);

      String text = status("--socket", path).ok();
      assertTrue(text.matches("(?s)mycni .*, build [0-9a-f]{12}, process \\d+, up .*"), text);
      assertTrue(text.contains("serves on " + path + "; it does not end by itself\n"), text);
      String ms = "[0-9.]+ ms +";
      assertTrue(text.matches("(?s).*\n\\S+ +ADD +2 +" + ms + ms + ms + "1 with code 7\n.*"), text);
      assertTrue(text.matches("(?s).*\n\\S+ +DEL +1 +" + ms + ms + ms + "-\n.*"), text);
      String json = status("--socket", path, "--format", "json").ok();
      assertTrue(json.contains("\"byCode\": {\n                \"0\": 1,"), json);
      String log = world.sh("grep -E ': [A-Z]+ of ' given.log").ok();
      assertTrue(
          log.matches("mycni agent: ADD of \\S+ for a/eth0 failed after \\d+ ms, code 7: .*\n"),
          log);
      assertTrue(log.endsWith(" traceparent=" + trace + "\n"), log);
    }
  }

  private String doctor(String socket) {
    return world
        .run(
            Map.of(
                "MYCNI_SOCKET", socket,
                "PATH", System.getenv("PATH"),
                "NETCONFPATH", world.folder().resolve("net.d").toString(),
                "CNI_PATH", world.bin().toString()),
            "",
            world.bin().resolve("mycni").toString(),
            "doctor")
        .out();
  }

  @Test
  void doctorSeesWhetherAnAgentIsThereAndStartsNone() {
    new Person(world).configure("10-n.conf", Configs.SAMPLE.replace("\"mycni\"", "\"bridge\""));
    world.stopAgents();
    String nobody = doctor("/run/mycni/none.sock");
    assertTrue(nobody.contains("! nobody listens for an agent: "), nobody);
    assertTrue(nobody.contains("    → " + AgentWords.START + "\n"), nobody);
    try (Activated socket = Activated.idleAfter(world, 0)) {
      String path = socket.socket().toString();
      String listened = doctor(path);
      assertTrue(listened.contains("✓ no agent runs at the moment; the next call"), listened);
      assertFalse(socket.isAgentRunning());

      socket.resident().call("VERSION", "a").run().ok();
      socket.awaitInLog("serving on", 1);
      String serving = doctor(path);
      assertTrue(serving.contains("✓ the agent serves on " + path), serving);
      assertEquals("", world.sh("grep -w caller given.log || true").ok());

      world.sh("kill -STOP $(cat agent.pid)").ok();
      String hanging = doctor(path);
      world.sh("kill -CONT $(cat agent.pid)").ok();
      assertTrue(hanging.contains("! an agent runs on " + path + ", and greets nobody"), hanging);
    }
  }
}
