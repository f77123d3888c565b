package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin host-device, with links whose other ends are in a namespace outside. */
class HostDeviceIT {
  private static final String CONFIG =
      """
      { "cniVersion": "1.1.0", "name": "hd", "type": "host-device", "device": "nic0",
        "ipam": { "type": "static",
                  "addresses": [{ "address": "10.24.0.5/24", "gateway": "10.24.0.1" },
                                { "address": "fd24::5/64", "gateway": "fd24::1" }],
                  "routes": [ { "dst": "10.25.0.0/16" }, { "dst": "fd25::/64" } ] } }
      """;
  private static final String MAC = "02:00:00:00:00:77";

  private final World world = World.make();
  private final Plugin device = new Plugin(world, "host-device", CONFIG);

  @BeforeEach
  void begin() {
    world
        .sh(
            """
            ip netns add outside
            for n in 0 1; do
              ip link add nic$n address 02:00:00:00:00:7$((7 - n)) mtu 1300 type veth \\
                peer name far$n address 02:00:00:00:01:7$n mtu 1300 netns outside
              ip -n outside link set far$n up
            done
            ip -n outside address add 10.24.0.1/24 dev far0
            ip -n outside address add fd24::1/64 dev far0 nodad
            ip link set nic0 alias 'my uplink' up
            """)
        .ok();
    world.container("a");
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** Names, addresses, routes and all; what the kernel numbers anew each time aside. */
  private String snapshot() {
    // The kernel makes the local routes of addresses of IPv6 a moment after them.
    world.sh(
        """
        n=0
        until [ $(ip -6 route show table local dev nic0 | grep -c ^local.2001:db8::) = \\
                $(ip -6 address show dev nic0 | grep -c inet6.2001:db8::) ]; do
          sleep 0.02; [ $((n=n+1)) -lt 100 ]
        done
        """);
    return world
        .snapshot()
        .replaceAll("(?m)^\\d+: ", "")
        .replaceAll("@if\\d+", "@if")
        .replaceAll("link-netns(id \\d+| [a-z]+)", "link-netns")
        .replaceAll("NO-CARRIER,|,LOWER_UP| state [A-Z]+| linkdown", "")
        .replace("qdisc noop ", "qdisc noqueue ");
  }

  /** The namespace ends, and with it both ends of the device. */
  private void end(String container) {
    world.sh("ip netns delete " + container).ok();
    world.sh(
        "n=0; while ip -n outside link show far0; do sleep 0.02; [ $((n=n+1)) -lt 500 ]; done");
  }

  private String host(String words) {
    return world.sh("ip " + words).ok();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lo", "br0"})
  void whatTheKernelKeepsInItsNamespaceIsRefusedAndStays(String name) {
    world.sh("ip link add br0 type bridge; ip address add 10.77.0.1/24 dev br0").ok();
    String before = snapshot();
    Plugin other = new Plugin(world, "host-device", CONFIG.replace("nic0", name));
    World.Ended add = other.call("ADD", "a").run();
    assertTrue(add.out().contains("host device " + name + " cannot be moved"), add.out());
    other.del("a");
    assertEquals("", World.differences(before, snapshot()));
  }

  @Test
  void theContainerReachesTheOutsideByItAndTheHostHasItBackAfterTheDel() {
    String before = snapshot();
    String result = device.add("a");
    Traffic traffic = new Traffic(world);
    traffic.ping("a", "10.24.0.1").ping("a", "fd24::1");
    traffic.tcp("a", "outside", "10.24.0.1").tcp("a", "outside", "fd24::1");
    traffic.tcp("outside", "a", "10.24.0.5").tcp("outside", "a", "fd24::5");
    assertTrue(host("-n a link show eth0").contains("alias nic0"));
    assertTrue(result.contains(MAC), result);
    assertEquals("", device.check("a", result));
    device.call("STATUS", "a").run().ok();
    for (int i = 0; i < 3; i++) {
      device.del("a");
    }
    assertEquals("", World.differences(before, snapshot()));
  }

  @Test
  void itHasItsAddressItsMtuAndItsAliasAgainThoughTheContainerChangedThem() {
    String before = snapshot();
    device.add("a");
    world
        .sh("ip -n a link set eth0 down; ip -n a link set eth0 address 02:00:00:00:00:99 mtu 1280")
        .ok();
    device.del("a");
    assertEquals("", World.differences(before, snapshot()));
    // A device that was down is down again.
    world.sh("ip link set nic0 down").ok();
    before = snapshot();
    device.add("a");
    device.del("a");
    assertEquals("", World.differences(before, snapshot()));
  }

  @Test
  void aDelWithoutANamespaceFindsItWhereTheAddHasPutIt() {
    String before = snapshot();
    device.add("a");
    device.call("DEL", "a").with("CNI_NETNS", "").run().ok();
    assertEquals("", World.differences(before, snapshot()));
  }

  @Test
  void whenItsNameIsTakenByThenItGetsAnotherAndThatIsSaid() {
    device.add("a");
    world.sh("ip link add nic0 type veth peer name other").ok();
    World.Ended del = device.call("DEL", "a").run();
    del.ok();
    assertTrue(del.err().contains("the device is on the host as dev"), del.err());
    String back = host("-o link show up").replaceAll("(?s).*: (dev[0-9a-f]{8})@.*", "$1");
    String shown = host("link show " + back);
    assertTrue(shown.contains(MAC) && shown.contains("alias nic0"), shown);
    device.del("a");
    // Once its name is free, another DEL gives it.
    world.sh("ip link delete nic0").ok();
    device.del("a");
    assertTrue(host("link show nic0").contains(MAC));
  }

  @Test
  void aVirtualDeviceEndsWithItsNamespaceAndThatIsSaid() {
    device.add("a");
    end("a");
    World.Ended del = device.call("DEL", "a").run();
    del.ok();
    assertTrue(del.err().contains("the device nic0 is gone"), del.err());
    del = device.call("DEL", "a").with("CNI_NETNS", "").run();
    assertEquals("", del.ok() + del.err());
  }

  /** The kernel keeps name and alias, or gives another name where that one is taken. */
  @ParameterizedTest
  @CsvSource({"eth0, true", "dev7, true", "eth0, false", "dev7, false"})
  void oneThatHasComeBackByItselfIsPutBack(String name, boolean noted) {
    String before = snapshot();
    device.add("a");
    end("a");
    world
        .sh(
            "ip link add "
                + name
                + " address "
                + MAC
                + " mtu 1300 type veth peer name far0 address 02:00:00:00:01:70 mtu 1300 netns outside"
                + "; ip link set "
                + name
                + " alias nic0; ip -n outside link set far0 up"
                + "; ip -n outside address add 10.24.0.1/24 dev far0"
                + "; ip -n outside address add fd24::1/64 dev far0 nodad"
                + (noted ? "" : "; rm -r /run/mycni/made"))
        .ok();
    device.del("a");
    if (!noted) {
      // Nobody knows how it was, as with the reference.
      world.sh("ip link set nic0 alias 'my uplink' up").ok();
    }
    world.container("a");
    assertEquals("", World.differences(before, snapshot()));
  }

  @Test
  void aContainerMayHaveSeveral() {
    String before = snapshot();
    String one = device.add("a");
    Plugin second = new Plugin(world, "host-device", CONFIG.replace("nic0", "nic1"));
    Plugin other = new Plugin(world, "host-device", second.config().replace("\"hd\"", "\"hd1\""));
    String two = other.call("ADD", "a").with("CNI_IFNAME", "net1").run().ok();
    assertTrue(two.contains("02:00:00:00:00:76"), two);
    assertEquals("", device.check("a", one));
    other.call("DEL", "a").with("CNI_IFNAME", "net1").run().ok();
    assertEquals("", device.check("a", one));
    device.del("a");
    assertEquals("", World.differences(before, snapshot()));
  }

  @Test
  void itIsFoundByItsHardwareAddress() {
    String before = snapshot();
    Plugin byAddress =
        new Plugin(
            world,
            "host-device",
            CONFIG.replace(
                "\"device\": \"nic0\"", "\"hwaddr\": \"" + MAC.replace(':', '-') + "\""));
    byAddress.add("a");
    new Traffic(world).ping("a", "10.24.0.1");
    byAddress.del("a");
    assertEquals("", World.differences(before, snapshot()));
    Plugin none = new Plugin(world, "host-device", CONFIG.replace("nic0", "nic9"));
    World.Ended add = none.call("ADD", "a").run();
    assertTrue(add.out().contains("failed to find host device: there is no link nic9"), add.out());
    none.del("a");
    assertEquals("", World.differences(before, snapshot()));
  }

  /** Addresses, routes and the place in a bridge, which the kernel takes away with the device. */
  private void use() {
    world
        .sh(
            """
            ip address add 198.51.100.7/24 dev nic0
            ip address add 198.51.100.8/24 dev nic0
            ip address add 2001:db8::7/64 dev nic0 nodad
            ip address add 2001:db8::8/64 dev nic0 nodad
            ip route add 203.0.113.0/24 via 198.51.100.1 dev nic0 metric 7
            ip route add 203.0.114.0/24 via 198.51.100.1 src 198.51.100.8
            ip -6 route add 2001:db8:1::/64 via 2001:db8::1
            ip route add blackhole 203.0.115.0/24
            n=0
            until [ $(ip -6 route show table local | grep -c 2001:db8::[78]) = 2 ]; do
              sleep 0.02; [ $((n=n+1)) -lt 500 ]
            done
            """)
        .ok();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "address delete 198.51.100.7",
        "link set dev nic0 down",
        "link set dev nic0 netns",
        "link set dev nic0 name eth0",
        "address add 10.24.0.5",
        "address add fd24::5",
        "link set dev eth0 up",
        "route prepend 10.25",
        "route prepend fd25"
      })
  void aStepThatFailsIsUndoneWithAllBeforeIt(String line) {
    use();
    String path = Spoilt.tool(world, "ip", line);
    String before = snapshot();
    World.Ended add = device.call("ADD", "a").with("PATH", path).run();
    assertEquals(1, add.status(), add.out());
    assertTrue(add.out().contains("everything that had been changed was undone"), add.out());
    assertEquals("", World.differences(before, snapshot()));
    device.add("a");
    device.del("a");
  }

  /** The container has a link of the name that the device has on the host. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"", "link set dev nic0 netns", "link set dev eth0 alias", "link set dev eth0 up"})
  void aNameThatTheContainerHasIsNothingToTheDevice(String line) {
    use();
    world.sh("ip -n a link add nic0 type veth peer name other").ok();
    String before = snapshot();
    if (line.isEmpty()) {
      device.add("a");
      new Traffic(world).ping("a", "10.24.0.1");
      device.del("a");
      assertTrue(host("link show nic0").matches("(?s).*mtu 1300 .*" + MAC + ".*alias my uplink.*"));
      assertTrue(host("-n a link show nic0").contains("nic0@other"));
      return;
    }
    World.Ended add = device.call("ADD", "a").with("PATH", Spoilt.tool(world, "ip", line)).run();
    assertTrue(add.out().contains("everything that had been changed was undone"), add.out());
    assertEquals("", World.differences(before, snapshot()));
  }

  @Test
  void aPortOfABridgeIsOneAgainWhenTheAddFails() {
    world
        .sh(
            """
            ip link add br0 type bridge; ip link set br0 up; ip link set nic0 master br0
            ip link set nic0 type bridge_slave hairpin on
            """)
        .ok();
    String before = snapshot();
    String path = Spoilt.tool(world, "ip", "route prepend fd25");
    World.Ended add = device.call("ADD", "a").with("PATH", path).run();
    assertTrue(add.out().contains("everything that had been changed was undone"), add.out());
    assertEquals("", World.differences(before, snapshot()));
  }

  @Test
  void aTakenNameIsAnErrorAndBothStay() {
    use();
    world.sh("ip -n a link add eth0 type veth peer name other").ok();
    String before = snapshot();
    World.Ended add = device.call("ADD", "a").run();
    assertTrue(add.out().contains("interface name (\\\"eth0\\\") already exists"), add.out());
    device.del("a");
    assertEquals("", World.differences(before, snapshot()));
    // That one may be another device of the host.
    world.sh("ip -n a link delete eth0").ok();
    device.add("a");
    Plugin second =
        new Plugin(world, "host-device", CONFIG.replace("nic0", "nic1").replace("hd", "h2"));
    add = second.call("ADD", "a").run();
    assertEquals(1, add.status());
    second.del("a");
    assertTrue(host("-n a link show eth0").contains(MAC));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ip -n a link set eth0 down; ip -n a link set eth0 name x     | the interface eth0 is gone
          ip -n a link set eth0 down                                   | the interface eth0 is down
          ip -n a link set eth0 address 02:00:00:00:00:01              | has the MAC address 02:00:00:00:00:01
          ip -n a link set eth0 alias other                            | has not the alias that tells its name on the host, nic0
          ip -n a link set eth0 alias ''                               | has not the alias that tells its name on the host, nic0
          ip -n a address delete 10.24.0.5/24 dev eth0                 | the address 10.24.0.5/24 is gone
          ip -n a address delete fd24::5/64 dev eth0                   | the address fd24::5/64 is gone
          ip -n a route delete 10.25.0.0/16                            | the route to 10.25.0.0/16
          ip -n a -6 route delete fd25::/64                            | the route to fd25::/64
          """)
  void aBreakageIsNamed(String breakage, String expected) {
    String result = device.add("a");
    assertEquals("", device.check("a", result));
    world.sh(breakage).ok();
    String said = device.check("a", result);
    assertTrue(said.contains(expected), said);
  }

  @Test
  void gcGivesTheDevicesOfForgottenOnesBack() {
    String before = snapshot();
    device.add("a");
    String none = "\"cni.dev/valid-attachments\": []";
    String one = "\"cni.dev/valid-attachments\": [{\"containerID\": \"a\", \"ifname\": \"eth0\"}]";
    device.with(one).call("GC", "a").run().ok();
    assertTrue(host("-n a link show eth0").contains(MAC));
    device.with(none).call("GC", "a").run().ok();
    assertEquals("", World.differences(before, snapshot()));
    device.add("a");
    end("a");
    world
        .sh("ip link add dev7 address " + MAC + " mtu 1500 type veth peer name far0 netns outside")
        .ok();
    world.sh("ip link set dev7 alias nic0").ok();
    device.with(none).call("GC", "a").run().ok();
    String shown = host("link show nic0");
    assertTrue(shown.contains("UP") && shown.contains("mtu 1300"), shown);
    assertTrue(shown.contains("alias my uplink"), shown);
  }

  @Test
  void aKilledAddLeavesNothingThatADelCannotPutBack() {
    String before = snapshot();
    for (String when : new String[] {"link set dev nic0 netns", "link set dev nic0 name"}) {
      String path =
          world.wrap(
              "ip",
              """
              real=/usr/sbin/ip; [ -x $real ] || real=/sbin/ip; [ -x $real ] || real=/usr/bin/ip
              case "$*" in *-batch*) ;; *) exec $real "$@" ;; esac
              cat > lines; sed '/WHEN/,$d' lines | $real "$@"
              if grep -q 'WHEN' lines; then kill -9 $PPID; sleep 1; exit 1; fi
              """
                  .replace("WHEN", when));
      device.call("ADD", "a").with("PATH", path).run();
      device.del("a");
      assertEquals("", World.differences(before, snapshot()));
    }
  }

  @Test
  void theAnswerIsTheReferencesAndEitherPutsBackWhatTheOtherMoved() {
    String theirs = device.theirs("ADD", "a").run().ok();
    assertEquals("", device.check("a", theirs));
    device.del("a");
    // The reference knows neither of its state nor of the alias that it had.
    String back = host("link show nic0");
    assertTrue(back.contains(MAC) && back.contains("mtu 1300") && !back.contains("alias"), back);
    String ours = device.add("a");
    device.after(ours).theirs("CHECK", "a").run().ok();
    device.theirs("DEL", "a").run().ok();
    back = host("link show nic0");
    assertTrue(back.contains(MAC) && back.contains("mtu 1300") && !back.contains("alias"), back);
    device.del("a");
    assertEquals(Plugin.comparable(theirs), Plugin.comparable(ours));
    Plugin layer2 =
        new Plugin(
            world,
            "host-device",
            "{ \"cniVersion\": \"1.0.0\", \"name\": \"l2\", \"device\": \"nic0\","
                + " \"type\": \"host-device\" }");
    theirs = layer2.theirs("ADD", "a").run().ok();
    layer2.del("a");
    ours = layer2.add("a");
    layer2.theirs("DEL", "a").run().ok();
    assertEquals(Plugin.json(theirs).path("interfaces"), Plugin.json(ours).path("interfaces"));
  }
}
