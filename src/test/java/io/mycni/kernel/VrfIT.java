package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The plugin vrf; needs a kernel that has VRFs. That one is slow here, so each test tries several
 * things.
 */
@NeedsFullKernel
class VrfIT {
  private final World world = World.make().container("a");

  @AfterEach
  void end() {
    world.close();
  }

  private Chained behindBridge(String keys) {
    KernelNeed.VRF.require(world);
    return Chained.behindBridge(world, "vrf", keys);
  }

  private String state() {
    return world
        .sh(
            """
            ip -n a -br link show type vrf | sed 's/ .*//'
            ip -n a -br link show master blue 2>/dev/null | sed 's/[@ ].*//' || true
            ip -n a -o address show dev eth0 | awk '{ print $4 }' | grep -v fe80
            ip -n a -4 route show table all | grep -v -e local -e broadcast || true
            ip -n a -6 route show table all | grep -v -e local -e fe80 -e ff00 -e anycast || true
            """)
        .ok();
  }

  @Test
  void anInterfaceIsInAVrfWithItsAddressesAndRoutes() {
    Chained chain = behindBridge("\"vrfname\": \"blue\"");
    String first = chain.first().add("a");
    final String before = state();
    String result = chain.last().after(first).add("a");
    assertEquals(Plugin.json(first), Plugin.json(result));
    String state = state();
    for (String words :
        List.of(
            "blue\neth0",
            "fd18::2/64",
            "default via 10.18.0.1 dev eth0 table 1",
            "default via fd18::1 dev eth0 table 1")) {
      assertTrue(state.contains(words), words + " in " + state);
    }
    new Traffic(world).ping("a", "-I blue 10.18.0.1").ping("a", "-I blue fd18::1");
    assertEquals("", chain.check("a", result));

    // What somebody takes out of it goes back with all that the kernel has taken away.
    world.sh("ip -n a link set eth0 nomaster").ok();
    String check = chain.last().check("a", result);
    assertTrue(check.contains("eth0 is not in the VRF blue"), check);
    chain.del("a", result);
    assertEquals("", world.sh("ip -n a -br link show type vrf").ok());

    Person person = new Person(world);
    person.configure("10-chained.conflist", chain.list());
    person.mycni("add", "chained", "a").ok();
    state = state();
    world.sh("ip -n a link delete blue").ok();
    person.mycni("reload").ok();
    assertEquals(state, state());
    person.mycni("del", "chained", "a").ok();

    // A step that fails before the interface is in, and one behind.
    chain = behindBridge("\"vrfname\": \"blue\", \"table\": 1001");
    first = chain.first().add("a");
    String fresh = state();
    for (String step : List.of("link set dev eth0 master", "route replace ::/0.*table 1001")) {
      chain.last().after(first).assertUndone("a", step);
      assertEquals(fresh, state(), step);
    }
    assertFalse(before.isEmpty());
    World.Ended add =
        behindBridge("\"vrfname\": \"eth0\"").last().after(first).call("ADD", "a").run();
    assertTrue(add.out().contains("is not a VRF, but: veth"), add.out());
  }

  @Test
  void eachEndsWhatTheOtherHasMadeAndTheVrfGoesWithItsLastMember() {
    Chained chain = behindBridge("\"vrfname\": \"blue\"");
    String theirs = Reference.newest() + "/vrf";
    String first = chain.first().add("a");
    String result = chain.last().after(first).add("a");
    String ours = state();
    chain.by(theirs, "CHECK", "a", result);
    chain.by(theirs, "DEL", "a", result);
    assertFalse(state().contains("blue"), state());
    chain.first().del("a");

    result = chain.addBy(theirs, "a");
    String addresses = "10.18.0.\\d+|fd18::\\d+";
    assertEquals(ours.replaceAll(addresses, "X"), state().replaceAll(addresses, "X"));
    assertEquals("", chain.check("a", result));
    world
        .sh("ip -n a link add other type veth peer name x; ip -n a link set other master blue")
        .ok();
    chain.last().after(result).del("a");
    assertTrue(state().startsWith("blue\nother"), state());
    // The table of the VRF is taken, and another VRF has another.
    Chained red = behindBridge("\"vrfname\": \"red\"");
    red.last().after(result).add("a");
    assertTrue(world.sh("ip -n a -d link show red").ok().contains("vrf table 2 "));
    red.last().with("\"cni.dev/valid-attachments\": []").call("GC", "a").run().ok();
    assertFalse(world.sh("ip -n a link").ok().contains("red"));
    assertEquals("", red.last().call("DEL", "a").with("CNI_NETNS", "").run().ok());
    world.sh("ip netns delete a").ok();
    for (int i = 0; i < 3; i++) {
      chain.last().del("a");
    }
  }
}
