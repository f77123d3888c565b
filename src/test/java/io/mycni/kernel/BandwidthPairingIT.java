package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin bandwidth and the reference's, of 1.9 and of 1.1, behind plugins of both. */
class BandwidthPairingIT {
  private final World world = World.make();
  private final Limited limited = Limited.in(world);
  private final Plugin bridge = limited.bridge();
  private final Plugin bandwidth = limited.bandwidth();

  @BeforeEach
  void begin() {
    limited.requireKernel();
    world.container("a").container("b");
  }

  @AfterEach
  void end() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatTheReferenceLimitsIsCheckedAndRemovedByOurs(boolean newest) {
    Reference.require();
    String folder = newest ? Reference.newest() : Reference.FOLDER;
    Plugin spoken = spoken(bandwidth, newest);
    String given = spoken(bridge, newest).call("ADD", "a").program(folder + "/bridge").run().ok();
    final String before = limited.tc();
    String result = spoken.after(given).call("ADD", "a").program(folder + "/bandwidth").run().ok();
    assertEquals(
        limited.ifb("a"), Plugin.json(result).path("interfaces").path(3).path("name").asString());
    assertEquals("", spoken.check("a", result));
    spoken.after(result).del("a");
    assertEquals("", limited.ifbs());
    assertEquals(before, limited.tc());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatOursLimitsIsCheckedAndRemovedByTheReference(boolean newest) {
    Reference.require();
    String folder = newest ? Reference.newest() : Reference.FOLDER;
    Plugin spoken = spoken(bandwidth, newest);
    for (String type : new String[] {"bridge", "ptp"}) {
      String given = spoken(limited.first(type), newest).call("ADD", "a").program(type).run().ok();
      String result = spoken.after(given).add("a");
      Plugin after = spoken.after(result);
      after.call("CHECK", "a").program(folder + "/bandwidth").run().ok();
      after.call("DEL", "a").program(folder + "/bandwidth").run().ok();
      assertEquals("", limited.ifbs());
      spoken(limited.first(type), newest).after(result).del("a");
      bandwidth.del("a");
      assertEquals("", limited.tc());
    }
  }

  /** Ours limits a pair that the reference has made. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPairOfTheReferenceIsFoundByItsOtherEnd(boolean newest) {
    Reference.require();
    String folder = newest ? Reference.newest() : Reference.FOLDER;
    Plugin spoken = spoken(bandwidth, newest);
    for (String type : new String[] {"bridge", "ptp"}) {
      Plugin first = spoken(limited.first(type), newest);
      String given = first.call("ADD", "a").program(folder + "/" + type).run().ok();
      String result = spoken.after(given).add("a");
      assertTrue(limited.tc().contains("tbf 1: dev " + Limited.hostLink(given)), limited.tc());
      assertEquals("", spoken.check("a", result));
      world.sh("rm -rf /run/mycni/made").ok();
      spoken.after(result).del("a");
      assertEquals("", limited.tc() + limited.ifbs());
      first.after(result).call("DEL", "a").program(folder + "/" + type).run().ok();
    }
  }

  private Plugin spoken(Plugin plugin, boolean newest) {
    return newest
        ? plugin
        : new Plugin(world, plugin.type(), plugin.config().replace("1.1.0", "1.0.0"));
  }
}
