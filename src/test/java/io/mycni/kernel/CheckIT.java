package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CHECK names what is not as it was made. */
@InBothModes
class CheckIT {
  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private static final String DUAL =
      Configs.with(
          Configs.DUAL,
          "\"mtu\": 1400, \"hairpinMode\": true, \"portIsolation\": true, \"macspoofchk\": true");

  /** What the commands of the tables below name by variables. */
  private static final String NAMES =
      """
      port=$(ls /sys/class/net | grep veth)
      chain=$(iptables-save -t nat | sed -n 's/^:\\(CNI-[^ ]*\\).*/\\1/p')
      spoof=$(nft list ruleset | sed -n 's/.*chain \\(cni-br-iface-[^ ]*-mac\\) .*/\\1/p')
      conf=/proc/sys/net/ipv6/conf
      """;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ip address delete 10.17.0.1/24 dev mybr0               | the gateway address 10.17.0.1/24 is gone from mybr0
          ip -6 address delete fd17::1/64 dev mybr0              | the gateway address fd17::1/64 is gone from mybr0
          echo 1 > $conf/mybr0/accept_ra                         | the bridge mybr0 believes router advertisements
          ip netns exec a sh -c "echo 1 > $conf/eth0/accept_ra"  | the interface eth0 believes router advertisements
          ip route delete 10.17.0.0/24 dev mybr0                 | the host's route to 10.17.0.0/24 by mybr0 is gone
          ip -6 route delete fd17::/64 dev mybr0                 | the host's route to fd17::/64 by mybr0 is gone
          ip link set $port alias x                              | lacks its alias mycni:dual:
          ip link set $port addrgenmode eui64                    | gives itself IPv6 addresses
          ip link set $port type bridge_slave hairpin off        | has no hairpin mode any more
          ip link set $port type bridge_slave isolated off       | is not isolated any more
          echo 0 > /proc/sys/net/ipv4/ip_forward                 | forwarding of IPv4 is off
          echo 0 > $conf/all/forwarding                          | forwarding of IPv6 is off
          iptables -t nat -F POSTROUTING                         | -A POSTROUTING -s 10.17.0.2/32
          iptables -t nat -F $chain                              | -d 10.17.0.0/24
          ip6tables -t nat -D $chain 2                           | ! -d ff00::/8
          iptables -t nat -F; iptables -t nat -X                 | the masquerade rules of 10.17.0.2 are gone
          nft flush chain bridge nat $spoof                      | has lost rules (table bridge nat of nftables)
          nft flush chain bridge nat PREROUTING                  | has lost rules (table bridge nat of nftables)
          nft delete table bridge nat                            | has lost rules (table bridge nat of nftables)
          """)
  void whatIsWipedIsNamedAndPutBack(String breakage, String expected) {
    Person person = attached(DUAL);
    String before = world.snapshot();
    world.sh(NAMES + breakage).ok();
    assertNamed(person, expected);

    assertPutBack(person, before);
  }

  private void assertPutBack(Person person, String before) {
    World.Ended reload = person.mycni("reload");
    assertEquals("1 put back, 0 complete", last(reload.ok()), reload.err());
    assertEquals("", reload.err());
    person.mycni("check", "dual", "a").ok();
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ip link delete mybr0                                   | the bridge mybr0 is gone
          ip link set mybr0 address 02:00:00:00:00:77            | mybr0 has the MAC address 02:00:00:00:00:77
          ip link set $port nomaster                             | is no port of the bridge mybr0
          ip link set $port down                                 | is down
          ip link set $port address 02:00:00:00:00:78            | has the MAC address 02:00:00:00:00:78
          ip link set $port mtu 1300                             | has the MTU 1300, not 1400
          ip -n a link set eth0 down                             | the interface eth0 is down
          ip -n a link set eth0 address 02:00:00:00:00:79        | eth0 has the MAC address 02:00:00:00:00:79
          ip -n a link set eth0 mtu 1300                         | eth0 has the MTU 1300, not 1400
          ip -n a address delete 10.17.0.2/24 dev eth0           | the address 10.17.0.2/24 is gone from eth0
          ip -n a address delete fd17::2/64 dev eth0             | the address fd17::2/64 is gone from eth0
          ip -n a route delete default                           | the route to 0.0.0.0/0 via 10.17.0.1 is gone
          ip -n a -6 route delete default                        | the route to ::/0 via fd17::1 is gone
          """)
  void whatIsDamagedIsNamedAndLeftAlone(String breakage, String expected) {
    Person person = attached(DUAL);
    world.sh(NAMES + breakage).ok();
    String damaged = world.snapshot();
    assertNamed(person, expected);

    World.Ended reload = person.mycni("reload");
    assertEquals("0 put back, 0 complete, 1 damaged", last(reload.ok()), reload.err());
    String whose = "mycni: dual:" + Person.idOf(world, "a") + "/eth0: not mended: ";
    assertTrue(reload.err().contains(whose), reload.err());
    assertTrue(reload.err().contains(expected), reload.err());
    assertEquals("", World.differences(damaged, world.snapshot()));
  }

  /** The kernel takes IPv6 addresses away from a link that goes down. */
  @Test
  void whatWasWipedIsPutBackBesideWhatIsDamaged() {
    Person person = attached(DUAL);
    world.sh("ip link set mybr0 down").ok();
    assertNamed(person, "the bridge mybr0 is down; the gateway address fd17::1/64 is gone");
    World.Ended reload = person.mycni("reload");
    assertEquals("1 put back, 0 complete, 1 damaged", last(reload.ok()));
    assertTrue(
        reload.err().contains("the bridge mybr0 is down (ip link set dev mybr0 up)"), reload.err());
    world.sh("ip link set mybr0 up").ok();
    person.mycni("check", "dual", "a").ok();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nft flush chain inet cni_plugins_masquerade postrouting | nothing is masqueraded
          nft flush chain inet cni_plugins_masquerade masq_checks | the masquerade rule of fd17::2 is gone
          nft delete table inet cni_plugins_masquerade            | the masquerade rule of 10.17.0.2 is gone
          nft flush ruleset                                       | the masquerade rule of 10.17.0.2 is gone
          """)
  void masqueradingByNftablesIsPutBack(String breakage, String expected) {
    Person person = attached(Configs.with(Configs.DUAL, "\"ipMasqBackend\": \"nftables\""));
    String before = world.snapshot();
    world.sh(breakage).ok();
    assertNamed(person, expected);
    assertPutBack(person, before);
  }

  /**
   * Leases lie in files, and an interface that is gone is no attachment: nothing to be reloaded.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rm data/dual/10.17.0.2                                 | has lost the lease of 10.17.0.2
          printf 'x\\r\\neth0' > data/dual/fd17::2               | does not hold the lease of fd17::2
          ip -n a link delete eth0                               | the interface eth0 is gone from /run/netns/a
          """)
  void whatAReloadDoesNotLookAtIsNamed(String breakage, String expected) {
    Person person = attached(DUAL);
    world.sh(breakage).ok();
    assertNamed(person, expected);
    assertTrue(person.mycni("reload").ok().contains("0 put back"));
  }

  private Person attached(String config) {
    world.container("a");
    Person person = new Person(world);
    person.configure("10-dual.conf", config);
    person.mycni("add", "dual", "a").ok();
    person.mycni("check", "dual", "a").ok();
    return person;
  }

  private static void assertNamed(Person person, String expected) {
    World.Ended check = person.mycni("check", "dual", "a");
    assertEquals(1, check.status(), check.out());
    assertTrue(check.err().contains(expected), check.err());
  }

  private static String last(String out) {
    return out.substring(out.strip().lastIndexOf('\n') + 1).strip();
  }

  /** CRI-O and containerd have {@code /var/run/netns/…}, and /var/run is a link to /run. */
  @Test
  void anotherPathToTheSameNamespaceIsNoDifference() {
    world.container("a");
    world.sh("ln -s /run/netns by-another-name").ok();
    String result = world.add("a", Configs.SAMPLE).ok();
    String elsewhere = world.folder().resolve("by-another-name/a").toString();
    String renamed = result.replace("\"/run/netns/a\"", "\"" + elsewhere + "\"");
    assertTrue(renamed.contains(elsewhere), renamed);
    String after = Configs.after(Configs.SAMPLE, renamed);
    assertEquals("", world.call("CHECK", "a", after).run().ok());
    assertEquals("", world.call("CHECK", "a", after).with("CNI_NETNS", elsewhere).run().ok());
    // The earlier path may be gone while the namespace is not.
    world.sh("rm by-another-name").ok();
    assertEquals("", world.call("CHECK", "a", after).run().ok());
  }

  @Test
  void anotherNamespaceIsADifference() {
    world.container("a").container("b");
    String result = world.add("a", Configs.SAMPLE).ok();
    String other = result.replace("\"/run/netns/a\"", "\"/run/netns/b\"");
    World.Ended check = world.call("CHECK", "a", Configs.after(Configs.SAMPLE, other)).run();
    assertEquals(1, check.status());
    assertTrue(
        check
            .out()
            .contains(
                "prevResult has the namespace /run/netns/b, CNI_NETNS is another one:"
                    + " /run/netns/a"),
        check.out());
  }

  @Test
  void checkNeedsAPreviousResult() {
    world.container("a");
    World.Ended check = world.call("CHECK", "a", Configs.SAMPLE).run();
    assertTrue(check.out().contains("prevResult"), check.out());
    assertTrue(check.out().contains("\"code\": 7"), check.out());
  }

  @Test
  void aContainerThatIsGoneIsCode3() {
    world.container("a");
    String result = world.add("a", Configs.SAMPLE).ok();
    world.sh("ip netns delete a").ok();
    World.Ended check = world.call("CHECK", "a", Configs.after(Configs.SAMPLE, result)).run();
    assertTrue(check.out().contains("\"code\": 3"), check.out());
  }
}
