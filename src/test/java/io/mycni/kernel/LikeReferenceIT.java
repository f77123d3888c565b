package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody who comes from the reference plugins would notice. */
class LikeReferenceIT {
  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void anAddThatSucceedsWritesNothingToStandardError() {
    world.container("a");
    world.sh("iptables -P FORWARD DROP; ip link add mybr0 mtu 1400 type bridge").ok();
    World.Ended add = world.add("a", Configs.with(Configs.SAMPLE, "\"mtu\": 1300"));
    add.ok();
    assertEquals("", add.err());
  }

  /** Waits no longer than a person would. */
  private World.Ended without(String program, Map<String, String> environment) {
    return world.run(environment, "", world.bin().resolve(program).toString());
  }

  @Test
  void aPluginThatAPersonTypesSaysWhatItIs() throws IOException {
    Files.createSymbolicLink(world.bin().resolve("mycni-bridge"), World.BIN.resolve("mycni"));
    for (String program : new String[] {"bridge", "host-local", "mycni-bridge"}) {
      World.Ended about = without(program, Map.of("CNI_PATH", world.bin().toString()));
      assertEquals(0, about.status(), about.out());
      assertEquals("", about.out());
      assertTrue(about.err().startsWith("CNI " + program + " plugin"), about.err());
      assertTrue(about.err().contains("CNI protocol versions supported: 0.1.0, "), about.err());
      assertEquals(2, about.err().lines().count(), about.err());
    }
    assertTrue(without("mycni", Map.of("CNI_COMMAND", "")).ok().contains("Usage: mycni"));
  }

  @Test
  void aRuntimeThatForgetsTheVerbGetsAnError() {
    for (String program : new String[] {"bridge", "mycni"}) {
      for (String name : new String[] {"CNI_CONTAINERID", "CNI_IFNAME", "CNI_NETNS"}) {
        World.Ended ended = without(program, Map.of(name, "x"));
        assertEquals(1, ended.status());
        assertTrue(
            ended.out().contains("required env variables [CNI_COMMAND] missing"), ended.out());
      }
    }
  }

  @Test
  void versionDoesNotWaitForTheEndOfItsInput() throws IOException {
    String version = "CNI_COMMAND=VERSION timeout 20 " + world.bin().resolve("bridge");
    String held = "mkfifo pipe; exec 3<>pipe; ";
    assertTrue(world.sh(held + version + " <&3").ok().contains("\"cniVersion\": \"1.1.0\""));
    String said = held + "printf '{\"cniVersion\": \"0.4.0\"}' >&3; ";
    assertTrue(
        world
            .sh(said.replace("pipe", "pipe2") + version + " <&3")
            .ok()
            .contains("\"cniVersion\": \"0.4.0\""));
  }

  @Test
  void theOwnNamespaceIsRefusedUnlessOverridden() {
    String config = Configs.SAMPLE.replace("\"ipMasq\": true", "\"ipMasq\": false");
    World.Call add = world.call("ADD", "a", config).with("CNI_NETNS", "/proc/self/ns/net");
    World.Ended refused = add.run();
    assertEquals(1, refused.status());
    assertTrue(
        refused.out().contains("plugin's netns and netns from CNI_NETNS should not be the same"),
        refused.out());
    for (String yes : new String[] {"1", "true", "TRUE"}) {
      add.with("CNI_NETNS_OVERRIDE", yes).run().ok();
      assertTrue(world.sh("ip -br address show eth0").ok().contains("10.16.0."), yes);
      world.call("DEL", "a", config).with("CNI_NETNS", "").run().ok();
    }
  }

  @Test
  void wellKnownErrorsHaveTheirWellKnownWords() {
    world.container("a");
    assertTold(
        "incompatible CNI versions", world.add("a", Configs.SAMPLE.replace("0.4.0", "9.9.9")));
    assertTold(
        "config version does not allow CHECK",
        world.call("CHECK", "a", Configs.SAMPLE.replace("0.4.0", "0.3.1")).run());
    assertTold("config version does not allow GC", world.call("GC", "a", Configs.SAMPLE).run());
    assertTold(
        "config version does not allow STATUS", world.call("STATUS", "a", Configs.SAMPLE).run());
    assertTold(
        "required env variables [CNI_CONTAINERID,CNI_NETNS] missing",
        world.call("ADD", "", Configs.SAMPLE).with("CNI_NETNS", "").run());
    assertTold("unknown CNI_COMMAND", world.call("FOO", "a", Configs.SAMPLE).run());
    assertTold("invalid characters in containerID", world.call("ADD", "a*", Configs.SAMPLE).run());
    assertTold(
        "interface name is too long",
        world.call("ADD", "a", Configs.SAMPLE).with("CNI_IFNAME", "sixteen-letters-").run());
    assertTold("missing network name", world.add("a", "{\"cniVersion\": \"1.0.0\"}"));
    assertTold(
        "invalid characters found in network name",
        world.add("a", Configs.SAMPLE.replace("mynet", "my/net")));
    assertTold(
        "failed to open netns",
        world.call("ADD", "a", Configs.SAMPLE).with("CNI_NETNS", "/run/netns/none").run());
    assertTold(
        "invalid pair 'IP' in CNI_ARGS",
        world.call("ADD", "a", Configs.SAMPLE).with("CNI_ARGS", "IP").run());
    assertTold(
        "unknown args [FOO]",
        world.call("ADD", "a", Configs.SAMPLE).with("CNI_ARGS", "FOO=bar").run());
    world.sh("ip link add mybr0 type veth peer name other").ok();
    assertTold("\\\"mybr0\\\" already exists but is not a bridge", world.add("a", Configs.SAMPLE));
    assertTold(
        "failed to find plugin", world.add("a", Configs.SAMPLE.replace("host-local", "nosuch")));
  }

  private static void assertTold(String words, World.Ended ended) {
    assertEquals(1, ended.status());
    assertTrue(ended.out().contains("\"msg\": \"" + words), words + "\nis not in\n" + ended.out());
  }
}
