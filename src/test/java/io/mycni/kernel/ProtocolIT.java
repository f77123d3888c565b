package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the executables answer, byte for byte one JSON document or nothing. */
@InBothModes
class ProtocolIT {
  private static final String GC_CONFIG = Configs.SAMPLE.replace("0.4.0", "1.1.0");

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private static String read(World.Ended ended) {
    return Json.readObject(ended.out().getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Test
  void versionAnswersAsPodmanAsks() {
    for (String program : new String[] {"mycni", "bridge", "host-local"}) {
      World.Ended version =
          world
              .call("VERSION", "dummy", "{\"cniVersion\": \"0.4.0\"}")
              .program(program)
              .with("CNI_NETNS", "dummy")
              .run();
      assertEquals(
          "{\"cniVersion\":\"0.4.0\",\"supportedVersions\":[\"0.1.0\",\"0.2.0\",\"0.3.0\","
              + "\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}",
          Json.readObject(version.ok().getBytes(StandardCharsets.UTF_8)).toString());
    }
  }

  @Test
  void missingVariablesAreNamedInOneError() {
    World.Ended add =
        world.call("ADD", "a", Configs.SAMPLE).with("CNI_NETNS", "").with("CNI_IFNAME", "").run();
    assertEquals(1, add.status());
    assertTrue(
        read(add).contains("required env variables [CNI_NETNS,CNI_IFNAME] missing"), add.out());
    assertTrue(read(add).contains("\"code\":4"), add.out());
  }

  @Test
  void brokenInputIsCode6WithItsPlace() {
    World.Ended add = world.call("ADD", "a", "{ \"cniVersion\": \"1.0.0\",\n \"name\": }").run();
    assertTrue(read(add).contains("\"code\":6"), add.out());
    assertTrue(read(add).contains("line 2"), add.out());
  }

  @Test
  void aJavaOptionInTheEnvironmentDoesNotSpoilTheAnswer() {
    World.Ended version =
        world
            .call("VERSION", "a", "{}")
            .with("JAVA_TOOL_OPTIONS", "-Dx=y")
            .with("JDK_JAVA_OPTIONS", "-Dx=y")
            .run();
    assertTrue(version.ok().startsWith("{"), version.out());
    assertFalse(version.err().contains("Picked up"), version.err());
  }

  @Test
  void gcRemovesWhatIsNotValidAndNothingElse() {
    world.container("a").container("b").container("c");
    world.add("a", GC_CONFIG).ok();
    world.add("b", GC_CONFIG).ok();
    String other =
        GC_CONFIG.replace("mynet", "other").replace("10.16", "10.26").replace("mybr0", "mybr1");
    world.add("c", other).ok();
    String valid =
        "\"cni.dev/valid-attachments\": [ { \"containerID\": \"a\", \"ifname\": \"eth0\" } ],"
            + " \"cni.dev/attachments\": [ { \"containerID\": \"a\", \"ifname\": \"eth0\" } ]";
    world.call("GC", "", Configs.with(GC_CONFIG, valid)).run().ok();
    String after = world.snapshot();
    assertTrue(after.contains("10.16.0.2/32") && !after.contains("10.16.0.3/32"), after);
    assertTrue(after.contains("10.26.0.2/32"), after);
    assertEquals("10.16.0.2\nlast_reserved_ip.0\nlock\n", world.sh("ls data/mynet").ok());
    world.sh("ip netns exec a ping -q -c 1 -W 2 10.16.0.1").ok();

    world.call("GC", "", Configs.with(GC_CONFIG, "\"cni.dev/valid-attachments\": []")).run().ok();
    assertFalse(world.snapshot().contains("10.16.0.2/32"));
    assertTrue(world.snapshot().contains("10.26.0.2/32"));
  }

  @Test
  void statusAndGcAreForwardedToAnotherIpamPlugin() throws java.io.IOException {
    java.nio.file.Path plugin = world.bin().resolve("other-ipam");
    java.nio.file.Files.writeString(
        plugin,
        "#!/bin/sh\necho $CNI_COMMAND >> "
            + world.folder().resolve("calls")
            + "\n[ $CNI_COMMAND = GC ] || { echo '{\"code\": 50, \"msg\": \"out of stock\"}'; exit 1; }\n");
    plugin.toFile().setExecutable(true);
    String config =
        Configs.with(GC_CONFIG, "\"cni.dev/valid-attachments\": []")
            .replace("\"type\": \"host-local\"", "\"type\": \"other-ipam\"");
    World.Ended status = world.call("STATUS", "", config).run();
    assertTrue(status.out().contains("\"code\": 50"), status.out());
    assertTrue(status.out().contains("out of stock"), status.out());
    world.call("GC", "", config).run().ok();
    assertEquals("STATUS\nGC\n", world.sh("cat calls").ok());
  }

  /** Without states, which settle by themselves. */
  private String attachments() {
    return world
        .sh(
            "ls /sys/class/net data/mynet; ip -n a -br -4 address show eth0 | awk '{print $3}';"
                + " iptables-save -t nat | grep -e '^-'")
        .ok();
  }

  @Test
  void gcWithoutAListChangesNothing() {
    world.container("a");
    world.add("a", GC_CONFIG).ok();
    String before = attachments();
    world.call("GC", "", GC_CONFIG).run().ok();
    String none = "\"cni.dev/valid-attachments\": null, \"cni.dev/attachments\": null";
    world.call("GC", "", Configs.with(GC_CONFIG, none)).run().ok();
    world.call("GC", "", Configs.with(GC_CONFIG, none)).program("host-local").run().ok();
    assertEquals(before, attachments());
  }

  @Test
  void gcWithAListThatIsNoneIsRefusedAndChangesNothing() {
    world.container("a");
    world.add("a", GC_CONFIG).ok();
    String before = attachments();
    for (String value : new String[] {"\"x\"", "5", "{}", "[5]", "[{\"containerID\": \"a\"}]"}) {
      for (String program : new String[] {"mycni", "host-local"}) {
        World.Ended gc =
            world
                .call("GC", "", Configs.with(GC_CONFIG, "\"cni.dev/valid-attachments\": " + value))
                .program(program)
                .run();
        assertEquals(1, gc.status());
        assertTrue(gc.out().contains("\"code\": 7"), gc.out());
      }
    }
    assertEquals(before, attachments());
  }

  @Test
  void statusIsQuietWhenAllIsWell() {
    assertEquals("", world.call("STATUS", "", GC_CONFIG).run().ok());
  }

  @Test
  void statusFindsAnExhaustedRangeAndAnUnwritableFolder() {
    String small = GC_CONFIG.replace("10.16.0.0/16", "10.16.0.0/30");
    world.container("a");
    world.add("a", small).ok();
    World.Ended status = world.call("STATUS", "", small).run();
    assertTrue(status.out().contains("\"code\": 50"), status.out());
    assertTrue(status.out().contains("no IP addresses available in range set"), status.out());

    world.sh("mkdir ro; mount -t tmpfs -o ro tmpfs ro").ok();
    status = world.call("STATUS", "", GC_CONFIG.replace("DATADIR", "DATADIR/../ro")).run();
    assertTrue(status.out().contains("\"code\": 50"), status.out());
  }

  @Test
  void statusFindsAMissingTool() {
    // Masked, as mycni looks in the usual folders even without a PATH.
    World.Ended status =
        world.run(
            Map.of("CNI_COMMAND", "STATUS", "CNI_PATH", world.bin().toString(), "PATH", "/nowhere"),
            GC_CONFIG.replace("DATADIR", world.folder().toString()),
            "/bin/sh",
            "-c",
            "for f in /usr/sbin/ip /sbin/ip /usr/bin/ip /bin/ip; do"
                + " [ ! -e $f ] || /bin/mount --bind /dev/null $f 2>/dev/null || /usr/bin/mount --bind /dev/null $f; done;"
                + " exec "
                + world.bin().resolve("mycni"));
    assertTrue(status.out().contains("the tool 'ip' is needed"), status.out() + status.err());
    assertTrue(status.out().contains("iproute2"), status.out());
  }

  @Test
  void hostLocalAnswersAsAnIpamPlugin() {
    String answer = world.call("ADD", "a", Configs.DUAL).program("host-local").run().ok();
    assertTrue(answer.contains("10.17.0.2/24") && answer.contains("fd17::2/64"), answer);
    assertFalse(answer.contains("interfaces"), answer);
    world.call("CHECK", "a", Configs.after(Configs.DUAL, answer)).program("host-local").run().ok();
    world.call("DEL", "a", Configs.DUAL).program("host-local").run().ok();
    assertEquals("last_reserved_ip.0\nlast_reserved_ip.1\nlock\n", world.sh("ls data/dual").ok());
  }

  /** The image's runtime has fewer modules than the one that unit tests run on. */
  @Test
  void aWrongValueIsToldWithItsKeyAndTheValue() {
    for (String keys :
        new String[] {
          "\"mtu\": 12",
          "\"vlanTrunk\": [5]",
          "\"dns\": {\"nameservers\": [1]}",
          "\"runtimeConfig\": {\"mac\": {}}"
        }) {
      World.Ended add = world.call("ADD", "a", Configs.with(Configs.SAMPLE, keys)).run();
      assertEquals(1, add.status());
      assertTrue(add.out().contains("\"code\": 7,"), add.out());
    }
    World.Ended gc =
        world
            .call("GC", "a", Configs.with(GC_CONFIG, "\"cni.dev/valid-attachments\": [{\"x\": 1}]"))
            .run();
    assertTrue(gc.out().contains("an item without a valid containerID and ifname: {"), gc.out());
  }
}
