package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CHECK names what is not as it was made. */
class CheckIT {
  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ip link delete mybr0                                   | the bridge mybr0 is gone
          ip link set mybr0 down                                 | the bridge mybr0 is down
          ip link set mybr0 address 02:00:00:00:00:77            | mybr0 has the MAC address 02:00:00:00:00:77
          ip address delete 10.17.0.1/24 dev mybr0               | the gateway address 10.17.0.1/24 is gone from mybr0
          ip -6 address delete fd17::1/64 dev mybr0              | the gateway address fd17::1/64 is gone from mybr0
          ip link set $port nomaster                             | is no port of the bridge mybr0
          ip link set $port down                                 | is down
          ip link set $port address 02:00:00:00:00:78            | has the MAC address 02:00:00:00:00:78
          ip link set $port mtu 1300                             | has the MTU 1300, not 1400
          ip -n a link delete eth0                               | the interface eth0 is gone from /run/netns/a
          ip -n a link set eth0 down                             | the interface eth0 is down
          ip -n a link set eth0 address 02:00:00:00:00:79        | eth0 has the MAC address 02:00:00:00:00:79
          ip -n a link set eth0 mtu 1300                         | eth0 has the MTU 1300, not 1400
          ip -n a address delete 10.17.0.2/24 dev eth0           | the address 10.17.0.2/24 is gone from eth0
          ip -n a address delete fd17::2/64 dev eth0             | the address fd17::2/64 is gone from eth0
          ip -n a route delete default                           | the route to 0.0.0.0/0 via 10.17.0.1 is gone
          ip -n a -6 route delete default                        | the route to ::/0 via fd17::1 is gone
          iptables -t nat -F POSTROUTING                         | -A POSTROUTING -s 10.17.0.2/32
          iptables -t nat -F $chain                              | -d 10.17.0.0/24
          ip6tables -t nat -D $chain 2                           | ! -d ff00::/8
          rm data/dual/10.17.0.2                                 | has lost the lease of 10.17.0.2
          printf 'x\\r\\neth0' > data/dual/fd17::2               | does not hold the lease of fd17::2
          """)
  void aBreakageIsNamed(String breakage, String expected) {
    world.container("a");
    String config = Configs.with(Configs.DUAL, "\"mtu\": 1400");
    String result = world.add("a", config).ok();
    String after = Configs.after(config, result);
    assertEquals("", world.call("CHECK", "a", after).run().ok());
    world
        .sh(
            """
            port=$(ls /sys/class/net | grep veth)
            chain=$(iptables-save -t nat | sed -n 's/^:\\(CNI-[^ ]*\\).*/\\1/p')
            """
                + breakage)
        .ok();
    World.Ended check = world.call("CHECK", "a", after).run();
    assertEquals(1, check.status(), check.out());
    assertTrue(check.out().replace("\\\"", "\"").contains(expected), check.out());
    world.del("a", config).ok();
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
