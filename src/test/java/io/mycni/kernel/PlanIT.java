package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans, dry runs and traces. */
class PlanIT {
  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private World.Ended mycni(String config, String... words) {
    try {
      Files.writeString(
          world.folder().resolve("net.conf"),
          config.replace("DATADIR", world.folder().resolve("data").toString()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    String[] command = new String[words.length + 6];
    command[0] = world.bin().resolve("mycni").toString();
    System.arraycopy(words, 0, command, 1, words.length);
    int at = words.length + 1;
    command[at] = "--config=net.conf";
    command[at + 1] = "--netns=/run/netns/a";
    command[at + 2] = "--container-id=a";
    command[at + 3] = "--ifname=eth0";
    command[at + 4] = "--network=" + (config.contains("dual") ? "dual" : "mynet");
    return world.run(Map.of(), "", command);
  }

  private static String dual(String keys) {
    return Configs.with(Configs.DUAL, keys);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"mtu\": 1400",
        "\"ipMasqBackend\": \"nftables\"",
        "\"macspoofchk\": true, \"hairpinMode\": true, \"portIsolation\": true"
      })
  void theScriptDoesWhatMycniDoes(String keys) {
    String config = dual(keys);
    world.container("a");
    String script = mycni(config, "plan", "add", "--format=sh").ok();
    world.run(Map.of(), script, "sh", "-s").ok();
    String byHand = numberless(world.snapshot());
    try (World other = World.make()) {
      other.container("a");
      other.call("ADD", "a", config).run().ok();
      String byMycni = numberless(other.snapshot());
      assertEquals("", World.differences(byMycni, byHand));
    }
  }

  /**
   * Handles and indexes tell in which order things were made; and the worlds have their folders.
   */
  private static String numberless(String snapshot) {
    return snapshot.replaceAll("# handle [0-9]+", "").replaceAll("prio(rity)? [0-9]+", "");
  }

  @Test
  void theScriptOfADelDoesWhatMycniDoes() {
    world.container("a");
    world.add("a", Configs.DUAL).ok();
    String script = mycni(Configs.DUAL, "plan", "del", "--format=sh").ok();
    world.run(Map.of(), script, "sh", "-s").ok();
    String byHand = world.snapshot();
    assertFalse(byHand.contains("veth") || byHand.contains("CNI-"), byHand);
    assertFalse(byHand.contains("dual/10.17.0.2 f"), byHand);
    world.del("a", Configs.DUAL).ok();
    assertEquals("", World.differences(byHand, world.snapshot()));
  }

  @Test
  void aPlanAndADryRunChangeNothing() {
    world.container("a");
    String before = world.snapshot() + world.sh("find /run -type f -o -type d").ok();
    mycni(Configs.SAMPLE, "plan", "add").ok();
    World.Ended dry = world.call("ADD", "a", Configs.SAMPLE).with("MYCNI_DRY_RUN", "1").run();
    assertTrue(dry.ok().contains("\"address\": \"10.16.0.2/16\""), dry.out());
    assertTrue(dry.err().contains("To be done, in this order"), dry.err());
    assertEquals(before, world.snapshot() + world.sh("find /run -type f -o -type d").ok());
    assertFalse(Files.exists(world.folder().resolve("data")));

    String result = world.add("a", Configs.SAMPLE).ok();
    assertEquals(dry.out(), result, "a dry run answers what the real run answers");
    before = world.snapshot();
    World.Ended del = world.call("DEL", "a", Configs.SAMPLE).with("MYCNI_DRY_RUN", "1").run();
    assertEquals("", del.ok());
    assertTrue(del.err().contains("remove the veth pair"), del.err());
    assertEquals(before, world.snapshot());
  }

  @Test
  void thePlanSaysWhatIsThereAlready() {
    world.container("a").container("b");
    world.add("b", Configs.SAMPLE).ok();
    String plan = mycni(Configs.SAMPLE, "plan", "add").ok();
    assertTrue(plan.contains("- the bridge mybr0\n"), plan);
    assertTrue(plan.contains("- the gateway address 10.16.0.1/16 on mybr0"), plan);
    assertTrue(plan.contains("- forwarding of IPv4"), plan);
    assertFalse(plan.contains("shared"), plan);
    mycni(Configs.SAMPLE, "plan", "del").ok();
  }

  @Test
  void theSecondPlanOfADelHasNothingToRemove() {
    world.container("a");
    world.add("a", Configs.SAMPLE).ok();
    world.del("a", Configs.SAMPLE).ok();
    String plan = mycni(Configs.SAMPLE, "plan", "del").ok();
    assertFalse(plan.contains("ip link delete") || plan.contains("iptables"), plan);
  }

  @Test
  void aPolicyThatDropsForwardedPacketsIsNoted() {
    world.container("a");
    world.sh("iptables -P FORWARD DROP").ok();
    String plan = mycni(Configs.SAMPLE, "plan", "add").ok();
    assertTrue(plan.contains("the policy of the FORWARD chain of IPv4 is DROP"), plan);
  }

  @Test
  void anAddOnAnExistingBridgeTakesThreeProcessesAndADelTwo() {
    world.container("a").container("b");
    world.add("b", Configs.SAMPLE).ok();
    String add = mycni(Configs.SAMPLE, "trace", "add").ok();
    assertTrue(add.contains("in all, with 3 processes"), add);
    String del = mycni(Configs.SAMPLE, "trace", "del").ok();
    assertTrue(del.contains("in all, with 2 processes"), del);
  }
}
