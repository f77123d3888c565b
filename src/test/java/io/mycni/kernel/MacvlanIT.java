package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin macvlan. */
class MacvlanIT {
  private final World world = World.make();
  private final OnMaster macvlan = OnMaster.of(world, "macvlan");

  @AfterEach
  void end() {
    world.close();
  }

  /** A network without addresses. */
  private OnMaster layer2() {
    return macvlan.with(
        new Plugin(
            world,
            "macvlan",
            "{ \"cniVersion\": \"1.1.0\", \"name\": \"lan\", \"type\": \"macvlan\","
                + " \"master\": \"up0\" }"));
  }

  private String inside(String words) {
    return world.sh("ip netns exec a " + words).ok();
  }

  @Test
  void containersReachEachOtherAndTheHostOutsideInBothFamilies() {
    String result = macvlan.plugin().add("a");
    macvlan.plugin().add("b");
    macvlan.assertReachesB("a");
    macvlan.assertReachesB("outside");
    macvlan.assertReachOutside("a");
    assertEquals("", macvlan.plugin().check("a", result));
    macvlan.plugin().call("STATUS", "a").run().ok();
    macvlan.plugin().del("a");
    macvlan.assertReachOutside("b");
  }

  @Test
  void eachOfBothChecksAndDeletesWhatTheOtherMade() {
    macvlan.assertPairsWithTheReference();
    layer2().assertPairsWithTheReference();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"bridge, true", "private, false", "vepa, false"})
  void whoHearsWhomDependsOnTheMode(String mode, boolean eachOther) {
    OnMaster plugin = macvlan.with("\"mode\": \"" + mode + "\"");
    String result = plugin.plugin().add("a");
    plugin.plugin().add("b");
    assertTrue(inside("ip -d link show eth0").contains("macvlan mode " + mode));
    plugin.assertReachOutside("b");
    int status = world.sh("ip netns exec a ping -q -c 1 -W 1 " + OnMaster.B4).status();
    assertEquals(eachOther, status == 0);
    assertEquals("", plugin.plugin().check("a", result));
  }

  @Test
  void passthruHasItsMasterAloneAndSharesTheHardwareAddress() {
    String before = world.sh("cat /sys/class/net/up0/address").ok();
    OnMaster passthru = macvlan.with("\"mode\": \"passthru\"");
    String result = passthru.plugin().add("b");
    assertTrue(result.contains(before.strip()), result);
    passthru.assertReachOutside("b");
    passthru.assertRefused("is something on up0 already?");
    passthru.plugin().del("b");
    Plugin chosen = passthru.plugin().with("\"mac\": \"02:00:00:00:00:77\"");
    result = chosen.add("a");
    assertTrue(result.contains("02:00:00:00:00:77"), result);
    passthru.assertReachOutside("a");
    assertEquals("", chosen.check("a", result));
    chosen.del("a");
    assertEquals(before, world.sh("cat /sys/class/net/up0/address").ok());
  }

  @Test
  void theKeysOfTheLinkAreHonoured() {
    Plugin config =
        macvlan.plugin().with("\"mtu\": 1400, \"bcqueuelen\": 77, \"mac\": \"02:00:00:00:00:01\"");
    String result = config.add("a");
    String link = inside("ip -d link show eth0");
    assertTrue(link.contains("mtu 1400") && link.contains("bcqueuelen 77"), link);
    assertTrue(link.contains("02:00:00:00:00:01"), link);
    assertTrue(result.contains("\"mtu\": 1400"), result);
    config.del("a");
    Plugin args = config.with("\"args\": {\"cni\": {\"mac\": \"02:00:00:00:00:03\"}}");
    Plugin runtime = args.with("\"runtimeConfig\": {\"mac\": \"02:00:00:00:00:04\"}");
    for (Plugin each : new Plugin[] {config, args, runtime}) {
      String said = each.call("ADD", "a").with("CNI_ARGS", "MAC=02:00:00:00:00:02").run().ok();
      String wanted = each == config ? "02" : each == args ? "03" : "04";
      assertTrue(said.contains("02:00:00:00:00:" + wanted), said);
      each.del("a");
    }
  }

  @Test
  void withoutAMasterItIsTheLinkOfTheDefaultRoute() {
    OnMaster plugin = macvlan.instead("\"master\": \"up0\",", "");
    plugin.assertRefused("no default route interface found");
    world
        .sh(
            """
            ip link add other type veth peer name other1; ip link set other up
            ip address add 10.31.0.2/24 dev other
            ip route add default via 10.31.0.1 metric 200
            ip route add default via 198.51.100.2 metric 100
            """)
        .ok();
    String result = plugin.plugin().add("a");
    plugin.assertReachOutside("a");
    // The note of the ADD tells which link it was.
    world.sh("ip route delete default via 198.51.100.2 metric 100").ok();
    assertEquals("", plugin.plugin().check("a", result));
    plugin.plugin().del("a");
    world.sh("ip route flush default; ip -6 route add default via 2001:db8::2").ok();
    plugin.plugin().add("a");
    plugin.assertReachOutside("a");
  }

  @Test
  void whatCannotBeMadeIsToldInTheReferencesWordsAndNothingIsChanged() {
    String before = world.snapshot();
    macvlan.instead("up0", "up9").assertRefused("failed to lookup master \"up9\": Link not found");
    macvlan.with("\"mtu\": 9000").assertRefused("invalid MTU 9000, must be [0, master MTU(1500)]");
    macvlan.with("\"mode\": \"l2\"").assertRefused("mode");
    macvlan
        .with("\"disableContainerInterface\": true")
        .assertRefused("cannot go with the ipam type");
    assertEquals("", World.differences(before, world.snapshot()));
    world.sh("ip -n a link add eth0 type veth peer name eth1").ok();
    before = world.snapshot();
    macvlan.assertRefused("container macvlan name (\"eth0\") already exists");
    // A runtime calls DEL then, and the interface is not ours.
    macvlan.plugin().del("a");
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @Test
  void aNameThatALinkOfTheHostHasIsFreeInTheContainer() {
    world.sh("ip link add eth0 type veth peer name eth1").ok();
    macvlan.plugin().add("a");
    macvlan.assertReachOutside("a");
    macvlan.plugin().del("a");
    world.sh("ip link show eth0").ok();
  }

  @Test
  void withoutIpamItIsUpAndTheKernelDecidesAboutRouters() {
    Plugin layer2 = layer2().plugin();
    String result = layer2.add("a");
    assertTrue(inside("ip link show eth0").contains("UP"));
    assertEquals("1\n", inside("cat /proc/sys/net/ipv6/conf/eth0/accept_ra"));
    inside("ip address add 198.51.100.50/24 dev eth0");
    new Traffic(world).ping("a", Traffic.OUTSIDE_V4).tcp("a", "outside", Traffic.OUTSIDE_V4);
    assertEquals("", layer2.check("a", result));
    layer2.del("a");
    Plugin down = layer2.with("\"disableContainerInterface\": true");
    result = down.add("a");
    assertFalse(inside("ip link show eth0").contains("UP"));
    assertEquals("", down.check("a", result));
  }

  @Test
  void theMasterMayBeInTheContainer() {
    macvlan.with("\"linkInContainer\": true").assertRefused("Link not found in /run/netns/a");
    world
        .sh(
            """
            ip link set up0 netns a
            ip -n a link set up0 up
            ip -n a address add 198.51.100.7/24 dev up0
            ip -n a route add default via 198.51.100.2
            """)
        .ok();
    macvlan.assertRefused("failed to lookup master \"up0\"");
    OnMaster named = macvlan.with("\"linkInContainer\": true").instead("0.0.0.0/0", "10.99.0.0/16");
    for (OnMaster each : new OnMaster[] {named, named.instead("\"master\": \"up0\",", "")}) {
      String result = each.plugin().add("a");
      assertTrue(inside("ip -d link show eth0").contains("eth0@up0"));
      inside("ping -q -c 1 -W 5 -I eth0 " + Traffic.OUTSIDE_V4);
      assertEquals("", each.plugin().check("a", result));
      each.plugin().del("a");
      each.assertNothingIsLeft();
    }
  }

  @Test
  void eachBreakageIsNamed() {
    Map<String, String> breakages = OnMaster.breakages();
    breakages.put(
        "ip -n a link set eth0 address 02:00:00:00:00:79",
        "eth0 has the MAC address 02:00:00:00:00:79");
    breakages.put(
        "ip -n a link set eth0 type macvlan mode private", "is in the mode private, not bridge");
    breakages.put(
        "ip -n a link set eth0 type macvlan bcqueuelen 5", "has the bcqueuelen 5, not 77");
    // Where that differs, it may be somebody else's, and its alias says nothing.
    breakages.remove("ip -n a link set eth0 alias foreign");
    OnMaster plugin = macvlan.with("\"mtu\": 1400, \"bcqueuelen\": 77");
    plugin.assertNamed(breakages);
    plugin.assertNamed(Map.of("ip -n a link set eth0 alias foreign", "eth0 lacks its alias"));
    plugin.assertTold("true", "the interface eth0 is gone from /run/netns/a");
    plugin.assertTold(
        "ip -n a link add eth0 type veth peer name x", "eth0 is no macvlan any more: it is a veth");
    plugin.assertTold(
        "ip link add o type veth peer name p; ip link add link o name eth0 netns a type macvlan mode bridge",
        "eth0 is on another link than the master up0");
    plugin.assertTold("ip link delete up0", "the master up0 is gone");
  }

  @Test
  void aReloadFindsItByItsAliasAndPutsBackWhatIsBelievedOfRouters() {
    Person person = new Person(world);
    person.configure("lan.conf", macvlan.plugin().config());
    macvlan.plugin().add("a");
    inside("sh -c 'echo 1 > /proc/sys/net/ipv6/conf/eth0/accept_ra'");
    String said = person.mycni("reload").ok();
    assertEquals("0\n", inside("cat /proc/sys/net/ipv6/conf/eth0/accept_ra"), said);
  }

  @Test
  void aStepThatFailsIsUndoneWithAllBeforeIt() {
    macvlan.assertEachStepIsUndone(
        "link add link up0",
        "link set dev new[^ ]* name",
        "link set dev new[^ ]* alias",
        "address add 198.51.100.1",
        "address add 2001:db8::1",
        "link set dev eth0 up",
        "route prepend 0.0.0.0",
        "route prepend ::");
  }

  @Test
  void aDelSucceedsAnyNumberOfTimesAndHoweverItsNamespaceIsTold() {
    macvlan.assertDelAlwaysSucceeds();
  }

  @ParameterizedTest(name = "noted {0}")
  @ValueSource(booleans = {true, false})
  void aDelLeavesWhatIsAnothersUnderItsName(boolean noted) {
    macvlan.plugin().add("a");
    if (!noted) {
      world.sh("rm -r /run/mycni/made").ok();
    }
    // The path leads to another container's namespace by now.
    world.sh("ip netns del a; ip netns add a").ok();
    Plugin other = layer2().instead("\"name\": \"lan\"", "\"name\": \"other\"").plugin();
    other.call("ADD", "new").with("CNI_NETNS", "/run/netns/a").run().ok();
    macvlan.plugin().del("a");
    assertTrue(inside("ip link show eth0").contains("alias mycni:other"));
  }

  @Test
  void aKilledAddLeavesNothingThatADelCannotRemove() {
    String path =
        world.wrap(
            "nsenter",
            "if [ ! -e killed ]; then touch killed; kill -9 $PPID; sleep 1; exit 1; fi\n"
                + "exec /usr/bin/nsenter \"$@\"\n");
    macvlan.plugin().call("ADD", "a").with("PATH", path).with("MYCNI_SOCKET", "").run();
    assertTrue(inside("ip link").contains("@"));
    macvlan.plugin().del("a");
    macvlan.assertNothingIsLeft();
    assertFalse(inside("ip link").contains("@"));
    macvlan.plugin().add("a");
  }

  @Test
  void anInterfaceThatSomebodyRenamedIsRemovedAllTheSame() {
    macvlan.plugin().add("a");
    world.sh("ip -n a link set eth0 down; ip -n a link set eth0 name other").ok();
    macvlan.plugin().del("a");
    assertFalse(inside("ip link").contains("other"));
    macvlan.assertNothingIsLeft();
  }

  @Test
  void aGcRemovesWhatNobodyKnowsAnyMoreThoughItsNamespaceLives() {
    for (OnMaster each : new OnMaster[] {macvlan, layer2()}) {
      each.plugin().add("b");
      each.assertCollected();
      assertTrue(world.sh("ip -n b link").ok().contains("eth0"));
      each.plugin().del("b");
      each.assertNothingIsLeft();
    }
  }

  @Test
  void aDryRunChangesNothing() {
    String before = world.snapshot();
    World.Ended add = macvlan.plugin().call("ADD", "a").with("MYCNI_DRY_RUN", "1").run();
    assertTrue(add.err().contains("type macvlan mode bridge"), add.err());
    assertEquals("", World.differences(before, world.snapshot()));
    macvlan.plugin().add("a");
    before = world.snapshot();
    World.Ended del = macvlan.plugin().call("DEL", "a").with("MYCNI_DRY_RUN", "1").run();
    assertTrue(del.err().contains("link delete dev eth0"), del.err());
    assertEquals("", World.differences(before, world.snapshot()));
  }
}
