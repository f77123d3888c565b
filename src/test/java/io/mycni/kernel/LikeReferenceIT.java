package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody who comes from the reference plugins would notice. */
class LikeReferenceIT {
  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void anAddThatSucceedsWritesNothingToStandardError() {
    world.container("a");
    world.sh("iptables -P FORWARD DROP; ip link add mybr0 mtu 1400 type bridge").ok();
    World.Ended add = world.add("a", Configs.with(Configs.SAMPLE, "\"mtu\": 1300"));
    add.ok();
    assertEquals("", add.err());
  }
}
