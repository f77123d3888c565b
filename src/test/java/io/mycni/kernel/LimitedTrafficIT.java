package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes through limits, as iperf3 measures it. */
class LimitedTrafficIT {
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

  /** Returns what a client in a container gets through, in Mbit/s. */
  private double measured(String client, String server, String address, boolean received) {
    Process serving =
        world.start(
            Map.of(), "", "ip", "netns", "exec", server, "iperf3", "-s", "-1", "-J", "-p", "4712");
    try {
      world
          .sh(
              "n=0; until ip netns exec "
                  + server
                  + " ss -ltn | grep -q :4712; do sleep 0.02; [ $((n=n+1)) -lt 500 ]; done")
          .ok();
      // The burst passes in what is left out at the beginning.
      String json =
          world
              .sh(
                  "ip netns exec %s iperf3 -J -c %s -p 4712 -O 1 -t 3 %s"
                      .formatted(client, address, received ? "-R" : ""))
              .ok();
      World.await(serving).ok();
      return Plugin.json(json).path("end").path("sum_received").path("bits_per_second").asDouble()
          / 1e6;
    } finally {
      serving.destroy();
    }
  }

  private void requireIperf() {
    Assumptions.assumeTrue(
        world.sh("command -v iperf3").status() == 0, "needs iperf3 (package iperf3)");
  }

  /** On a busy machine less may go through, for once. */
  private void assertWithin10Percent(double limit, String address, boolean received) {
    double measured = 0;
    for (int tries = 0; tries < 3 && measured < limit * 0.9; tries++) {
      measured = measured("a", "b", address, received);
    }
    assertTrue(
        measured < limit * 1.1 && measured > limit * 0.9,
        "limited to " + limit + " Mbit/s, but " + measured + " went through");
  }

  private void assertFree(String address, boolean received) {
    double measured = measured("a", "b", address, received);
    assertTrue(measured > 100, "not limited, but only " + measured + " Mbit/s went through");
  }

  @ParameterizedTest
  @CsvSource({"bridge,10.17.0.3", "ptp,fd17::3"})
  void bothDirectionsAreLimitedAsMeasured(String type, String address) {
    requireIperf();
    limited.add(type, bandwidth, "a");
    limited.first(type).add("b");
    assertWithin10Percent(20, address, true);
    assertWithin10Percent(40, address, false);
  }

  @Test
  void trafficWithUnshapedSubnetsIsFreeAndAllElseIsLimited() {
    requireIperf();
    limited.requireHtb();
    limited.add("bridge", bandwidth.with("\"unshapedSubnets\": [\"10.17.0.0/24\"]"), "a");
    bridge.add("b");
    assertFree("10.17.0.3", true);
    assertFree("10.17.0.3", false);
    assertWithin10Percent(20, "fd17::3", true);
    assertWithin10Percent(40, "fd17::3", false);
  }

  @Test
  void onlyTrafficWithShapedSubnetsIsLimited() {
    requireIperf();
    limited.requireHtb();
    limited.add("bridge", bandwidth.with("\"shapedSubnets\": [\"10.17.0.0/24\"]"), "a");
    bridge.add("b");
    assertWithin10Percent(20, "10.17.0.3", true);
    assertWithin10Percent(40, "10.17.0.3", false);
    assertFree("fd17::3", false);
  }
}
