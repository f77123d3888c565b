package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a clock that was wrong by years when they were written, as without a battery. */
@InBothModes
class TimesAheadIT {
  private final World world = World.make();
  private final Plugin bridge = new Plugin(world, "bridge", Crew.NETWORK);

  @AfterEach
  void end() {
    world.close();
  }

  private static String address(String result) {
    return Plugin.json(result).path("ips").path(0).path("address").asString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"+10 years", "+1 minute", "1980-01-01"})
  void leasesNotesAndLocksAreAsGoodAsAnyOther(String time) {
    world.container("a").container("b").container("c");
    String first = bridge.add("a");
    final String second = bridge.add("b");
    String touch = "touch -d '" + time + "' $(find data /run/mycni ! -type s)";
    world.sh(touch).ok();
    assertEquals("", bridge.check("a", first));
    String third = bridge.add("c");
    assertNotEquals(address(first), address(third));
    assertNotEquals(address(second), address(third));
    world.sh(touch).ok();
    bridge.del("a");
    String valid =
        "\"cni.dev/valid-attachments\": [{\"containerID\": \"b\", \"ifname\": \"eth0\"}]";
    bridge.with(valid).call("GC", "").run().ok();
    assertEquals("", bridge.check("b", second));
    assertEquals("1\n", world.sh("ls data/crew | grep -c '^10'").ok());
    bridge.del("b");
    assertEquals(
        "",
        world.sh("ls /run/mycni/made /sys/class/net/crew0/brif").ok().replaceAll("/\\S+|\\s", ""));
  }

  /** A lease that was just written may be of an ADD at work; one from the future is not. */
  @ParameterizedTest
  @ValueSource(strings = {"+10 years", "+1 hour", "1980-01-01"})
  void aLeaseOfNobodyIsSeenAsLostWhateverItsTime(String time) {
    Person person = new Person(world);
    person.configure("10-crew.conf", Crew.NETWORK);
    world
        .sh(
            "mkdir -p data/crew; printf 'gone\\r\\neth0' > data/crew/10.24.0.9; touch -d '"
                + time
                + "' data/crew/*")
        .ok();
    String said = person.mycni("ipam", "gc", "--yes").ok();
    assertTrue(said.contains("1 lease was taken back"), said);
  }
}
