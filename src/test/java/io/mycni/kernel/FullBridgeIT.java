package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bridge has as many ports as the kernel has numbers for. */
class FullBridgeIT {
  private static final int MOST_PORTS = 1023;

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void anAddToAFullBridgeSaysSoAndLeavesNothing() {
    world.container("a").container("b");
    world.add("a", Configs.DUAL).ok();
    fill("mybr0", MOST_PORTS - 1);
    String before = world.snapshot();
    World.Ended add = world.add("b", Configs.DUAL);
    assertEquals(1, add.status(), add.out());
    assertTrue(add.out().contains("the bridge has 1023 ports, as many as it can"), add.out());
    assertTrue(add.out().contains("use a network with another bridge"), add.out());
    assertTrue(add.out().contains("everything that had been changed was undone"), add.out());
    assertEquals("", World.differences(before, world.snapshot()));
    world.del("b", Configs.DUAL).ok();
    world.del("a", Configs.DUAL).ok();
    // Room for one.
    world.add("b", Configs.DUAL).ok();
  }

  /** Both ends of each pair are ports, as half as many links are made faster. */
  private void fill(String bridge, int ports) {
    world
        .sh(
            """
            for i in $(seq 1 $((PORTS / 2))); do
              echo "link add p$i master BRIDGE type veth peer name q$i"
              echo "link set q$i master BRIDGE"
            done | ip -batch -
            """
                .replace("PORTS", String.valueOf(ports))
                .replace("BRIDGE", bridge))
        .ok();
  }
}
