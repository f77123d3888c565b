package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The plugin ipvlan; needs a kernel that has such links. That one is slow here, so each test tries
 * several things.
 */
@NeedsFullKernel
class IpvlanIT {
  private final World world = World.make();
  private final OnMaster ipvlan = OnMaster.of(world, "ipvlan");

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void containersReachEachOtherAndTheHostOutsideInBothFamilies() {
    // A name on the host is nothing to a name in the container.
    world.sh("ip link add eth0 type veth peer name eth1").ok();
    String result = ipvlan.plugin().add("a");
    ipvlan.plugin().add("b");
    assertTrue(result.contains(world.sh("cat /sys/class/net/up0/address").ok().strip()), result);
    ipvlan.assertReachesB("a");
    ipvlan.assertReachOutside("a");
    assertEquals("", ipvlan.plugin().check("a", result));
    ipvlan.plugin().call("STATUS", "a").run().ok();
    ipvlan.plugin().del("b");
    ipvlan.plugin().del("a");
    ipvlan.assertCollected();
    ipvlan.assertDelAlwaysSucceeds();
  }

  @Test
  void theModesL3RouteByTheHost() {
    world.sh("ip -n outside route add 10.40.0.0/24 via 198.51.100.1").ok();
    for (String mode : new String[] {"l3", "l3s"}) {
      Plugin plugin =
          new Plugin(
              world,
              "ipvlan",
              """
              { "cniVersion": "1.1.0", "name": "lan", "type": "ipvlan", "master": "up0", "mode": "MODE",
                "ipam": { "type": "host-local", "dataDir": "DATADIR", "subnet": "10.40.0.0/24",
                          "routes": [ { "dst": "0.0.0.0/0" } ] } }
              """
                  .replace("MODE", mode));
      String result = plugin.add("a");
      String link = world.sh("ip -n a -d link show eth0").ok().replaceAll(" +", " ");
      assertTrue(link.contains("ipvlan mode " + mode + " "), link);
      new Traffic(world).ping("a", Traffic.OUTSIDE_V4).tcp("a", "outside", Traffic.OUTSIDE_V4);
      assertEquals("", plugin.check("a", result));
      plugin.del("a");
    }
    ipvlan.instead("up0", "up9").assertRefused("failed to lookup master \"up9\": Link not found");
    world.sh("ip link add link up0 name other netns b type macvlan").ok();
    ipvlan.assertRefused("is there a macvlan on up0?");
  }

  @Test
  void behindAnotherPluginItTakesThatOnesInterfaceAndAddresses() {
    String before =
        """
        { "cniVersion": "1.1.0", "name": "lan", "type": "ipvlan", "prevResult": {
            "interfaces": [ { "name": "up0" } ],
            "ips": [ { "address": "198.51.100.40/24", "gateway": "198.51.100.2", "interface": 0 } ],
            "routes": [ { "dst": "0.0.0.0/0" } ] } }
        """;
    Plugin chained = new Plugin(world, "ipvlan", before);
    String result = chained.add("a");
    assertEquals(
        Plugin.json(result).path("ips").get(0).path("address").asString(), "198.51.100.40/24");
    new Traffic(world).ping("a", Traffic.OUTSIDE_V4).tcp("a", "outside", Traffic.OUTSIDE_V4);
    Plugin alone =
        new Plugin(
            world,
            "ipvlan",
            "{ \"cniVersion\": \"1.1.0\", \"name\": \"lan\", \"type\": \"ipvlan\" }");
    assertEquals("", alone.check("a", result));
    alone.del("a");
    ipvlan.assertNothingIsLeft();
    assertEquals(
        Plugin.comparable(chained.theirs("ADD", "a").run().ok()).path("ips"),
        Plugin.comparable(result).path("ips"));
    alone.after(result).call("DEL", "a").run().ok();
    ipvlan.with(alone).assertRefused("no default route interface found");
    ipvlan
        .with(new Plugin(world, "ipvlan", before.replace("{ \"name\": \"up0\" }", "")))
        .assertRefused("PrevResult lacks a single named interface");
  }

  @Test
  void eachBreakageIsNamedAndEachFailedStepUndone() {
    OnMaster plugin = ipvlan.with("\"mtu\": 1400");
    plugin.assertNamed(OnMaster.breakages());
    plugin.assertNamed(
        Map.of("ip -n a link set eth0 type ipvlan mode l3", "is in the mode l3, not l2"));
    plugin.assertTold(
        "ip -n a link add eth0 type bridge", "eth0 is no ipvlan any more: it is a bridge");
    ipvlan.assertEachStepIsUndone(
        "link add link up0", "link set dev new[^ ]* name", "route prepend ::");
  }

  @Test
  void eachOfBothChecksAndDeletesWhatTheOtherMadeAndTheMasterMayBeInTheContainer() {
    ipvlan.assertPairsWithTheReference();
    world.sh("ip link set up0 netns a; ip -n a link set up0 up").ok();
    OnMaster inside = ipvlan.with("\"linkInContainer\": true");
    String result = inside.plugin().add("a");
    inside.assertReachOutside("a");
    assertEquals("", inside.plugin().check("a", result));
    inside.plugin().del("a");
    inside.assertNothingIsLeft();
  }
}
