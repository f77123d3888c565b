package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The plugin loopback. */
class LoopbackIT {
  private static final String CONFIG =
      "{ \"cniVersion\": \"1.0.0\", \"name\": \"cni-loopback\", \"type\": \"loopback\" }";

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private World.Call call(String verb, String config) {
    return world.call(verb, "a", config).program("loopback");
  }

  @Test
  void loIsUpAfterAnAddAndTheAnswerIsTheReferences() {
    world.sh("ip netns add a").ok();
    String ours = call("ADD", CONFIG).run().ok();
    assertTrue(ours.contains("127.0.0.1/8") && ours.contains("::1/128"), ours);
    world.sh("ip netns exec a ping -c1 -W2 127.0.0.1; ip netns exec a ping -6 -c1 ::1").ok();
    call("CHECK", Configs.after(CONFIG, ours)).run().ok();
    assertEquals(ours, call("ADD", CONFIG).run().ok());
    String theirs = call("ADD", CONFIG).program(Reference.newest() + "/loopback").run().ok();
    // An empty dns is written by older reference plugins, as by mycni, and left out by the newest.
    ObjectNode same = (ObjectNode) Json.read(ours.getBytes(StandardCharsets.UTF_8));
    same.remove("dns");
    assertEquals(Json.read(theirs.getBytes(StandardCharsets.UTF_8)), same);
  }

  @Test
  void aPreviousResultIsPassedOn() {
    world.sh("ip netns add a").ok();
    String before = "{\"cniVersion\": \"1.0.0\", \"ips\": [{\"address\": \"10.1.0.5/24\"}]}";
    String answer = call("ADD", Configs.after(CONFIG, before)).run().ok();
    assertTrue(answer.contains("10.1.0.5/24") && !answer.contains("127."), answer);
  }

  @Test
  void whatMycniDoesNotKnowInAPreviousResultIsPassedOn() {
    world.sh("ip netns add a").ok();
    String before =
        "{\"cniVersion\": \"1.0.0\", \"by\": \"us\", \"ips\": [{\"address\": \"10.1.0.5/24\","
            + " \"pool\": 7}], \"routes\": [{\"dst\": \"0.0.0.0/0\", \"priority\": 5}], \"dns\": {}}";
    String answer = call("ADD", Configs.after(CONFIG, before)).run().ok();
    assertEquals(
        Json.read(before.getBytes(StandardCharsets.UTF_8)),
        Json.read(answer.getBytes(StandardCharsets.UTF_8)));
    call("CHECK", Configs.after(CONFIG, answer)).run().ok();
  }

  @Test
  void theAnswerHasTheAddressesThatTheKernelGives() {
    world.sh("ip netns add a; ip netns exec a sysctl -w net.ipv6.conf.all.disable_ipv6=1").ok();
    String answer = call("ADD", CONFIG).run().ok();
    assertTrue(answer.contains("127.0.0.1/8") && !answer.contains("::1"), answer);
    assertFalse(world.sh("ip -n a address show dev lo").ok().contains("::1"));
    call("CHECK", Configs.after(CONFIG, answer)).run().ok();
  }

  /** As containerd and CRI-O call it: at the same time, and with another name of an interface. */
  @Test
  void itWaitsForNoOtherCallOfTheContainerOrTheHost() throws IOException, InterruptedException {
    world.sh("ip netns add a").ok();
    String slow =
        world.wrap(
            "iptables-restore", "touch slow; sleep 8; exec /usr/sbin/iptables-restore \"$@\"");
    Process bridge = world.call("ADD", "a", Configs.SAMPLE).with("PATH", slow).start();
    while (!Files.exists(world.folder().resolve("slow"))) {
      assertTrue(bridge.isAlive(), "the other call has ended already");
      Thread.sleep(20);
    }
    call("ADD", CONFIG).with("CNI_IFNAME", "lo").run().ok();
    call("DEL", CONFIG).with("CNI_IFNAME", "lo").run().ok();
    assertTrue(bridge.isAlive(), "it has waited for the other call");
    World.await(bridge).ok();
  }

  @Test
  void aFailureIsToldAndLeavesItDown() {
    world.sh("ip netns add a").ok();
    String path =
        world.wrap(
            "nsenter",
            "grep -q 'dev lo' && { echo no >&2; exit 2; } || exec " + "/usr/bin/nsenter \"$@\"");
    World.Ended add = call("ADD", CONFIG).with("PATH", path).run();
    assertTrue(add.out().contains("bring up lo in"), add.out());
    assertFalse(world.sh("ip -n a link show lo").ok().contains("UP"));
    World.Ended gone = call("ADD", CONFIG).with("CNI_NETNS", "/run/netns/none").run();
    assertTrue(gone.out().contains("failed to open netns"), gone.out());
  }

  @Test
  void aDelTakesItDownAndSucceedsWhenTheNamespaceIsGone() {
    world.sh("ip netns add a").ok();
    call("ADD", CONFIG).run().ok();
    call("DEL", CONFIG).run().ok();
    World.Ended check = call("CHECK", CONFIG).run();
    assertTrue(check.out().contains("the interface lo is down"), check.out());
    world.sh("ip netns del a").ok();
    call("DEL", CONFIG).run().ok();
    call("DEL", CONFIG).with("CNI_NETNS", "").run().ok();
  }

  @Test
  void theLoOfTheHostIsNeverTakenDown() {
    call("DEL", CONFIG).with("CNI_NETNS", "/proc/self/ns/net").run().ok();
    assertTrue(world.sh("ip link show lo").ok().contains("LOOPBACK,UP"));
  }
}
