package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A failed ADD leaves the host as it was, whichever step failed. */
@InBothModes
class RollbackIT {
  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private static final String DUAL_WITH_CHECK =
      Configs.with(Configs.DUAL, "\"macspoofchk\": true, \"promiscMode\": true");

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      textBlock =
          """
          ip, link add name mybr0
          ip, link set dev mybr0 promisc
          ip, link set dev mybr0 up
          ip, address add 10.17.0.1
          ip, address add fd17::1
          ip, link add name veth
          ip, link set dev veth[^ ]* alias
          ip, link set dev veth[^ ]* addrgenmode
          ip, link set dev veth[^ ]* up
          ip, address add 10.17.0.2
          ip, address add fd17::2
          ip, link set dev eth0 up
          ip, route prepend 0.0.0.0
          ip, route prepend ::
          iptables-restore, -N CNI
          iptables-restore, -A CNI[^ ]* -d
          iptables-restore, -A POSTROUTING
          ip6tables-restore, -N CNI
          ip6tables-restore, -A POSTROUTING
          nft, add chain bridge nat cni
          nft, add rule bridge nat PREROUTING
          """)
  void aStepThatFailsIsUndoneWithAllBeforeIt(String tool, String line) {
    world.container("a");
    String path = Spoilt.tool(world, tool, line);
    String before = world.snapshot();
    World.Ended add = world.call("ADD", "a", DUAL_WITH_CHECK).with("PATH", path).run();
    assertEquals(1, add.status(), add.out());
    assertTrue(add.out().contains("everything that had been changed was undone"), add.out());
    assertEquals(before, world.snapshot());
    world.add("a", DUAL_WITH_CHECK).ok();
  }

  @ParameterizedTest
  @ValueSource(strings = {"link add name veth", "link set dev eth0 up", "route prepend ::"})
  void aTableOfNftablesThatTheCallHadMadeGoes(String line) {
    world.container("a");
    String config = Configs.with(Configs.DUAL, "\"ipMasqBackend\": \"nftables\"");
    String path = Spoilt.tool(world, "ip", line);
    String before = world.snapshot();
    assertEquals(1, world.call("ADD", "a", config).with("PATH", path).run().status());
    assertEquals(before, world.snapshot());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      textBlock =
          """
          ip, link add name veth
          ip, link set dev eth0 up
          iptables-restore, -N CNI
          iptables-restore, -A POSTROUTING
          """)
  void whatOthersUseIsNotUndone(String tool, String line) {
    world.container("a").container("b");
    world.add("b", Configs.SAMPLE).ok();
    String path = Spoilt.tool(world, tool, line);
    String before = world.snapshot();
    World.Ended add = world.call("ADD", "a", Configs.SAMPLE).with("PATH", path).run();
    assertEquals(1, add.status(), add.out());
    assertEquals("", World.differences(before, world.snapshot()));
    world.sh("ip netns exec b ping -q -c 1 -W 2 10.16.0.1").ok();
  }

  @Test
  void aToolThatIsMissingIsNamedAndNothingIsLeft() {
    world.container("a");
    String before = world.snapshot();
    String path = world.wrap("nft", "echo 'Error: no such thing' >&2; exit 1\n");
    World.Ended add =
        world
            .call("ADD", "a", Configs.with(Configs.DUAL, "\"ipMasqBackend\": \"nftables\""))
            .with("PATH", path)
            .run();
    assertEquals(1, add.status());
    assertTrue(add.out().contains("no such thing"), add.out());
    assertEquals(
        before.replaceAll("(?m)^table .*", ""), world.snapshot().replaceAll("(?m)^table .*", ""));
  }

  @Test
  void forwardingThatCannotBeSwitchedOnUndoesTheRest() {
    world.container("a");
    String before = world.snapshot();
    world
        .sh(
            """
            echo 0 > zero
            mount --bind zero /proc/sys/net/ipv4/ip_forward
            mount -o remount,bind,ro /proc/sys/net/ipv4/ip_forward
            """)
        .ok();
    World.Ended add = world.add("a", Configs.SAMPLE);
    assertEquals(1, add.status(), add.out());
    world.sh("umount /proc/sys/net/ipv4/ip_forward").ok();
    assertEquals(before, world.snapshot());
  }

  @Test
  void aKilledPluginLeavesNothingThatDelCannotRemove() {
    world.container("a");
    String path = world.wrap("iptables-restore", "kill -9 $PPID\nsleep 1\nexit 1\n");
    world.call("ADD", "a", Configs.SAMPLE).with("PATH", path).run();
    world.del("a", Configs.SAMPLE).ok();
    String after = world.snapshot();
    assertFalse(after.contains("veth"), after);
    assertFalse(after.contains("10.16.0.2 f"), after);
    world.add("a", Configs.SAMPLE).ok();
  }
}
