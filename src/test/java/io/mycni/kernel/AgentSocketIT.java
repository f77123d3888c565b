package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The agent's socket: it comes back when it is taken away, and nobody else's is touched. */
class AgentSocketIT {
  private static final String SOCKET = "run/agent.sock";

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aFolderThatIsWipedUnderTheAgentCutsNobodyOff() {
    world.sh("mkdir -p run").ok();
    try (Resident agent = Resident.in(world, SOCKET)) {
      world.container("a");
      world.sh("rm -rf run").ok();
      awaitSocket();
      agent.call("ADD", "a").with("PATH", agent.witness()).run().ok();
      assertTrue(agent.hasServed());
      world.sh("rm run/agent.sock").ok();
      awaitSocket();
      agent.call("DEL", "a").run().ok();
    }
    assertFalse(Files.exists(world.folder().resolve(SOCKET)));
  }

  @Test
  void anAgentThatStopsLeavesTheSocketOfAnother() throws IOException {
    world.sh("mkdir -p run").ok();
    try (ServerSocketChannel third = bound("third.sock")) {
      try (Resident _ = Resident.in(world, SOCKET)) {
        try (ServerSocketChannel _ = bound("second.sock")) {
          world.sh("mv second.sock " + SOCKET).ok();
          awaitInLog("an agent serves on");
        }
        // Nobody serves there any more: now it is the agent's again.
        awaitInLog("again");
        world.sh("mv third.sock " + SOCKET).ok();
      }
      assertTrue(third.isOpen());
      assertTrue(
          Files.exists(world.folder().resolve(SOCKET)),
          "the agent removed a socket that it had not made");
    }
  }

  private ServerSocketChannel bound(String name) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(world.folder().resolve(name)));
    return channel;
  }

  private void awaitInLog(String words) {
    String grep = "grep '" + words + "' run/agent.sock.log";
    world.sh("n=0; until " + grep + "; do sleep 0.1; [ $((n=n+1)) -lt 100 ]; done").ok();
  }

  @Test
  void ofAgentsThatAreStartedAtOnceExactlyOneServes() throws InterruptedException {
    world.sh("mkdir -p run").ok();
    for (int round = 0; round < 3; round++) {
      // A socket that nobody serves any more is there: the first who removes it must be the last.
      world.sh(": > " + SOCKET).ok();
      List<Process> agents = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        agents.add(
            world.start(
                java.util.Map.of(),
                "",
                world.bin().resolve("mycni").toString(),
                "agent",
                "--socket",
                world.folder().resolve(SOCKET).toString()));
      }
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (agents.stream().filter(Process::isAlive).count() > 1 && System.nanoTime() < end) {
        Thread.sleep(50);
      }
      Thread.sleep(500);
      List<Process> serving = agents.stream().filter(Process::isAlive).toList();
      serving.forEach(Process::destroy);
      for (Process agent : agents) {
        if (!serving.contains(agent)) {
          World.Ended ended = World.await(agent);
          assertEquals(1, ended.status());
          assertTrue(ended.err().contains("an agent serves on"), ended.err());
        }
      }
      assertEquals(1, serving.size());
      World.await(serving.getFirst());
    }
  }

  @Test
  void aFolderThatOthersMayWriteToIsNoPlaceForASocket() {
    world.sh("mkdir run; chmod 777 run").ok();
    World.Ended agent =
        world.sh(world.bin().resolve("mycni") + " agent --socket run/agent.sock 2>&1 || true");
    assertTrue(agent.out().contains("others may write to"), agent.out());
  }

  private void awaitSocket() {
    world.sh("n=0; until [ -S run/agent.sock ]; do sleep 0.1; [ $((n=n+1)) -lt 50 ]; done").ok();
  }
}
