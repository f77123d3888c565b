package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bridge that somebody else made keeps what it has, or is told to lose it and gets it back. */
class ForeignBridgeIT {
  private static final String MAKE = "ip link add name mybr0 type bridge; ip link set mybr0 up; ";

  private static final String NETWORK =
      """
      { "cniVersion": "1.0.0", "name": "mynet", "type": "bridge", "bridge": "mybr0",
        "isGateway": true, "ipMasq": true,
        "ipam": { "type": "host-local", "dataDir": "DATADIR", "ranges": [[{ "subnet": "10.8.0.0/24" }]] } }
      """;

  private static final String NETWORK6 = NETWORK.replace("10.8.0.0/24", "fd08::/64");

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  /**
   * All that can be seen of addresses, links' own settings and routes, in the kernel's order, once
   * it has made the routes of each IPv6 address: it does so a little later.
   */
  private String everything() {
    String timers = "[a-z_]*timer +[0-9.]+";
    return world
        .sh(
            """
            for i in $(seq 100); do
              addresses=$(ip -6 -o address show scope global | awk '/ fd/' | wc -l)
              [ "$(ip -6 route show table local | awk '/^local fd/' | wc -l)" != "$addresses" ] || break
              sleep 0.05
            done
            ip -d address | sed -E 's/TIMERS//g; s/ (tentative|state [A-Z]+)//g; s/NO-CARRIER,|,LOWER_UP|qdisc [a-z]+|[gt]so_max.*//g'
            ip -4 -d route show table all; ip -6 -d route show table all | grep -v -e ff00 -e fe80
            """
                .replace("TIMERS", timers))
        .ok()
        .replaceAll("(?m)^.*fe80:.*\\n.*\\n", "")
        .replaceAll(" linkdown", "");
  }

  private World.Ended failing(String config) {
    String path = world.wrap("iptables-restore", "echo broken >&2; exit 1\n");
    world.wrap("ip6tables-restore", "echo broken >&2; exit 1\n");
    return world.call("ADD", "a", config).with("PATH", path).run();
  }

  private static String force(String config) {
    return Configs.with(config, "\"forceAddress\": true");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.9.0.5/24
          10.8.0.5/24
          10.8.0.1/16
          169.254.1.1/32
          10.8.0.1 peer 10.8.0.9
          fd08::5/64
          fd08::1/48
          fd08::1/128
          fd08::7/128
          fd09::5/64
          """)
  void anAddressOfAnotherIsRefusedWhereTheReferenceRefusesIt(String address) {
    String theirs = Reference.newest() + "/bridge";
    world.container("a").container("b");
    String config = address.contains(":") ? NETWORK6 : NETWORK;
    // What the kernel still looks for duplicates of gets its route some time later.
    String make =
        MAKE + "ip address add " + address + " dev mybr0" + (address.contains(":") ? " nodad" : "");
    world.sh(make).ok();
    String before = everything();
    World.Ended ours = world.add("a", config);
    if (ours.status() != 0) {
      assertEquals(before, everything());
    } else {
      world.del("a", config).ok();
      world.sh("ip link delete mybr0; " + make).ok();
    }
    World.Ended reference = world.call("ADD", "b", config).program(theirs).run();
    assertEquals(reference.status(), ours.status(), ours.out() + reference.out());
    if (ours.status() != 0) {
      String gateway = address.contains(":") ? "fd08::1/64" : "10.8.0.1/24";
      String words = "\\\"mybr0\\\" already has an IP address different from " + gateway;
      assertTrue(ours.out().contains(words), ours.out());
      assertTrue(reference.out().contains(words), reference.out());
    }
  }

  @Test
  void anAddressIsRefusedWithPortsAsWell() {
    world.container("a");
    world.sh(MAKE + "ip link add x type veth peer name y; ip link set x master mybr0").ok();
    world.sh("ip address add 172.17.0.1/16 dev mybr0").ok();
    String before = everything();
    World.Ended add = world.add("a", NETWORK);
    assertTrue(add.out().contains("already has an IP address different from"), add.out());
    assertEquals(before, everything());
  }

  private static final String MUCH =
      MAKE
          + """
          ip link add name other type veth peer name far; ip link set other up; ip link set far up
          ip address add 192.168.7.1/24 dev other
          sysctl -q -w net.ipv4.conf.mybr0.promote_secondaries=PROMOTE
          ip address add 10.9.0.1/24 dev mybr0 broadcast + metric 77
          ip address add 10.9.0.2/24 dev mybr0 label mybr0:two
          ip address add 10.9.0.3/24 dev mybr0 broadcast 10.9.0.250
          ip address add 10.5.0.1 peer 10.5.0.9/32 dev mybr0
          ip address add 10.8.0.7/24 dev mybr0 noprefixroute
          ip address add 169.254.3.1/16 dev mybr0 scope link
          ip address add fd09::1/64 dev mybr0 nodad
          ip route add 192.0.2.0/24 via 10.9.0.77 mtu 1300 advmss 1200
          ip route add 192.0.2.0/24 via 10.9.0.78 metric 20 proto static
          ip route add 192.0.3.0/24 dev mybr0 src 10.9.0.2 table 77
          ip route add 192.0.4.0/24 via 192.0.3.9 dev mybr0 onlink table 77
          ip route add 192.0.5.0/24 dev mybr0 scope link
          ip route add 192.0.6.0/24 via 192.0.5.9
          ip route add 192.0.7.0/24 via 192.168.7.9 src 10.9.0.1
          ip route add 192.0.8.0/24 nexthop via 10.9.0.80 weight 3 nexthop via 10.9.0.81
          ip route add 192.0.9.0/24 nexthop via 10.9.0.80 nexthop via 192.168.7.9
          ip route append default via 10.9.0.90; ip route append default via 192.168.7.8
          ip route append default via 10.9.0.91
          ip route append 198.51.100.0/24 via 192.168.7.8; ip route append 198.51.100.0/24 via 10.9.0.92
          ip route append 198.51.100.0/24 via 10.9.0.93
          ip -6 route add fd77::/64 via fd09::9
          """;

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void whatForceAddressReplacedIsPutBackExactlyWhenALaterStepFails(String promote) {
    world.container("a");
    world.sh(MUCH.replace("PROMOTE", promote)).ok();
    String before = everything();
    World.Ended add = failing(force(NETWORK));
    assertEquals(1, add.status());
    assertTrue(add.out().contains("everything that had been changed was undone"), add.out());
    assertEquals("", add.err());
    assertEquals(before, everything());
  }

  @Test
  void whatForceAddressReplacedIsSaidByTheAddAndByThePlan() {
    world.container("a");
    world.sh(MUCH.replace("PROMOTE", "0")).ok();
    World.Ended plan = world.call("ADD", "a", force(NETWORK)).with("MYCNI_DRY_RUN", "1").run();
    String told =
        "forceAddress: mybr0 has 10.8.0.1/24 in place of 169.254.3.1/16 and 10.9.0.1/24 and"
            + " 10.5.0.1/32 and 10.8.0.7/24 and 10.9.0.2/24 and 10.9.0.3/24; with it went the routes ";
    assertTrue(plan.err().contains("! " + told), plan.err());
    World.Ended add = world.add("a", force(NETWORK));
    add.ok();
    assertTrue(add.err().contains(told), add.err());
    assertTrue(add.err().contains("192.0.7.0/24"), add.err());
    assertEquals(1, add.err().lines().count(), add.err());
    String addresses = world.sh("ip -o -4 address show mybr0").ok();
    assertEquals(1, addresses.lines().count(), addresses);
    assertTrue(addresses.contains("10.8.0.1/24 brd 10.8.0.255"), addresses);
    assertTrue(world.sh("ip -6 route").ok().contains("fd77::/64 via fd09::9"));
  }

  @Test
  void overlappingIpv6AddressesAreReplacedAndPutBackExactly() {
    world.container("a");
    world
        .sh(
            MAKE
                + """
                ip link add x type veth peer name y; ip link set x up; ip link set y up; ip link set x master mybr0
                ip address add fd07::1/64 dev mybr0 nodad
                ip address add fd08::5/64 dev mybr0 nodad metric 33
                ip address add fd08::6/128 dev mybr0 nodad preferred_lft 0
                ip address add fd08::7 peer fd08::70/64 dev mybr0 nodad noprefixroute
                ip address add fd08::8/60 dev mybr0 nodad home
                ip address add fd08::9/64 dev mybr0 nodad mngtmpaddr
                ip -6 route add fd77::/64 via fd08::99
                ip -6 route add fd78::/64 via fd07::9 src fd08::5
                ip -6 route add fd79::/64 dev mybr0 src fd08::6 table 77 metric 5 pref high
                """)
        .ok();
    String before = everything();
    World.Ended add = failing(force(NETWORK6));
    assertEquals(1, add.status());
    assertTrue(add.out().contains("everything that had been changed was undone"), add.out());
    assertEquals(before, everything());
    World.Ended second = world.add("a", force(NETWORK6));
    second.ok();
    assertTrue(second.err().contains("in place of"), second.err());
    String addresses = world.sh("ip -o -6 address show mybr0 scope global").ok();
    assertTrue(addresses.contains("fd07::1/64") && addresses.contains("fd08::1/64"), addresses);
    assertEquals(2, addresses.lines().count(), addresses);
  }

  @Test
  void whatCannotBePutBackExactlyIsSaidInThePlanAndInTheError() {
    world.container("a");
    world.sh(MAKE + "ip address add 10.9.0.1/24 dev mybr0 valid_lft 5000 preferred_lft 4000").ok();
    World.Ended plan = world.call("ADD", "a", force(NETWORK)).with("MYCNI_DRY_RUN", "1").run();
    assertTrue(plan.err().contains("10.9.0.1/24 on mybr0 has its valid lifetime of "), plan.err());
    World.Ended add = failing(force(NETWORK));
    assertTrue(
        add.out()
            .contains("not exactly as before are: 10.9.0.1/24 on mybr0 has its valid lifetime"),
        add.out());
    String addresses = world.sh("ip -4 address show mybr0").ok();
    assertTrue(addresses.contains("10.9.0.1/24 scope global dynamic mybr0"), addresses);
    assertTrue(
        addresses.contains("valid_lft 49") || addresses.contains("valid_lft 5000"), addresses);
  }

  @Test
  void aFailedAddLeavesABridgeDownWithItsIpv6Addresses() {
    world.container("a");
    world
        .sh(
            """
            ip link add name mybr0 type bridge
            ip address add fd01::1/64 dev mybr0; ip address add fd02::1/64 dev mybr0 nodad
            ip address add 10.8.0.1/24 dev mybr0
            """)
        .ok();
    String addresses = "ip address show mybr0 | sed -E 's/ tentative| qdisc [a-z]+//'";
    String before = world.sh(addresses).ok();
    World.Ended add = failing(NETWORK);
    assertTrue(add.out().contains("everything that had been changed was undone"), add.out());
    assertEquals(before, world.sh(addresses).ok());
    world.add("a", NETWORK).ok();
    assertTrue(world.sh("ip address show mybr0").ok().contains("fd01::1/64"));
  }

  private String bridgeMac() {
    return world.sh("cat /sys/class/net/mybr0/address").ok().strip();
  }

  private static final String LAST_PORT_LEFT =
      MAKE
          + "ip link add x type veth peer name y; ip link set x master mybr0; ip link delete x; "
          + "[ $(cat /sys/class/net/mybr0/address) = 00:00:00:00:00:00 ]";

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aBridgeWhoseLastPortHasLeftGetsAnAddressByWhichItIsReached(boolean gateway) {
    world.container("a");
    world.sh(LAST_PORT_LEFT).ok();
    String config = gateway ? NETWORK : Configs.LAYER2;
    String result = world.add("a", config).ok();
    assertNotEquals("00:00:00:00:00:00", bridgeMac());
    assertTrue(result.contains(bridgeMac()), result + bridgeMac());
    if (gateway) {
      world.sh("ip netns exec a ping -q -c 1 -W 2 10.8.0.1").ok();
    }
    world.call("CHECK", "a", Configs.after(config, result)).run().ok();
    world.del("a", config).ok();
    assertTrue(result.contains(bridgeMac()), "it is kept: " + bridgeMac());
  }

  @Test
  void aFailedAddLeavesABridgeWithoutHardwareAddressAsItWas() {
    world.container("a");
    world.sh(LAST_PORT_LEFT).ok();
    assertEquals(1, failing(NETWORK).status());
    assertEquals("00:00:00:00:00:00", bridgeMac());
  }

  @ParameterizedTest
  @CsvSource({"true,02", "true,fe", "false,02", "false,fe"})
  void aBridgeKeepsTheHardwareAddressThatItHasFromAPort(boolean gateway, String first) {
    world.container("a");
    world
        .sh(
            MAKE
                + "ip link add x address FIRST:00:00:00:00:01 type veth peer name y;"
                    .replace("FIRST", first)
                + " ip link set x master mybr0")
        .ok();
    String before = bridgeMac();
    String config = gateway ? NETWORK : Configs.LAYER2;
    String result = world.add("a", config).ok();
    assertEquals(first + ":00:00:00:00:01", before);
    assertEquals(before, bridgeMac());
    assertTrue(result.contains(before), result);
    world.sh("ip link delete x").ok();
    world.call("CHECK", "a", Configs.after(config, result)).run().ok();
    String second = world.container("b").add("b", config).ok();
    assertTrue(second.contains(before), second);
  }
}
