package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** mycni beside the reference plugins on one node. */
class ReferenceIT {
  private static final String THEIRS = Reference.FOLDER + "/bridge";
  private static final String CONFIG = Configs.SAMPLE.replace("0.4.0", "1.0.0");

  private final World world = World.make();

  @BeforeEach
  void begin() {
    Reference.require();
    world.container("a").container("b");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void nothingIsLeft() {
    String after = world.snapshot();
    assertFalse(after.contains("veth"), after);
    assertFalse(after.contains("CNI-"), after);
    assertFalse(after.contains("10.16.0.2 f"), after);
  }

  @Test
  void theirBridgeUsesOurHostLocal() throws IOException {
    // Their bridge looks for the IPAM plugin in CNI_PATH, where ours comes first.
    String result = world.call("ADD", "a", CONFIG).program(THEIRS).run().ok();
    assertTrue(result.contains("10.16.0.2/16"), result);
    world.call("CHECK", "a", Configs.after(CONFIG, result)).program(THEIRS).run().ok();
    world.call("DEL", "a", CONFIG).program(THEIRS).run().ok();
    nothingIsLeft();
  }

  @Test
  void ourBridgeUsesTheirHostLocal() throws IOException {
    Files.createSymbolicLink(
        world.bin().resolve("their-host-local"), Path.of(Reference.FOLDER, "host-local"));
    String config = CONFIG.replace("\"type\": \"host-local\"", "\"type\": \"their-host-local\"");
    String result = world.add("a", config).ok();
    assertTrue(result.contains("10.16.0.2/16"), result);
    world.call("CHECK", "a", Configs.after(config, result)).run().ok();
    world.del("a", config).ok();
    nothingIsLeft();
  }

  @Test
  void ourBridgeUsesTheirStatic() throws IOException {
    Files.createSymbolicLink(
        world.bin().resolve("their-static"), Path.of(Reference.FOLDER, "static"));
    String config =
        """
        { "cniVersion": "1.0.0", "name": "fix", "type": "mycni", "bridge": "mybr0", "isGateway": true,
          "ipMasq": true, "ipam": { "type": "their-static", "addresses": [
            { "address": "10.16.0.2/16", "gateway": "10.16.0.1" } ],
            "routes": [ { "dst": "0.0.0.0/0" } ] } }
        """;
    String result = world.add("a", config).ok();
    world.sh("ip netns exec a ping -q -c 1 -W 2 10.16.0.1").ok();
    world.call("CHECK", "a", Configs.after(config, result)).run().ok();
    world.del("a", config).ok();
    nothingIsLeft();
  }

  @Test
  void anErrorOfAnotherIpamPluginIsPassedOnAndNothingIsLeft() throws IOException {
    Files.createSymbolicLink(
        world.bin().resolve("their-static"), Path.of(Reference.FOLDER, "static"));
    String before = world.snapshot();
    String config =
        CONFIG
            .replace("\"subnet\": \"10.16.0.0/16\"", "\"addresses\": [ { \"address\": \"x\" } ]")
            .replace("host-local", "their-static");
    World.Ended add = world.add("a", config);
    assertEquals(1, add.status());
    assertTrue(add.out().contains("the IPAM plugin their-static refused ADD"), add.out());
    assertEquals(before, world.snapshot());
    World.Ended missing = world.add("a", CONFIG.replace("host-local", "nosuch"));
    assertTrue(
        missing.out().contains("failed to find plugin \\\"nosuch\\\" in path ["), missing.out());
  }

  @Test
  void anotherIpamPluginIsToldWhenAddFailsHalfWay() throws IOException {
    Files.createSymbolicLink(
        world.bin().resolve("their-host-local"), Path.of(Reference.FOLDER, "host-local"));
    String config = CONFIG.replace("\"type\": \"host-local\"", "\"type\": \"their-host-local\"");
    String path = world.wrap("iptables-restore", "echo broken >&2; exit 1\n");
    World.Ended add = world.call("ADD", "a", config).with("PATH", path).run();
    assertEquals(1, add.status());
    nothingIsLeft();
  }

  @Test
  void whatTheReferenceMadeIsCheckedAndDeletedByUs() {
    String result = world.call("ADD", "a", CONFIG).program(THEIRS).run().ok();
    String after = Configs.after(CONFIG, result);
    world.call("CHECK", "a", after).run().ok();
    world.call("DEL", "a", after).run().ok();
    nothingIsLeft();
  }

  @Test
  void whatTheReferenceMadeIsDeletedWithoutAPreviousResult() {
    world.call("ADD", "a", CONFIG).program(THEIRS).run().ok();
    world.del("a", CONFIG).ok();
    nothingIsLeft();
  }

  @Test
  void whatTheReferenceMadeIsDeletedWithoutItsNamespace() {
    world.call("ADD", "a", CONFIG).program(THEIRS).run().ok();
    world.sh("ip netns delete a").ok();
    world.del("a", CONFIG).ok();
    nothingIsLeft();
  }

  @Test
  void whatWeMadeIsCheckedAndDeletedByTheReference() {
    String result = world.add("a", CONFIG).ok();
    String after = Configs.after(CONFIG, result);
    world.call("CHECK", "a", after).program(THEIRS).run().ok();
    world.call("DEL", "a", after).program(THEIRS).run().ok();
    nothingIsLeft();
  }

  @Test
  void bothHaveContainersOnOneBridge() {
    world.call("ADD", "a", CONFIG).program(THEIRS).run().ok();
    world.add("b", CONFIG).ok();
    world.sh("ip netns exec a ping -q -c 1 -W 2 10.16.0.3").ok();
    world.call("DEL", "a", CONFIG).program(THEIRS).run().ok();
    world.sh("ip netns exec b ping -q -c 1 -W 2 10.16.0.1").ok();
    world.del("b", CONFIG).ok();
    nothingIsLeft();
  }

  @Test
  void leasesOfBothLieSideBySide() {
    String first = world.call("ADD", "a", CONFIG).program("host-local").run().ok();
    String second =
        world.call("ADD", "b", CONFIG).program(Reference.FOLDER + "/host-local").run().ok();
    assertTrue(first.contains("10.16.0.2/16") && second.contains("10.16.0.3/16"), first + second);
    world.call("DEL", "b", CONFIG).program("host-local").run().ok();
    world.call("DEL", "a", CONFIG).program(Reference.FOLDER + "/host-local").run().ok();
    assertEquals(
        "last_reserved_ip.0\nlock\n", world.sh("ls data/mynet").ok(), "only these may be left");
  }
}
