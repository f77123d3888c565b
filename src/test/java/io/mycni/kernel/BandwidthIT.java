package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** The plugin bandwidth, behind others. */
class BandwidthIT {
  private final World world = World.make();
  private final Limited limited = Limited.in(world);
  private final Plugin bridge = limited.bridge();
  private final Plugin bandwidth = limited.bandwidth();

  @BeforeEach
  void begin() {
    limited.requireKernel();
    world.container("a").container("b");
  }

  @AfterEach
  void end() {
    world.close();
  }

  @ParameterizedTest
  @InBothModes
  @ValueSource(strings = {"bridge", "ptp"})
  void itIsCheckedAndGoesWithoutATrace(String type) {
    String given = limited.first(type).add("a");
    String before = world.snapshot() + limited.tc();
    String result = bandwidth.after(given).add("a");
    assertEquals("", bandwidth.check("a", result));
    assertTrue(limited.tc().contains("rate 20Mbit burst 250000b lat 25ms"), limited.tc());
    assertTrue(
        limited.tc().contains("dev " + limited.ifb("a") + " root refcnt 2 rate 40Mbit"),
        limited.tc());
    bandwidth.after(result).del("a");
    assertEquals("", World.differences(before, world.snapshot() + limited.tc()));
    bandwidth.after(result).del("a");
    bandwidth.del("a");
  }

  @Test
  void theResultIsPassedOnWithAllThatIsUnknownInItAndTheIfb() {
    String given = bridge.add("a").replaceFirst("\\{", "{ \"somebody\": \"else's\",");
    ObjectNode told = (ObjectNode) Plugin.json(bandwidth.after(given).add("a"));
    assertEquals("else's", told.path("somebody").asString());
    assertEquals(limited.ifb("a"), told.path("interfaces").path(3).path("name").asString());
    told.withArray("interfaces").remove(3);
    ObjectNode before = (ObjectNode) Plugin.json(given);
    assertEquals(before, told);
  }

  @Test
  @InBothModes
  void whereNothingIsLimitedNoProcessIsStarted() {
    Plugin nothing = new Plugin(world, "bandwidth", Limited.NOTHING);
    String given = bridge.add("a");
    world.wrap("tc", "exit 99");
    String path = world.wrap("ip", "exit 99");
    World.Ended add = nothing.after(given).call("ADD", "a").with("PATH", path).run();
    assertEquals(Plugin.json(given), Plugin.json(add.ok()));
    assertEquals("", nothing.check("a", add.out()));
    assertEquals(0, nothing.after(given).call("DEL", "a").with("PATH", path).run().status());
  }

  @Test
  @InBothModes
  void aRuntimeChoosesTheLimitsAsAKubeletDoes() {
    Plugin chosen =
        new Plugin(world, "bandwidth", Limited.NOTHING)
            .with(
                "\"runtimeConfig\": { \"bandwidth\": { \"IngressRate\": 1000000,"
                    + " \"ingressBurst\": 2147483647 } }");
    String result = limited.add("bridge", chosen, "a");
    assertTrue(limited.tc().contains("rate 1Mbit"), limited.tc());
    assertEquals("", chosen.check("a", result));
    assertEquals("", limited.ifbs());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tc qdisc delete dev VETH root | VETH is not limited",
        "tc qdisc delete dev VETH ingress | is not led through IFB",
        "tc filter delete dev VETH parent ffff: | is not led through IFB",
        "tc qdisc delete dev IFB root | IFB is not limited",
        "ip link delete IFB | the link IFB is gone",
        "ip link set IFB alias other | IFB lacks its alias"
      })
  void whatIsWipedIsNamedAndPutBack(String broken, String said) {
    Person person = person();
    String result = person.mycni("add", "limited", "a").ok();
    String id = Person.idOf(world, "a");
    final String before = limited.tc();
    world.sh(named(broken, result, id)).ok();
    World.Ended check = person.mycni("check", "limited", "a");
    assertTrue(check.err().contains(named(said, result, id)), check.err() + check.out());
    String reload = person.mycni("reload").ok();
    assertTrue(reload.contains("1 put back"), reload);
    person.mycni("check", "limited", "a").ok();
    assertEquals(before, limited.tc());
    person.mycni("del", "limited", "a").ok();
    assertEquals("", limited.tc() + limited.ifbs());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tc qdisc replace dev VETH root handle 1: tbf rate 21mbit burst 250000b latency 25ms"
            + " | is limited to 21000000 bit/s",
        "tc qdisc replace dev VETH root handle 1: tbf rate 20mbit burst 250100b latency 25ms"
            + " | in bursts of 2000800 bit",
        "tc qdisc replace dev IFB root handle 1: tbf rate 40mbit burst 500000b latency 50ms"
            + " | wait for 50000 us",
        "tc qdisc delete dev IFB root; tc qdisc add dev IFB root handle 1: pfifo | the qdisc pfifo",
        "ip link set IFB down | IFB is down",
        "ip link set IFB txqueuelen 7 | may wait 7 packets",
        "ip link set IFB mtu 1400 | the MTU 1400"
      })
  void whatIsChangedIsNamed(String broken, String said) {
    String result = limited.add("bridge", bandwidth, "a");
    world.sh(named(broken, result, "a")).ok();
    String check = bandwidth.check("a", result);
    assertTrue(check.contains(named(said, result, "a")), check);
  }

  private String named(String text, String result, String container) {
    return text.replace("VETH", Limited.hostLink(result)).replace("IFB", limited.ifb(container));
  }

  @ParameterizedTest
  @ValueSource(strings = {"qdisc add", "filter add", "qdisc add dev bwp"})
  void whatFailedIsUndone(String line) {
    Plugin after = bandwidth.after(bridge.add("a"));
    String path = Spoilt.tool(world, "tc", line);
    String before = world.snapshot() + limited.tc();
    World.Ended add = after.call("ADD", "a").with("PATH", path).run();
    assertEquals(1, add.status(), add.out());
    assertTrue(add.out().contains("everything that had been changed was undone"), add.out());
    assertEquals("", World.differences(before, world.snapshot() + limited.tc()));
  }

  @Test
  @InBothModes
  void aDelNeedsNeitherNamespaceNorResultNorLink() {
    limited.add("bridge", bandwidth, "a");
    world.remove("a");
    for (int i = 0; i < 3; i++) {
      assertEquals("", bandwidth.call("DEL", "a").with("CNI_NETNS", "").run().ok());
    }
    assertEquals("", limited.ifbs());
    String result = limited.add("bridge", bandwidth, "b");
    world.sh("rm -rf /run/mycni/made; ip link delete " + Limited.hostLink(result)).ok();
    bandwidth.del("b");
    assertEquals("", limited.ifbs());
  }

  @Test
  @InBothModes
  void aGcTakesTheIfbOfThoseThatAreGoneAndLeavesTheOthers() {
    limited.add("bridge", bandwidth, "a");
    String result = limited.add("bridge", bandwidth, "b");
    world.remove("a");
    Plugin valid =
        bandwidth.with(
            "\"cni.dev/valid-attachments\": [{ \"containerID\": \"b\", \"ifname\": \"eth0\" }]");
    assertEquals("", valid.call("GC", "").run().ok());
    assertFalse(limited.ifbs().contains(limited.ifb("a")), limited.ifbs());
    assertEquals("", bandwidth.check("b", result));
  }

  @Test
  void aSecondInterfaceThatWouldNeedTheSameIfbIsRefusedWithTheFirst() {
    limited.add("bridge", bandwidth, "a");
    String given = bridge.call("ADD", "a").with("CNI_IFNAME", "eth1").run().ok();
    World.Ended second = bandwidth.after(given).call("ADD", "a").with("CNI_IFNAME", "eth1").run();
    assertEquals(1, second.status());
    assertTrue(second.out().contains("is there already, of limited:a/eth0"), second.out());
    bandwidth.after(given).call("DEL", "a").with("CNI_IFNAME", "eth1").run().ok();
    assertTrue(limited.ifbs().contains(limited.ifb("a")), limited.ifbs());
  }

  @Test
  void behindAPluginWithoutAVethPairItIsRefused() {
    World.Ended alone = bandwidth.call("ADD", "a").run();
    assertTrue(alone.out().contains("must be called as chained plugin"), alone.out());
    String given =
        "{ \"cniVersion\": \"1.1.0\", \"interfaces\": [{ \"name\": \"eth0\", \"sandbox\":"
            + " \"/run/netns/a\" }] }";
    World.Ended add = bandwidth.after(given).call("ADD", "a").run();
    assertTrue(add.out().contains("no veth peer of container interface eth0 found"), add.out());
  }

  private Person person() {
    Person person = new Person(world);
    person.configure(
        "10-limited.conflist",
        "{\"cniVersion\": \"1.1.0\", \"name\": \"limited\", \"plugins\": ["
            + bridge.config()
            + ", "
            + bandwidth.config()
            + "]}");
    return person;
  }

  @Test
  void theCommandsKnowWhoseTheIfbIs() {
    Person person = person();
    person.mycni("add", "limited", "a").ok();
    String id = Person.idOf(world, "a");
    String topology = person.mycni("topology").ok();
    String shown = limited.ifb(id) + "  ifb  limited:" + id + "/eth0";
    assertTrue(topology.contains(shown), topology);
    World.Ended doctor = person.mycni("doctor");
    assertTrue(doctor.out().contains("2 links of mycni's"), doctor.out());
    assertFalse(doctor.out().contains("port of no bridge"), doctor.out());
    String plan = person.mycni("plan", "add", "limited", "b").ok();
    assertTrue(plan.contains("limit what eth0 sends to 40000000 bit/s"), plan);
  }
}
