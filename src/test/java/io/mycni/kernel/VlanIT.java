package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** VLANs of a bridge. */
@NeedsFullKernel
class VlanIT {
  private final World world = World.make();

  @BeforeEach
  void begin() {
    KernelNeed.VLAN_FILTERING.require(world);
    world.container("a").container("b");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static String inVlan(int vlan, String name, String subnet) {
    return Configs.with(Configs.SAMPLE, "\"vlan\": " + vlan)
        .replace("mynet", name)
        .replace("10.16.0.0/16", subnet);
  }

  @Test
  void containersOfOneVlanReachEachOtherAndTheirGateway() {
    String config = inVlan(100, "red", "10.16.0.0/16");
    String result = world.add("a", config).ok();
    world.add("b", config).ok();
    world.sh("ip netns exec a ping -q -c 1 -W 5 10.16.0.3").ok();
    world.sh("ip netns exec a ping -q -c 1 -W 5 10.16.0.1").ok();
    String gateway = world.sh("ip -o -4 address show mybr0.100").ok();
    assertTrue(gateway.contains("10.16.0.1/16"), gateway);
    world.call("CHECK", "a", Configs.after(config, result)).run().ok();
    world.del("a", config).ok();
    world.sh("ip netns exec b ping -q -c 1 -W 5 10.16.0.1").ok();
    world.del("b", config).ok();
    assertFalse(world.snapshot().contains("alias mycni:"));
  }

  @Test
  void containersOfTwoVlansDoNotHearEachOther() {
    world
        .add(
            "a",
            inVlan(100, "red", "10.16.0.0/24")
                .replace("\"isGateway\": true", "\"isGateway\": false"))
        .ok();
    world
        .add(
            "b",
            inVlan(200, "blue", "10.16.0.0/24")
                .replace("\"isGateway\": true", "\"isGateway\": false")
                .replace("\"subnet\"", "\"rangeStart\": \"10.16.0.77\", \"subnet\""))
        .ok();
    assertNotEquals(0, world.sh("ip netns exec a ping -q -c 1 -W 2 10.16.0.77").status());
  }

  private String vlansOf(String port) {
    return world.sh("bridge -j vlan show dev " + port).ok().replaceAll("\\s", "");
  }

  private static final String OUR_PORT = "$(ls /sys/class/net/mybr0/brif)";

  @Test
  void aTrunkCarriesItsVlansWithTheirTagsAndTheDefaultVlanWithoutOne() {
    String config =
        Configs.with(
            Configs.LAYER2,
            "\"preserveDefaultVlan\": false,"
                + " \"vlanTrunk\": [ { \"minID\": 10, \"maxID\": 12 }, { \"id\": 20 } ]");
    world.add("a", config).ok();
    String vlans = vlansOf(OUR_PORT);
    assertTrue(
        vlans.contains("\"vlan\":10,\"vlanEnd\":12") || vlans.contains("\"vlan\":11"), vlans);
    assertTrue(vlans.contains("\"vlan\":20"), vlans);
    assertTrue(vlans.contains("\"vlan\":1,\"flags\":[\"PVID\""), vlans);
    world.del("a", config).ok();
  }

  @Test
  void theDefaultVlanIsLeftUnlessItIsWanted() {
    String config = Configs.with(Configs.LAYER2, "\"vlan\": 30");
    world.add("a", config).ok();
    assertEquals(
        "[{\"ifname\":\"PORT\",\"vlans\":[{\"vlan\":30,\"flags\":[\"PVID\",\"EgressUntagged\"]}]}]",
        vlansOf(OUR_PORT).replaceAll("veth[0-9a-f]+", "PORT"));
    world.del("a", config).ok();
    world.add("a", Configs.with(config, "\"preserveDefaultVlan\": true")).ok();
    String vlans = vlansOf(OUR_PORT);
    assertTrue(
        vlans.contains("\"vlan\":1,") && vlans.contains("\"vlan\":30,\"flags\":[\"PVID\""), vlans);
  }

  @Test
  void theDefaultVlanOfTheBridgeNeedNotBeTheFirst() {
    world.sh("ip link add mybr0 type bridge vlan_filtering 1 vlan_default_pvid 5").ok();
    world.add("a", Configs.with(Configs.LAYER2, "\"vlan\": 30")).ok();
    String vlans = vlansOf(OUR_PORT);
    assertTrue(vlans.contains("\"vlan\":30") && !vlans.contains("\"vlan\":5"), vlans);
  }

  @Test
  void aContainerInAVlanDoesNotHearTheDefaultVlan() {
    world.sh("ip link add mybr0 type bridge vlan_filtering 1; ip link set mybr0 up").ok();
    world.sh("ip address add 10.16.0.9/16 dev mybr0").ok();
    String config =
        inVlan(100, "red", "10.16.0.0/16").replace("\"isGateway\": true", "\"isGateway\": false");
    world.add("a", config).ok();
    assertNotEquals(0, world.sh("ip netns exec a ping -q -c 1 -W 2 10.16.0.9").status());
  }

  @Test
  void theNativeVlanOfATrunkStaysNativeIfTheTrunkNamesIt() {
    String config =
        Configs.with(
            Configs.LAYER2, "\"vlan\": 11, \"vlanTrunk\": [ { \"minID\": 10, \"maxID\": 12 } ]");
    world.add("a", config).ok();
    String vlans = vlansOf(OUR_PORT);
    assertTrue(vlans.contains("\"vlan\":11,\"flags\":[\"PVID\",\"EgressUntagged\"]"), vlans);
    assertTrue(vlans.contains("\"vlan\":10}") && vlans.contains("\"vlan\":12}"), vlans);
  }

  @Test
  void theVlansOfAllPortsAreThoseThatTheReferenceGives() {
    String theirs = Reference.newest() + "/bridge";
    String trunk = "\"vlanTrunk\": [ { \"minID\": 10, \"maxID\": 12 }, { \"id\": 20 } ]";
    String gateway = ", \"isGateway\": true, \"ipam\": { \"type\": \"host-local\",";
    gateway += " \"dataDir\": \"DATADIR\", \"subnet\": \"10.1.0.0/24\" }";
    int number = 0;
    for (String keys :
        List.of(
            "\"vlan\": 100",
            "\"vlan\": 100, \"preserveDefaultVlan\": true",
            trunk,
            trunk + ", \"preserveDefaultVlan\": true",
            "\"vlan\": 100, " + trunk,
            "\"vlan\": 100, \"preserveDefaultVlan\": true, " + trunk,
            "\"vlan\": 1",
            "\"vlan\": 100, " + trunk + gateway)) {
      String config =
          "{ \"cniVersion\": \"1.0.0\", \"name\": \"netN\", \"type\": \"bridge\","
              + " \"bridge\": \"brN\", "
              + keys
              + " }";
      String ours = config.replace("N\"", number + "\"");
      String result = world.add("a", ours).ok();
      String vlansOfOurs = allVlans("br" + number);
      world.call("CHECK", "a", Configs.after(ours, result)).run().ok();
      world.del("a", ours).ok();
      removeBridges();
      number++;
      String other = config.replace("N\"", number + "\"");
      world.call("ADD", "b", other).program(theirs).run().ok();
      assertEquals(allVlans("br" + number), vlansOfOurs, keys);
      world.call("DEL", "b", other).program(theirs).run().ok();
      removeBridges();
      number++;
    }
  }

  /** The VLANs of the bridge and of its ports, in an order that does not depend on names. */
  private String allVlans(String bridge) {
    return world
        .sh(
            "for p in $(ls /sys/class/net/"
                + bridge
                + "/brif); do bridge vlan show dev $p | sort; done")
        .ok()
        .replaceAll("veth[0-9a-f]+ *", "")
        .lines()
        .map(String::strip)
        .sorted()
        .toList()
        .toString();
  }

  private void removeBridges() {
    world.sh("for b in $(ls /sys/class/net | grep ^br); do ip link delete $b || true; done").ok();
  }

  @Test
  void aBridgeThatDoesNotFilterIsReportedAndNotChanged() {
    world.sh("ip link add mybr0 type bridge; ip link set mybr0 up").ok();
    String before = world.snapshot();
    World.Ended add = world.add("a", inVlan(100, "red", "10.16.0.0/16"));
    assertTrue(add.out().contains("does not filter VLANs"), add.out());
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @Test
  void aFailedAddTakesTheGatewayInterfaceBack() {
    String before = world.snapshot();
    String path = world.wrap("iptables-restore", "echo broken >&2; exit 1\n");
    World.Ended add =
        world.call("ADD", "a", inVlan(100, "red", "10.16.0.0/16")).with("PATH", path).run();
    assertEquals(1, add.status());
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @Test
  void anAddressOfAnotherOnTheGatewayInterfaceIsRefused() {
    world.add("a", inVlan(100, "red", "10.16.0.0/16")).ok();
    world.sh("ip address flush dev mybr0.100; ip address add 10.9.0.1/24 dev mybr0.100").ok();
    World.Ended add = world.add("b", inVlan(100, "blue", "10.16.0.0/16"));
    String words = "\\\"mybr0.100\\\" already has an IP address different from 10.16.0.1/16";
    assertTrue(add.out().contains(words), add.out());
    assertTrue(world.sh("ip address show mybr0.100").ok().contains("10.9.0.1/24"));
  }

  // The full kernel is slow: all is broken at once, and each of it has to be named.

  @Test
  void whatIsWipedOfVlansIsNamedAndPutBack() {
    Map<String, String> breakages = new LinkedHashMap<>();
    breakages.put("bridge vlan delete dev $port vid 100", "$port is not in VLAN 100 (untagged)");
    breakages.put("bridge vlan delete dev $port vid 10-12", "is not in VLAN 10-12 (tagged)");
    breakages.put("bridge vlan add dev $port vid 7", "is in VLAN 7t, too");
    breakages.put("bridge vlan delete dev $gate vid 1-4094", "$gate is not in VLAN 100 (untagged)");
    breakages.put("ip link set $gate alias x", "lacks its alias mycni-gateway:mybr0.100");
    breakages.put("ip link set $gate addrgenmode eui64", "gives itself IPv6 addresses");
    breakages.put(
        "ip link set mybr0 type bridge vlan_filtering 0", "the bridge mybr0 does not filter VLANs");
    breakages.put(
        "echo 1 > /proc/sys/net/ipv6/conf/mybr0.100/accept_ra",
        "the gateway interface mybr0.100 believes");
    breakages.put(
        "ip address delete 10.16.0.1/16 dev mybr0.100", "the gateway address 10.16.0.1/16 is gone");
    Person person = attached();
    String before = world.snapshot() + world.sh("bridge vlan show").ok();
    assertNamed(breakages, person);
    World.Ended reload = person.mycni("reload");
    assertEquals(0, person.mycni("check", "red", "a").status(), reload.out() + reload.err());
    String after = world.snapshot() + world.sh("bridge vlan show").ok();
    assertEquals("", World.differences(before, after));
  }

  @Test
  void whatIsBrokenOfVlansIsNamedAndLeftAlone() {
    Person person = attached();
    Map<String, String> breakages = new LinkedHashMap<>();
    breakages.put(
        "ip link set $gate down", "port of the gateway interface mybr0.100, $gate is down");
    breakages.put("ip link set mybr0.100 down", "the gateway interface mybr0.100 is down");
    assertNamed(breakages, person);
    World.Ended reload = person.mycni("reload");
    assertTrue(reload.ok().contains("1 damaged"), reload.out());
    assertTrue(reload.err().contains("not mended: "), reload.err());
    assertNamed(
        Map.of("ip link delete mybr0.100", "the gateway interface mybr0.100 is gone"), person);
  }

  /** A container in VLAN 100, with a trunk. */
  private Person attached() {
    Person person = new Person(world);
    String trunk = "\"vlanTrunk\": [ { \"minID\": 10, \"maxID\": 12 } ]";
    person.configure("10-red.conf", Configs.with(inVlan(100, "red", "10.16.0.0/16"), trunk));
    person.mycni("add", "red", "a").ok();
    return person;
  }

  private void assertNamed(Map<String, String> breakages, Person person) {
    String gate = linkWithAlias("mycni-gateway");
    String port = linkWithAlias("mycni:red");
    String names = "gate=" + gate + "; port=" + port + "\n";
    world.sh(names + String.join("\n", breakages.keySet())).ok();
    World.Ended check = person.mycni("check", "red", "a");
    assertEquals(1, check.status(), check.out());
    for (String named : breakages.values()) {
      String words = named.replace("$gate", gate).replace("$port", port);
      assertTrue(check.err().contains(words), words + " is not in " + check.err());
    }
  }

  private String linkWithAlias(String beginning) {
    return world
        .sh("grep -l " + beginning + " /sys/class/net/*/ifalias | cut -d/ -f5")
        .ok()
        .strip();
  }

  @Test
  void theTopologyShowsVlansAndTheirGateway() {
    world.add("a", inVlan(100, "red", "10.16.0.0/16")).ok();
    String tree = new Person(world).mycni("topology").ok();
    assertTrue(tree.contains("mybr0  no address, telling VLANs apart, 2 ports\n"), tree);
    assertTrue(tree.contains("  red:a/eth0  VLAN 100\n"), tree);
    assertTrue(tree.contains("mybr0.100  10.16.0.1/16\n"), tree);
  }
}
