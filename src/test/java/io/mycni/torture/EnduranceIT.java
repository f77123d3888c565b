package io.mycni.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import io.mycni.kernel.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Many calls through one agent, whose memory, threads and descriptors stay as they are: {@code
 * -Dendurance.calls=100000} for the figures of docs/RELIABILITY.md.
 */
class EnduranceIT {
  private static final int CALLS = Integer.getInteger("endurance.calls", 2000);

  /** Of each ten calls of a worker; the fifth is one that fails. */
  private static final int CALLS_OF_A_ROUND = 10;

  private static final int WORKERS = 2;

  /** What a warm agent may grow by until the end; its heap alone moves by some megabytes. */
  private static final long GROWTH = 12L << 20;

  private static final String ROUNDS =
      """
      set -eu
      export CNI_PATH=$BIN CNI_IFNAME=eth0 CNI_NETNS=/run/netns/w$1
      call() { CNI_COMMAND=$1 CNI_CONTAINERID=$2 $BIN/$3 < $4 > out$w 2>> err$w; }
      w=$1; n=$2
      while [ $n -gt 0 ]; do
        n=$((n-1))
        call ADD c$w bridge bridge.conf
        call CHECK c$w bridge bridge.conf && exit 3
        call VERSION c$w bridge bridge.conf
        call STATUS c$w bridge bridge.conf
        call ADD c$w bridge broken.conf && exit 3
        call DEL c$w bridge bridge.conf
        call ADD l$w host-local lease.conf
        call DEL l$w host-local lease.conf
        call ADD m$w host-local lease.conf
        call DEL m$w host-local lease.conf
      done
      """;

  private static final String BRIDGE =
      """
      {"cniVersion": "1.1.0", "name": "long", "type": "bridge", "bridge": "long0", "isGateway": true,
       "ipam": {"type": "host-local", "subnet": "10.77.0.0/16", "dataDir": "DATADIR"}}
      """;

  private final World world = World.make(true);

  @AfterEach
  void end() {
    world.close();
  }

  /** What an agent has. */
  private record Size(long resident, long heap, long threads, long descriptors) {}

  @Test
  void anAgentStaysAsLargeAsItIsHoweverManyCallsItServes() throws Exception {
    String data = world.folder().resolve("leases").toString();
    write("bridge.conf", BRIDGE.replace("DATADIR", data));
    write("lease.conf", BRIDGE.replace("DATADIR", data).replace("\"long\"", "\"lease\""));
    write("broken.conf", BRIDGE.replace("10.77.0.0/16", "10.77.0.0/99"));
    write("rounds", ROUNDS.replace("$BIN", world.bin().toString()));
    for (int w = 0; w < WORKERS; w++) {
      world.container("w" + w);
    }
    serve(CALLS / 4);
    Size before = size();
    serve(CALLS - CALLS / 4);
    Size after = size();
    String both = before + " became " + after + " by " + CALLS + " calls";
    Files.writeString(Path.of("target", "endurance.txt"), both + "\n");
    assertTrue(after.resident() < before.resident() + GROWTH, both);
    assertTrue(after.heap() < before.heap() + GROWTH, both);
    // Threads that wait for work come and go by the number of callers.
    assertTrue(after.threads() <= before.threads() + 8, both);
    assertTrue(after.descriptors() <= before.descriptors() + 8, both);
    assertEquals("", world.sh("ls /sys/class/net/long0/brif").ok());
    assertEquals("", world.sh("ls leases/long leases/lease | grep '^10' || true").ok());
    assertEquals(
        "", world.sh("ls /run/mycni/made /run/mycni/calls").ok().replaceAll(".*:|\\s", ""));
    long log = Files.size(world.folder().resolve("agent.log"));
    // A line for each call that failed, and none for the others.
    assertTrue(log < 400L * CALLS, log + " bytes of log");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(world.folder().resolve(name), text);
  }

  private void serve(int calls) throws InterruptedException {
    List<Process> workers = new ArrayList<>();
    int rounds = Math.max(1, calls / CALLS_OF_A_ROUND / WORKERS);
    for (int w = 0; w < WORKERS; w++) {
      String command = "sh rounds " + w + " " + rounds + " > rounds.log" + w + " 2>&1";
      workers.add(world.start(Map.of(), "", "sh", "-c", command));
    }
    for (int w = 0; w < WORKERS; w++) {
      int status = workers.get(w).waitFor();
      String said = world.sh("cat rounds.log" + w + " out" + w + "; tail -n 3 err" + w).out();
      assertEquals(0, status, said);
    }
  }

  private Size size() {
    byte[] status =
        world
            .sh(world.bin() + "/mycni agent status --format json")
            .ok()
            .getBytes(StandardCharsets.UTF_8);
    var told = Json.read(status);
    long pid = told.path("process").asLong();
    String counts =
        world.sh("ls /proc/" + pid + "/task | wc -l; ls /proc/" + pid + "/fd | wc -l").ok();
    String[] lines = counts.split("\n");
    return new Size(
        told.path("memoryBytes").asLong(),
        told.path("heapBytes").asLong(),
        Long.parseLong(lines[0].strip()),
        Long.parseLong(lines[1].strip()));
  }
}
