package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a container gets, and what DEL leaves. */
@InBothModes
class AttachmentIT {
  private static final String PING = "ping -q -c 1 -W 2 ";

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private String inside(String container, String command) {
    return world.sh("ip netns exec " + container + " " + command).ok();
  }

  /** A host outside, behind the world's own host, which has no route back to the containers. */
  private void outside() {
    world
        .sh(
            """
            ip netns add outside
            ip link add up0 type veth peer name eth0 netns outside
            ip address add 198.51.100.1/24 dev up0; ip link set up0 up
            ip address add 2001:db8::1/64 dev up0 nodad
            ip -n outside address add 198.51.100.2/24 dev eth0; ip -n outside link set eth0 up
            ip -n outside address add 2001:db8::2/64 dev eth0 nodad
            """)
        .ok();
  }

  @Test
  void twoContainersReachEachOtherTheGatewayAndTheOutside() {
    outside();
    world.container("a").container("b");
    world.add("a", Configs.SAMPLE).ok();
    world.add("b", Configs.SAMPLE).ok();

    inside("a", PING + "10.16.0.3");
    inside("b", PING + "10.16.0.2");
    inside("a", PING + "10.16.0.1");
    inside("a", PING + "198.51.100.2");
  }

  @Test
  void theOutsideSeesTheHostsAddressAndNotTheContainers() {
    outside();
    world.container("a");
    world.add("a", Configs.DUAL).ok();
    world
        .sh(
            """
            ip netns exec outside nft -f - <<end
            table inet seen {
              chain input { type filter hook input priority 0;
                ip saddr 198.51.100.1 icmp type echo-request counter comment "host4"
                ip6 saddr 2001:db8::1 icmpv6 type echo-request counter comment "host6"
                ip saddr 10.17.0.0/24 counter comment "container4"
                ip6 saddr fd17::/64 counter comment "container6"
              }
            }
            end
            ip netns exec a ping -q -c 1 -W 2 198.51.100.2
            ip netns exec a ping -q -c 1 -W 2 2001:db8::2
            """)
        .ok();
    String seen = world.sh("ip netns exec outside nft list table inet seen").ok();
    assertTrue(seen.contains("counter packets 1 bytes 84 comment \"host4\""), seen);
    assertTrue(seen.contains("counter packets 1 bytes 104 comment \"host6\""), seen);
    assertTrue(seen.contains("counter packets 0 bytes 0 comment \"container4\""), seen);
    assertTrue(seen.contains("counter packets 0 bytes 0 comment \"container6\""), seen);
  }

  @Test
  void bothFamiliesWorkAndV6NeedsNoWait() {
    world.container("a").container("b");
    world.add("a", Configs.DUAL).ok();
    world.add("b", Configs.DUAL).ok();
    inside("a", PING + "fd17::3");
    inside("a", PING + "fd17::1");
    inside("a", PING + "10.17.0.3");
    assertEquals("", inside("a", "ip -6 address show tentative scope global"));
    assertTrue(inside("a", "ip -6 route").contains("default via fd17::1"));
  }

  @Test
  void delLeavesNothingHoweverOftenItIsCalled() {
    world.container("a");
    String before = world.snapshot();
    world.add("a", Configs.SAMPLE).ok();
    for (int i = 0; i < 3; i++) {
      assertEquals("", world.del("a", Configs.SAMPLE).ok());
    }
    String after = world.snapshot();
    assertFalse(after.contains("veth"), after);
    assertFalse(after.contains("CNI-"), after);
    assertFalse(after.contains("10.16.0.2 f"), after);
    assertNotEquals(before, after, "the bridge stays");
  }

  @Test
  void delWorksWithoutANamespaceAndWithOneThatIsGone() {
    world.container("a").container("b");
    world.add("a", Configs.SAMPLE).ok();
    world.add("b", Configs.SAMPLE).ok();
    world.call("DEL", "a", Configs.SAMPLE).with("CNI_NETNS", "").run().ok();
    world.sh("ip netns delete b").ok();
    world.del("b", Configs.SAMPLE).ok();
    String after = world.snapshot();
    assertFalse(after.contains("veth"), after);
    assertFalse(after.contains("CNI-"), after);
  }

  @Test
  void delRemovesTheRulesWhenTheLinkAndTheLeaseAreGone() {
    world.container("a");
    String result = world.add("a", Configs.SAMPLE).ok();
    world.sh("ip netns delete a; rm data/mynet/10.16.0.2").ok();
    world.del("a", Configs.after(Configs.SAMPLE, result)).ok();
    assertFalse(world.snapshot().contains("CNI-"));
  }

  @Test
  void delRemovesTheRulesEvenWhenNothingTellsTheAddress() {
    world.container("a");
    world.add("a", Configs.SAMPLE).ok();
    world.sh("ip netns delete a; rm data/mynet/10.16.0.2").ok();
    world.del("a", Configs.SAMPLE).ok();
    assertFalse(world.snapshot().contains("CNI-"));
  }

  @Test
  void theNamespaceMayBeGivenByAProcess() {
    world
        .sh(
            """
            unshare --net sleep 60 > /dev/null 2>&1 & echo $! > pid
            until [ "$(readlink /proc/$(cat pid)/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do
              sleep 0.05; done
            """)
        .ok();
    String pid = world.sh("cat pid").ok().strip();
    String netns = "/proc/" + pid + "/ns/net";
    String result = world.call("ADD", "a", Configs.SAMPLE).with("CNI_NETNS", netns).run().ok();
    assertTrue(result.contains(netns), result);
    world.call("DEL", "a", Configs.SAMPLE).with("CNI_NETNS", netns).run().ok();
    world.sh("kill " + pid).ok();
  }

  @Test
  void theChainStaysUntilTheLastInterfaceOfTheContainerGoes() {
    outside();
    world.container("a");
    world.add("a", Configs.SAMPLE).ok();
    world
        .call(
            "ADD",
            "a",
            Configs.SAMPLE.replace("\"routes\": [ { \"dst\": \"0.0.0.0/0\" } ]", "\"routes\": []"))
        .with("CNI_IFNAME", "eth1")
        .run()
        .ok();
    world.call("DEL", "a", Configs.SAMPLE).with("CNI_IFNAME", "eth1").run().ok();
    inside("a", PING + "198.51.100.2");
    world.del("a", Configs.SAMPLE).ok();
    assertFalse(world.snapshot().contains("CNI-"));
  }

  @Test
  void aTakenInterfaceNameIsAnErrorAndThatInterfaceStays() {
    world.container("a");
    world.sh("ip -n a link add eth0 type veth peer name other").ok();
    String before = world.snapshot();
    World.Ended add = world.add("a", Configs.SAMPLE);
    assertEquals(1, add.status());
    assertTrue(add.out().contains("container veth name (\\\"eth0\\\") already exists"), add.out());
    assertEquals(before, world.snapshot());
    // podman sends a DEL after an ADD that failed.
    world.del("a", Configs.SAMPLE).ok();
    assertEquals(before, world.snapshot());
  }

  @Test
  void aSecondAddOfAnAttachmentIsRefusedAndTheFirstStays() {
    world.container("a");
    world.add("a", Configs.SAMPLE).ok();
    String before = world.snapshot();
    World.Ended second = world.add("a", Configs.SAMPLE);
    assertEquals(1, second.status());
    assertTrue(second.out().contains("10.16.0.2 has been allocated to"), second.out());
    assertEquals(before, world.snapshot());
  }

  @Test
  void aNetworkWithoutAddressesHasAnInterfaceAndNoMore() {
    world.container("a");
    String result = world.add("a", Configs.LAYER2).ok();
    assertFalse(result.contains("ips"), result);
    assertTrue(inside("a", "ip -br link show eth0").contains("UP"));
    world.call("CHECK", "a", Configs.after(Configs.LAYER2, result)).run().ok();
    world.del("a", Configs.LAYER2).ok();
    assertFalse(world.snapshot().contains("veth"));
  }

  @Test
  void routerAdvertisementsAreNotBelieved() {
    world.container("a");
    world.add("a", Configs.DUAL).ok();
    assertEquals("0\n", inside("a", "cat /proc/sys/net/ipv6/conf/eth0/accept_ra"));
    assertEquals("0\n", world.sh("cat /proc/sys/net/ipv6/conf/mybr0/accept_ra").ok());
  }

  @Test
  void onlyTheFamiliesInUseAreForwarded() {
    world.container("a");
    world.sh("echo 0 > /proc/sys/net/ipv6/conf/all/forwarding").ok();
    world.add("a", Configs.SAMPLE).ok();
    String both = "cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding";
    assertEquals("1\n0\n", world.sh(both).ok());
    world.container("b").add("b", Configs.DUAL.replace("mybr0", "mybr1")).ok();
    assertEquals("1\n1\n", world.sh(both).ok());
  }

  @Test
  void linkSettingsAreTheConfigurations() {
    world.container("a");
    String config =
        Configs.with(
            Configs.SAMPLE,
            "\"mtu\": 1400, \"hairpinMode\": true, \"portIsolation\": true,"
                + " \"runtimeConfig\": { \"mac\": \"02:11:22:33:44:55\" }");
    world.add("a", config).ok();
    String inside = inside("a", "ip -o link show eth0");
    assertTrue(inside.contains("mtu 1400") && inside.contains("02:11:22:33:44:55"), inside);
    String port = world.sh("ip -d -o link show type bridge_slave").ok();
    assertTrue(port.contains("hairpin on") && port.contains("isolated on"), port);
    assertTrue(port.contains("mtu 1400"), port);
    assertTrue(port.contains("alias mycni:mynet:a/eth0"), port);
  }

  @Test
  void theBridgeIsPromiscuousWhenAskedFor() {
    world.container("a");
    world.add("a", Configs.with(Configs.SAMPLE, "\"promiscMode\": true")).ok();
    assertTrue(world.sh("ip -o link show mybr0").ok().contains("PROMISC"));
  }

  @Test
  void theBridgeKeepsItsMacWhenPortsComeAndGo() {
    world.container("a").container("b");
    String mac = "cat /sys/class/net/mybr0/address";
    world.add("a", Configs.SAMPLE).ok();
    String first = world.sh(mac).ok();
    world.add("b", Configs.SAMPLE).ok();
    world.del("a", Configs.SAMPLE).ok();
    assertEquals(first, world.sh(mac).ok());
  }

  @Test
  void aDisabledInterfaceStaysDown() {
    world.container("a");
    world.add("a", Configs.with(Configs.LAYER2, "\"disableContainerInterface\": true")).ok();
    assertTrue(inside("a", "ip -br link show eth0").contains("DOWN"));
  }

  @Test
  void duplicatesAreLookedForWhenAskedAndWaitedFor() {
    world.container("a");
    world.add("a", Configs.with(Configs.DUAL, "\"enabledad\": true")).ok();
    assertEquals("", inside("a", "ip -6 address show tentative"));
    assertEquals("1\n", inside("a", "cat /proc/sys/net/ipv6/conf/eth0/accept_dad"));
  }

  @Test
  void aDuplicateV6AddressFailsTheAdd() {
    world.container("a").container("b");
    String config = Configs.with(Configs.DUAL, "\"enabledad\": true");
    world.add("a", config).ok();
    world.sh("ip -n a address add fd17::3/64 dev eth0 nodad").ok();
    World.Ended add = world.add("b", config);
    assertEquals(1, add.status());
    assertTrue(add.out().contains("another node"), add.out());
    assertFalse(world.snapshot().contains("10.17.0.3"));
  }

  @Test
  void nftablesMasqueradesToo() {
    outside();
    world.container("a").container("b");
    String config = Configs.with(Configs.DUAL, "\"ipMasqBackend\": \"nftables\"");
    String result = world.add("a", config).ok();
    world.add("b", config).ok();
    inside("a", PING + "198.51.100.2");
    inside("a", PING + "2001:db8::2");
    world.call("CHECK", "a", Configs.after(config, result)).run().ok();
    world.del("a", config).ok();
    String rules = world.sh("nft list table inet cni_plugins_masquerade").ok();
    assertFalse(rules.contains("10.17.0.2"), rules);
    assertTrue(rules.contains("10.17.0.3"), rules);
    inside("b", PING + "198.51.100.2");
  }

  @Test
  void aSpoofedSourceAddressIsDropped() {
    world.container("a").container("b");
    String config = Configs.with(Configs.SAMPLE, "\"macspoofchk\": true");
    String result = world.add("a", config).ok();
    world.add("b", config).ok();
    inside("a", PING + "10.16.0.3");
    world.call("CHECK", "a", Configs.after(config, result)).run().ok();
    inside("a", "ip link set eth0 address 02:00:00:00:00:99");
    assertNotEquals(0, world.sh("ip netns exec a " + PING + "10.16.0.3").status());
    world.del("a", config).ok();
    world.del("b", config).ok();
    assertFalse(world.sh("nft list ruleset").ok().contains("cni-br-iface"));
  }

  @Test
  void aBridgeWithAnotherAddressIsReportedAndNotChanged() {
    world.container("a").container("b");
    world.add("a", Configs.SAMPLE).ok();
    String other = Configs.SAMPLE.replace("10.16.0.0/16", "10.99.0.0/24").replace("mynet", "other");
    World.Ended add = world.add("b", other);
    assertEquals(1, add.status());
    assertTrue(add.out().contains("10.16.0.1/16"), add.out());
    assertTrue(add.out().contains("10.99.0.1/24"), add.out());
    assertTrue(add.out().contains("ip address delete 10.16.0.1/16 dev mybr0"), add.out());
    world.add("b", Configs.with(other, "\"forceAddress\": true")).ok();
    assertTrue(world.sh("ip -o address show mybr0").ok().contains("10.99.0.1/24"));
  }

  @Test
  void aLinkOfThatNameThatIsNoBridgeIsAnError() {
    world.container("a");
    world.sh("ip link add mybr0 type veth peer name other").ok();
    String before = world.snapshot();
    World.Ended add = world.add("a", Configs.SAMPLE);
    assertTrue(add.out().contains("already exists but is not a bridge"), add.out());
    assertEquals(before, world.snapshot());
  }

  @Test
  void thePluginsOwnNamespaceIsRefused() {
    World.Ended add =
        world.call("ADD", "a", Configs.SAMPLE).with("CNI_NETNS", "/proc/self/ns/net").run();
    assertTrue(add.out().contains("\"code\": 4"), add.out());
  }

  @Test
  void addressesGoRoundSoThatANewContainerGetsAnother() {
    world.container("a");
    world.add("a", Configs.SAMPLE).ok();
    world.del("a", Configs.SAMPLE).ok();
    assertTrue(world.add("a", Configs.SAMPLE).ok().contains("10.16.0.3/16"));
  }
}
