package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many calls at once. */
@InBothModes
class ParallelIT {
  private static final int CALLS = 50;
  private static final Pattern ADDRESS = Pattern.compile("\"address\": \"([^\"]*)\"");

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void fiftyAddsOnABridgeThatDoesNotExistYetAllWork() {
    world.sh("for i in $(seq 50); do ip netns add c$i; done").ok();
    List<Process> adds = new ArrayList<>();
    for (int i = 1; i <= CALLS; i++) {
      adds.add(world.call("ADD", "c" + i, Configs.SAMPLE).start());
    }
    Set<String> addresses = new HashSet<>();
    for (Process add : adds) {
      Matcher address = ADDRESS.matcher(World.await(add).ok());
      address.find();
      addresses.add(address.group(1));
    }
    assertEquals(CALLS, addresses.size());
    assertEquals("50\n", world.sh("ls /sys/class/net/mybr0/brif | wc -l").ok());
    assertEquals("50\n", world.sh("iptables-save -t nat | grep -c '^-A POSTROUTING'").ok());
    world.sh("ip netns exec c1 ping -q -c 1 -W 2 10.16.0.1").ok();

    List<Process> dels = new ArrayList<>();
    for (int i = 1; i <= CALLS; i++) {
      dels.add(world.call("DEL", "c" + i, Configs.SAMPLE).start());
    }
    dels.forEach(del -> World.await(del).ok());
    String after = world.snapshot();
    assertFalse(after.contains("veth"), after);
    assertFalse(after.contains("CNI-"), after);
  }

  @Test
  void leasesAreNeverGivenTwiceWithTheReferenceAtWorkToo() {
    String config = Configs.SAMPLE.replace("10.16.0.0/16", "10.16.0.0/26");
    Reference.require();
    List<Process> adds = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String program = i % 2 == 0 ? "host-local" : Reference.FOLDER + "/host-local";
      adds.add(world.call("ADD", "c" + i, config).program(program).start());
    }
    Set<String> addresses = new HashSet<>();
    for (Process add : adds) {
      Matcher address = ADDRESS.matcher(World.await(add).ok());
      address.find();
      addresses.add(address.group(1));
    }
    assertEquals(40, addresses.size());
  }
}
