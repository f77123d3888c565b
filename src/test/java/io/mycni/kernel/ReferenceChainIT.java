package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains of mycni's main plugins and the reference's chained ones, and the other way round. */
class ReferenceChainIT {
  private static final int PUBLISHED = 8080;
  private static final String TUNING =
      "\"mtu\": 1400, \"mac\": \"02:00:00:00:00:99\", \"allmulti\": true,"
          + " \"sysctl\": {\"net.ipv4.conf.IFNAME.arp_filter\": \"1\"}";
  private static final String BANDWIDTH =
      "\"runtimeConfig\": {\"bandwidth\": {\"ingressRate\": 80000000, \"ingressBurst\": 8000000,"
          + " \"egressRate\": 80000000, \"egressBurst\": 8000000}}";
  private static final String PORTMAP =
      "\"snat\": true, \"runtimeConfig\": {\"portMappings\": [{\"hostPort\": 8080,"
          + " \"containerPort\": 4711, \"protocol\": \"tcp\"}]}";

  private final World world = World.make();
  private final Traffic traffic = new Traffic(world);

  @AfterEach
  void end() {
    world.close();
  }

  private static RuntimeChain behind(RuntimeChain chain, String type) {
    return switch (type) {
      case "tuning" -> chain.then(type, TUNING);
      case "bandwidth" -> chain.then(type, BANDWIDTH);
      case "portmap" -> chain.then(type, PORTMAP);
      default -> chain.then(type, "\"backend\": \"iptables\"");
    };
  }

  private static RuntimeChain of(Plugin main, boolean ours, String... others) {
    RuntimeChain chain = new RuntimeChain(List.of(new RuntimeChain.Member(main, ours)));
    for (String each : others) {
      chain = behind(chain, each);
    }
    return chain;
  }

  /** Which address comes next is remembered on purpose. */
  private String snapshot() {
    world.sh("rm -f data/lan/last_reserved_ip.*").ok();
    return world.snapshot();
  }

  /** All of it works, is found as it was made, and goes without a trace. */
  private void assertWorks(RuntimeChain chain, Runnable traffic) {
    // What stays for all: the bridge, forwarding, tables and chains without rules.
    chain.each("DEL", "a", chain.add("a"));
    final String before = snapshot();
    String result = chain.add("a");
    traffic.run();
    assertEquals("", chain.each("CHECK", "a", result));
    assertEquals("", chain.each("DEL", "a", result));
    assertEquals("", World.differences(before, snapshot()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bridge", "ptp"})
  void aPublishedPortIsReachedFromOutsideAndTheContainerReachesOut(String type) {
    Plugin main = MainPlugins.of(world, type);
    world.container("a").container("b");
    // So that the bridge has a port throughout.
    main.add("b");
    assertWorks(
        of(main, true, "tuning", "bandwidth", "portmap", "firewall"),
        () -> {
          for (String outside : List.of(Traffic.OUTSIDE_V4, Traffic.OUTSIDE_V6)) {
            traffic.ping("a", outside).tcp("a", "outside", outside);
          }
          for (String host : List.of("198.51.100.1", "2001:db8::1")) {
            traffic.published("outside", host, PUBLISHED, "a");
          }
        });
  }

  /** Bandwidth wants the other end of a veth pair on the host. */
  @Test
  void aMacvlanReachesOutBehindWhatTheReferenceAcceptsOfAMacvlan() {
    Plugin main = MainPlugins.of(world, "macvlan");
    world.container("a");
    assertWorks(of(main, true, "tuning", "portmap", "firewall"), this::reachOut);
  }

  private void reachOut() {
    for (String outside : List.of(Traffic.OUTSIDE_V4, Traffic.OUTSIDE_V6)) {
      traffic.ping("a", outside).tcp("a", "outside", outside);
    }
  }

  @Test
  void aDeviceOfTheHostIsTunedAndComesBackAsItWas() {
    Plugin main = MainPlugins.of(world, "host-device");
    world.container("a");
    assertWorks(
        of(main, true, "tuning", "portmap", "firewall"),
        () -> {
          traffic.ping("a", "10.40.0.1").ping("a", "fd40::1");
          traffic.published("outside", "198.51.100.1", PUBLISHED, "a");
        });
  }

  @NeedsFullKernel
  @ParameterizedTest
  @CsvSource({"ipvlan, firewall", "vlan, tuning"})
  void inAFullKernel(String type, String chained) {
    Plugin main = MainPlugins.of(world, type);
    world.container("a");
    assertWorks(of(main, true, chained), type.equals("ipvlan") ? this::reachOut : () -> {});
  }

  /** What the reference's plugin of that name is good enough for, ours is, too. */
  @ParameterizedTest(name = "{1} behind {0}")
  @CsvSource({
    "macvlan, bandwidth",
    "host-device, bandwidth",
    "tap, bandwidth",
    "tap, tuning portmap firewall"
  })
  void chainedPluginsSayOfOursWhatTheySayOfTheReferences(String type, String chained) {
    Plugin main = MainPlugins.of(world, type);
    world.container("a").container("b");
    String[] others = chained.split(" ");
    RuntimeChain theirs = of(main, false, others);
    RuntimeChain.Tried tried = theirs.tryAdd("a");
    theirs.each("DEL", "a", tried.result());
    if (tried.refusal().isEmpty()) {
      assertWorks(of(main, true, others), () -> {});
    } else {
      assertEquals(tried.refusal(), of(main, true, others).tryAdd("a").refusal());
    }
  }

  @Test
  void ourLoopbackPassesOnWhatTheReferencesBridgeHasMade() {
    Plugin bridge = MainPlugins.of(world, "bridge");
    world.sh("ip netns add a").ok();
    Plugin loopback =
        new Plugin(
            world,
            "loopback",
            "{ \"cniVersion\": \"1.1.0\", \"name\": \"lan\", \"type\": \"loopback\" }");
    RuntimeChain chain = of(bridge, false).then(new RuntimeChain.Member(loopback, true));
    String result = chain.add("a");
    assertTrue(result.contains("10.40.0.2/24") && result.contains("mybr0"), result);
    traffic.ping("a", "127.0.0.1").ping("a", "::1").ping("a", "10.40.0.1");
    assertEquals("", chain.each("CHECK", "a", result));
    assertEquals("", chain.each("DEL", "a", result));
    assertEquals("", world.sh("ip -n a link show up").ok());
  }

  /** A second interface, on another network, beside the chain of the first. */
  @ParameterizedTest
  @ValueSource(strings = {"ptp", "macvlan", "tap"})
  void aFurtherInterfaceComesAndGoesBesideTheReferencesFirst(String type) {
    Plugin second = MainPlugins.of(world, type);
    Plugin first =
        new Plugin(
            world,
            "bridge",
            Configs.DUAL.replace("1.0.0", "1.1.0").replace("\"mycni\"", "\"bridge\""));
    world.container("a");
    RuntimeChain chain = of(first, false, "portmap", "firewall", "tuning");
    String result = chain.add("a");
    String own = second.config().replaceFirst("\"routes\": \\[.*?\\]", "\"routes\": []");
    Plugin later = new Plugin(world, type, own);
    for (int i = 0; i < 2; i++) {
      String made = later.call("ADD", "a").with("CNI_IFNAME", "net1").run().ok();
      World.Ended check = later.after(made).call("CHECK", "a").with("CNI_IFNAME", "net1").run();
      assertEquals(0, check.status(), check.out());
      assertEquals("", chain.each("CHECK", "a", result));
      traffic.ping("a", "10.17.0.1");
      later.call("DEL", "a").with("CNI_IFNAME", "net1").run().ok();
      assertEquals("", chain.each("CHECK", "a", result));
    }
    assertEquals("", chain.each("DEL", "a", result));
    assertEquals("", world.sh("ip -n a -br link show up | grep -v ^lo || true").ok());
  }
}
