package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reference removes what mycni made, and makes the attachment anew; of which mycni's note knows
 * nothing.
 */
class TakingTurnsIT {
  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bridge", "ptp", "macvlan", "tap", "host-device"})
  void whatTheReferenceMadeAnewIsCheckedAndRemoved(String type) {
    assertTurns(MainPlugins.of(world, type));
  }

  /** An ipvlan has the hardware address of its master, whoever made it. */
  @NeedsFullKernel
  @Test
  void anIpvlanIsToldFromTheReferencesByItsAddresses() {
    assertTurns(MainPlugins.of(world, "ipvlan"));
  }

  /** Ours notes no rules, and they make some; theirs are to be found all the same. */
  @ParameterizedTest
  @CsvSource({"ptp, true, ipMasq", "bridge, true, ipMasq", "bridge, true, macspoofchk"})
  void rulesOfWhichTheNoteKnowsNothingAreRemovedToo(String type, String value, String key) {
    Plugin without = new Plugin(world, type, withoutMasquerade(MainPlugins.of(world, type)));
    Plugin with = without.with("\"" + key + "\": " + value);
    world.container("a").container("b");
    keepCompany(without);
    with.after(with.theirs("ADD", "a").run().ok()).theirs("DEL", "a").run().ok();
    final String before = snapshot();
    String ours = without.add("a");
    without.after(ours).theirs("DEL", "a").run().ok();
    with.theirs("ADD", "a").run().ok();
    with.del("a");
    assertEquals("", World.differences(before, snapshot()));
  }

  private static String withoutMasquerade(Plugin plugin) {
    return plugin.config().replaceFirst("\"ipMasq\": true", "\"dns\": {}");
  }

  private void assertTurns(Plugin plugin) {
    world.container("a").container("b");
    keepCompany(plugin);
    // What stays for all: the bridge, forwarding, the tables of the rules.
    plugin.after(plugin.theirs("ADD", "a").run().ok()).theirs("DEL", "a").run().ok();
    final String before = snapshot();
    String ours = plugin.add("a");
    plugin.after(ours).theirs("DEL", "a").run().ok();
    String theirs = plugin.theirs("ADD", "a").run().ok();
    assertEquals("", plugin.check("a", theirs));
    plugin.del("a");
    assertEquals("", World.differences(before, snapshot()));
  }

  /** A bridge has a port throughout, so that its addresses stay settled. */
  private static void keepCompany(Plugin plugin) {
    if (plugin.type().equals("bridge")) {
      plugin.add("b");
    }
  }

  /** Which address comes next is remembered on purpose. */
  private String snapshot() {
    world.sh("rm -f data/lan/last_reserved_ip.*").ok();
    return world.snapshot();
  }
}
