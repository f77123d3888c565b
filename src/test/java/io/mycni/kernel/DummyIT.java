package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The plugin dummy; needs a kernel that has such links. That one is slow here, so each test tries
 * several things.
 */
@NeedsFullKernel
class DummyIT {
  private static final String CONFIG =
      """
      { "cniVersion": "1.1.0", "name": "du", "type": "dummy",
        "ipam": { "type": "host-local", "dataDir": "DATADIR",
                  "ranges": [[{ "subnet": "10.17.0.0/24" }], [{ "subnet": "fd17::/64" }]],
                  "routes": [ { "dst": "10.20.0.0/16" } ] } }
      """;

  private final World world = World.make();
  private final Plugin dummy = new Plugin(world, "dummy", CONFIG);

  @BeforeEach
  void begin() {
    KernelNeed.DUMMY.require(world);
    world.container("a");
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void theContainerHasTheAddressesUntilTheDelHoweverOftenThatIsCalled() {
    // A name on the host is nothing to a name in the container.
    world.sh("ip link add eth0 type dummy").ok();
    String before = world.snapshot();
    String result = dummy.add("a");
    for (String address : List.of("10.17.0.2", "fd17::2")) {
      new Traffic(world).ping("a", address).tcp("a", "a", address);
    }
    assertEquals("", dummy.check("a", result));
    dummy.call("STATUS", "a").run().ok();
    for (int i = 0; i < 3; i++) {
      dummy.del("a");
    }
    world.sh("rm -rf data").ok();
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @Test
  void aDelGivesTheAddressesBackWhereTheNamespaceIsGone() {
    for (String netns : List.of("", "/run/netns/a")) {
      dummy.add("a");
      world.remove("a");
      dummy.call("DEL", "a").with("CNI_NETNS", netns).run().ok();
      assertEquals("", world.sh("ls data/du | grep 17 || true").ok());
      world.container("a");
    }
  }

  @Test
  void eachBreakageIsNamed() {
    String result = dummy.add("a");
    world
        .sh(
            """
            ip -n a route delete 10.20.0.0/16
            ip -n a address delete 10.17.0.2/24 dev eth0
            ip -n a address delete fd17::2/64 dev eth0
            ip -n a link set eth0 address 02:00:00:00:00:01
            ip -n a link set eth0 alias other
            ip netns exec a sh -c 'echo 1 > /proc/sys/net/ipv6/conf/eth0/accept_ra'
            ip -n a link set eth0 down
            """)
        .ok();
    String said = dummy.check("a", result);
    for (String named :
        List.of(
            "the interface eth0 is down",
            "has the MAC address 02:00:00:00:00:01",
            "lacks its alias",
            "the address 10.17.0.2/24 is gone",
            "the address fd17::2/64 is gone",
            "the route to 10.20.0.0/16",
            "believes router advertisements")) {
      assertTrue(said.contains(named), named + " is not in " + said);
    }
    world.sh("ip -n a link delete eth0; ip -n a link add eth0 type bridge").ok();
    assertTrue(dummy.check("a", result).contains("eth0 is no dummy any more"));
    world.sh("ip -n a link delete eth0").ok();
    assertTrue(dummy.check("a", result).contains("the interface eth0 is gone"));
  }

  @Test
  void aStepThatFailsIsUndoneWithAllBeforeIt() {
    for (String line :
        List.of(
            "link add name eth0",
            "link set dev eth0 alias",
            "address add fd17::2",
            "link set dev eth0 up",
            "route prepend 10.20")) {
      dummy.assertUndone("a", line);
    }
  }

  @Test
  void aTakenNameIsAnErrorAndThatInterfaceStays() {
    world.sh("ip -n a link add eth0 type bridge").ok();
    String before = world.snapshot();
    World.Ended add = dummy.call("ADD", "a").run();
    assertTrue(add.out().contains("interface name (\\\"eth0\\\") already exists"), add.out());
    dummy.del("a");
    world.sh("rm -rf data").ok();
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @Test
  void theAnswerIsTheReferencesAndEitherRemovesWhatTheOtherMade() {
    String before = world.snapshot();
    String theirs = dummy.theirs("ADD", "a").run().ok();
    assertEquals("", dummy.check("a", theirs));
    dummy.del("a");
    world.sh("rm -rf data").ok();
    assertEquals("", World.differences(before, world.snapshot()));
    String ours = dummy.add("a");
    dummy.after(ours).theirs("CHECK", "a").run().ok();
    dummy.theirs("DEL", "a").run().ok();
    dummy.del("a");
    world.sh("rm -rf data").ok();
    assertEquals("", World.differences(before, world.snapshot()));
    assertEquals(Plugin.comparable(theirs), Plugin.comparable(ours));
  }
}
