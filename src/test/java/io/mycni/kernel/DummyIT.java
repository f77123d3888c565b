package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** The plugin dummy; needs a kernel that has such links. */
class DummyIT {
  private static final String CONFIG =
      """
      { "cniVersion": "1.1.0", "name": "du", "type": "dummy",
        "ipam": { "type": "host-local", "dataDir": "DATADIR",
                  "ranges": [[{ "subnet": "10.17.0.0/24" }], [{ "subnet": "fd17::/64" }]],
                  "routes": [ { "dst": "10.20.0.0/16" } ] } }
      """;

  private final World world = World.make();

  @BeforeEach
  void begin() {
    world.requireKernel("dummy", "ip link add probe type dummy && ip link delete probe");
    world.container("a");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private World.Call call(String verb, String config) {
    return world.call(verb, "a", config).program("dummy");
  }

  private World.Call theirs(String verb, String config) {
    return call(verb, config).program(Reference.newest() + "/dummy");
  }

  private String check(String result) {
    return call("CHECK", Configs.after(CONFIG, result)).run().out().replace("\\\"", "\"");
  }

  @Test
  void theContainerHasTheAddressesUntilTheDel() {
    // A name on the host is nothing to a name in the container.
    world.sh("ip link add eth0 type dummy").ok();
    String before = world.snapshot();
    String result = call("ADD", CONFIG).run().ok();
    for (String address : List.of("10.17.0.2", "fd17::2")) {
      new Traffic(world).ping("a", address).tcp("a", "a", address);
    }
    assertEquals("", check(result));
    call("STATUS", CONFIG).run().ok();
    for (int i = 0; i < 3; i++) {
      call("DEL", CONFIG).run().ok();
    }
    world.sh("rm -rf data").ok();
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/run/netns/a"})
  void aDelGivesTheAddressesBackWhereTheNamespaceIsGone(String netns) {
    call("ADD", CONFIG).run().ok();
    world.remove("a");
    call("DEL", CONFIG).with("CNI_NETNS", netns).run().ok();
    assertEquals("", world.sh("ls data/du | grep 17 || true").ok());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ip -n a link delete eth0                             | the interface eth0 is gone
          ip -n a link set eth0 down                           | the interface eth0 is down
          ip -n a link set eth0 mtu 1400                       | none
          ip -n a link set eth0 address 02:00:00:00:00:01      | has the MAC address 02:00:00:00:00:01
          ip -n a link set eth0 alias other                    | has not the alias
          ip -n a address delete 10.17.0.2/24 dev eth0         | the address 10.17.0.2/24 is gone
          ip -n a address delete fd17::2/64 dev eth0           | the address fd17::2/64 is gone
          ip -n a route delete 10.20.0.0/16                    | the route to 10.20.0.0/16
          echo 1 > /proc/sys/net/ipv6/conf/eth0/accept_ra      | believes router advertisements
          ip -n a link delete eth0; ip -n a link add eth0 type bridge | is no dummy any more
          """)
  void aBreakageIsNamed(String breakage, String expected) {
    String result = call("ADD", CONFIG).run().ok();
    String inside = breakage.startsWith("echo") ? "ip netns exec a sh -c '" + breakage + "'" : "";
    world.sh(inside.isEmpty() ? breakage : inside).ok();
    String said = check(result);
    assertTrue(expected.equals("none") ? said.isEmpty() : said.contains(expected), said);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "link add name eth0",
        "link set dev eth0 alias",
        "address add 10.17.0.2",
        "address add fd17::2",
        "link set dev eth0 up",
        "route prepend 10.20"
      })
  void aStepThatFailsIsUndoneWithAllBeforeIt(String line) {
    String path = Spoilt.tool(world, "ip", line);
    String before = world.snapshot();
    World.Ended add = call("ADD", CONFIG).with("PATH", path).run();
    assertEquals(1, add.status(), add.out());
    assertTrue(add.out().contains("everything that had been changed was undone"), add.out());
    assertEquals(before, world.snapshot());
  }

  @Test
  void aTakenNameIsAnErrorAndThatInterfaceStays() {
    world.sh("ip -n a link add eth0 type bridge").ok();
    String before = world.snapshot();
    World.Ended add = call("ADD", CONFIG).run();
    assertTrue(add.out().contains("interface name (\\\"eth0\\\") already exists"), add.out());
    call("DEL", CONFIG).run().ok();
    world.sh("rm -rf data").ok();
    assertEquals(before, world.snapshot());
  }

  @Test
  void theAnswerIsTheReferencesAndEitherRemovesWhatTheOtherMade() {
    ObjectNode theirs = answer(theirs("ADD", CONFIG).run().ok());
    call("CHECK", Configs.after(CONFIG, Json.text(theirs))).run().ok();
    call("DEL", CONFIG).run().ok();
    assertEquals(
        "lo\n", world.sh("ip netns exec a ls /proc/sys/net/ipv4/conf | grep -e 0 -e lo").ok());
    world.sh("rm -rf data").ok();
    ObjectNode ours = answer(call("ADD", CONFIG).run().ok());
    theirs("CHECK", Configs.after(CONFIG, Json.text(ours))).run().ok();
    theirs("DEL", CONFIG).run().ok();
    assertEquals(
        "lo\n", world.sh("ip netns exec a ls /proc/sys/net/ipv4/conf | grep -e 0 -e lo").ok());
    call("DEL", CONFIG).run().ok();
    ((ObjectNode) ours.path("interfaces").get(0)).remove("mac");
    ((ObjectNode) theirs.path("interfaces").get(0)).remove("mac");
    ours.remove("dns");
    theirs.remove("dns");
    assertEquals(theirs, ours);
  }

  private static ObjectNode answer(String text) {
    return (ObjectNode) Json.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
