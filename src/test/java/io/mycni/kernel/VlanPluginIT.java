package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The plugin vlan; needs a kernel that has such links. That one is slow here, so each test tries
 * several things.
 */
@NeedsFullKernel
class VlanPluginIT {
  private final World world = World.make();
  private final OnMaster vlan = OnMaster.of(world, "vlan").with("\"vlanId\": 100");

  /** The host outside is in the VLAN. */
  @BeforeEach
  void begin() {
    world
        .sh(
            """
            ip -n outside address flush dev eth0
            ip -n outside link add link eth0 name v100 type vlan id 100
            ip -n outside link set v100 up
            ip -n outside address add 198.51.100.2/24 dev v100
            ip -n outside address add 2001:db8::2/64 dev v100 nodad
            """)
        .ok();
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aContainerReachesTheHostOutsideInItsVlan() {
    // A name on the host is nothing to a name in the container.
    world.sh("ip link add eth0 type veth peer name eth1").ok();
    String result = vlan.plugin().add("a");
    assertTrue(world.sh("ip -n a -d link show eth0").ok().contains("vlan protocol 802.1Q id 100"));
    vlan.assertReachOutside("a");
    assertEquals("", vlan.plugin().check("a", result));
    vlan.plugin().call("STATUS", "a").run().ok();
    World.Ended second = vlan.plugin().call("ADD", "b").run();
    assertTrue(second.out().contains("is VLAN 100 of up0 in another container"), second.out());
    vlan.plugin().del("a");
    vlan.assertNothingIsLeft();
    world.sh("ip link add link up0 name up0.100 type vlan id 100").ok();
    vlan.assertRefused("VLAN 100 of up0 exists already: it is up0.100");
    world.sh("ip link delete up0.100").ok();
    vlan.assertCollected();
    vlan.assertDelAlwaysSucceeds();
  }

  @Test
  void containersOnTheTwoEndsOfACableReachEachOtherInBothFamilies() {
    world.sh("ip link add m0 type veth peer name m1; ip link set m0 up; ip link set m1 up").ok();
    vlan.instead("up0", "m0").plugin().add("a");
    vlan.instead("up0", "m1").plugin().add("b");
    vlan.assertReachesB("a");
  }

  @Test
  void whatCannotBeMadeIsToldInTheReferencesWords() {
    String before = world.snapshot();
    vlan.instead("up0", "up9").assertRefused("failed to lookup master \"up9\": Link not found");
    vlan.instead("\"master\": \"up0\",", "").assertRefused("\"master\" field is required");
    vlan.with("\"mtu\": 1600").assertRefused("invalid MTU 1600, must be [0, master MTU(1500)]");
    assertEquals("", World.differences(before, world.snapshot()));
    world.sh("ip link set up0 down").ok();
    vlan.assertRefused("the master up0 is down");
    world.sh("ip link set up0 up").ok();
    OnMaster zero = vlan.instead("\"vlanId\": 100", "\"vlanId\": 0");
    String result = zero.plugin().add("a");
    assertEquals("", zero.plugin().check("a", result));
    zero.plugin().del("a");
  }

  @Test
  void eachBreakageIsNamedAndEachFailedStepUndone() {
    OnMaster plugin = vlan.with("\"mtu\": 1400");
    Map<String, String> breakages = OnMaster.breakages();
    breakages.put(
        "ip -n a link set eth0 address 02:00:00:00:00:79",
        "eth0 has the MAC address 02:00:00:00:00:79");
    plugin.assertNamed(breakages);
    plugin.assertTold(
        "ip link add link up0 name eth0 netns a type vlan id 101",
        "eth0 is in the VLAN 101, not 100");
    plugin.assertTold(
        "ip -n a link add eth0 type bridge", "eth0 is no vlan any more: it is a bridge");
    vlan.assertEachStepIsUndone(
        "link add link up0", "link set dev new[^ ]* name", "route prepend ::");
  }

  @Test
  void eachOfBothChecksAndDeletesWhatTheOtherMadeAndTheMasterMayBeInTheContainer() {
    vlan.assertPairsWithTheReference();
    world.sh("ip link set up0 netns a; ip -n a link set up0 up").ok();
    OnMaster inside = vlan.with("\"linkInContainer\": true");
    String result = inside.plugin().add("a");
    inside.assertReachOutside("a");
    assertEquals("", inside.plugin().check("a", result));
    inside.plugin().del("a");
    inside.assertNothingIsLeft();
  }
}
