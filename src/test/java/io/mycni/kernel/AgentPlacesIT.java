package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More callers than the agent has places for, and plugins that keep them waiting. */
class AgentPlacesIT {
  private static final int CALLERS = 20;
  private static final String CONFIG = Configs.SAMPLE.replace("host-local", "slowipam");

  private final World world = World.make();
  private final Resident agent = Resident.in(world, "agent.sock");

  @AfterEach
  void end() {
    agent.close();
    world.close();
  }

  private void ipam(String script) throws IOException {
    Path ipam = world.bin().resolve("slowipam");
    Files.writeString(ipam, "#!/bin/sh\n" + script);
    ipam.toFile().setExecutable(true);
    world.sh("for i in $(seq " + CALLERS + "); do ip netns add c$i; done").ok();
  }

  private List<Process> all(String verb) {
    List<Process> calls = new ArrayList<>();
    for (int i = 1; i <= CALLERS; i++) {
      calls.add(agent.call(verb, "c" + i, CONFIG).start());
    }
    return calls;
  }

  @Test
  void anIpamPluginMayCallMycniAgain() throws IOException {
    ipam("exec " + world.bin() + "/host-local\n");
    all("ADD").forEach(add -> World.await(add).ok());
    assertEquals(CALLERS + "\n", world.sh("ls data/mynet | grep -c ^10").ok());
    all("DEL").forEach(del -> World.await(del).ok());
    assertEquals("", world.sh("ls data/mynet | grep ^10 || true").ok());
  }

  @Test
  void aSlowIpamPluginDelaysNobodyElse() throws IOException {
    ipam(
        ": > $CNI_CONTAINERID-waits; until [ -e go ]; do sleep 0.1; done; exec "
            + world.bin()
            + "/host-local\n");
    world.container("stranger");
    List<Process> slow = all("ADD");
    world.sh("until [ $(ls | grep -c waits) -ge " + CALLERS + " ]; do sleep 0.05; done").ok();
    agent.call("ADD", "stranger").run().ok();
    assertTrue(slow.stream().allMatch(Process::isAlive));
    world.sh(": > go").ok();
    slow.forEach(add -> World.await(add).ok());
  }
}
