package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The plugin portmap, behind bridge and ptp. */
class PortmapIT {
  private static final String IPAM =
      """
      "ipMasq": true, "ipam": { "type": "host-local", "dataDir": "DATADIR",
        "ranges": [[{ "subnet": "10.23.0.0/24" }], [{ "subnet": "fd23::/64" }]],
        "routes": [ { "dst": "0.0.0.0/0" }, { "dst": "::/0" } ] } }
      """;

  private static final Map<String, String> MAKERS =
      Map.of(
          "bridge",
          "{ \"cniVersion\": \"1.0.0\", \"name\": \"pub\", \"type\": \"bridge\", \"bridge\": \"pub0\","
              + " \"isGateway\": true, \"hairpinMode\": true, "
              + IPAM,
          "ptp",
          "{ \"cniVersion\": \"1.0.0\", \"name\": \"pub\", \"type\": \"ptp\", " + IPAM);

  private static final String PORTS =
      """
      { "hostPort": 8080, "containerPort": 80, "protocol": "tcp" },
      { "hostPort": 5353, "containerPort": 53, "protocol": "udp" }
      """;

  private static final String HOST_V4 = "198.51.100.1";
  private static final String HOST_V6 = "2001:db8::1";

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private Plugin portmap(String ports, String keys) {
    String config =
        "{ \"cniVersion\": \"1.0.0\", \"name\": \"pub\", \"type\": \"portmap\", "
            + (keys.isEmpty() ? "" : keys + ", ")
            + "\"runtimeConfig\": { \"portMappings\": ["
            + ports
            + "] } }";
    return new Plugin(world, "portmap", config);
  }

  /** Has a plugin give a container an interface, and returns its answer. */
  private String made(String maker, String container) {
    world.container(container);
    return new Plugin(world, maker, MAKERS.get(maker)).add(container);
  }

  /** Publishes ports of a container behind a plugin. */
  private String publish(String maker, String container, String ports, String keys) {
    String result = made(maker, container);
    return portmap(ports, keys).after(result).add(container);
  }

  private static String backend(String name) {
    return "\"backend\": \"" + name + "\"";
  }

  private String rules() {
    return world
        .sh("iptables-save; ip6tables-save; nft list ruleset")
        .ok()
        .replaceAll("(?m)^#.*\n|\\[\\d+:\\d+\\]|counter packets \\d+ bytes \\d+", "");
  }

  private void nothingIsLeft(String containerAddress) {
    String rules = rules();
    assertFalse(rules.contains("CNI-DN-") || rules.contains(containerAddress + ":"), rules);
  }

  @ParameterizedTest
  @CsvSource({"bridge,iptables", "bridge,nftables", "ptp,iptables", "ptp,nftables"})
  void publishedPortsAreReachedFromEverywhere(String maker, String backend) {
    new Traffic(world).outside();
    world.sh("ip -n outside route add 10.23.0.0/24 via 198.51.100.1").ok();
    world.sh("ip -n outside -6 route add fd23::/64 via 2001:db8::1").ok();
    publish(maker, "a", PORTS, backend(backend));
    made(maker, "b");
    for (String protocol : List.of("tcp", "udp")) {
      int port = protocol.equals("tcp") ? 8080 : 5353;
      try (Published server = Published.in(world, "a", protocol, port == 8080 ? 80 : 53)) {
        server.answers("outside", HOST_V4, port).answers("outside", HOST_V6, port);
        server.answers("", "127.0.0.1", port);
        server.answers("", HOST_V4, port).answers("", HOST_V6, port);
        server.answers("b", HOST_V4, port).answers("b", HOST_V6, port);
        server.answers("a", HOST_V4, port).answers("a", HOST_V6, port);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iptables", "nftables"})
  void aPortIsPublishedAtTheAddressesThatAreAskedFor(String backend) {
    new Traffic(world).outside();
    world.sh("ip address add 198.51.100.9/24 dev up0").ok();
    publish(
        "bridge",
        "a",
        """
        { "HostPort": 8080, "ContainerPort": 80, "Protocol": "TCP", "HostIP": "198.51.100.9" },
        { "hostPort": 8081, "containerPort": 80, "protocol": "tcp", "hostIP": "0.0.0.0" },
        { "hostPort": 8082, "containerPort": 80, "protocol": "tcp", "hostIP": "::" },
        { "hostPort": 8083, "containerPort": 80, "protocol": "tcp", "hostIP": "2001:db8::1" }
        """,
        backend(backend));
    try (Published server = Published.in(world, "a", "tcp", 80)) {
      server.answers("outside", "198.51.100.9", 8080).isSilent("outside", HOST_V4, 8080);
      server.answers("outside", HOST_V4, 8081).isSilent("outside", HOST_V6, 8081);
      server.answers("outside", HOST_V6, 8082).isSilent("outside", HOST_V4, 8082);
      server.answers("outside", HOST_V6, 8083).isSilent("outside", HOST_V4, 8083);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iptables", "nftables"})
  void whatIsSentElsewhereIsNotCaught(String backend) {
    new Traffic(world).outside();
    publish("bridge", "a", PORTS, backend(backend));
    made("bridge", "b");
    try (Published there = Published.in(world, "outside", "tcp", 8080)) {
      there.answers("b", Traffic.OUTSIDE_V4, 8080).answers("", Traffic.OUTSIDE_V4, 8080);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iptables", "nftables"})
  void masqAllHidesWhereConnectionsComeFrom(String backend) {
    new Traffic(world).outside();
    publish("ptp", "a", PORTS, backend(backend) + ", \"masqAll\": true");
    // No route leads back to the outside but by masquerading.
    world.sh("ip -n a route delete default; ip -n a route").ok();
    try (Published server = Published.in(world, "a", "tcp", 80)) {
      server.answers("outside", HOST_V4, 8080);
    }
  }

  @Test
  void theAnswerIsPassedOnWithAllThatIsInIt() {
    ObjectNode result = (ObjectNode) Plugin.json(made("bridge", "a"));
    result.put("somebody", "else");
    ((ObjectNode) result.path("interfaces").get(0)).put("unknown", true);
    assertEquals(result, Plugin.json(portmap(PORTS, "").after(result.toString()).add("a")));
    assertEquals(result, Plugin.json(portmap("", "").after(result.toString()).add("a")));
  }

  @Test
  void withoutPortsNothingIsStarted() {
    String result = made("bridge", "a");
    String path = "/nonexistent";
    String before = rules();
    for (String tool : List.of("iptables-save", "iptables-restore", "nft", "ip", "nsenter")) {
      path = world.wrap(tool, "touch " + world.folder() + "/started\nexit 1\n");
    }
    Plugin none = portmap("", "").after(result);
    none.call("ADD", "a").with("PATH", path).run().ok();
    none.call("DEL", "a").with("PATH", path).run().ok();
    assertFalse(world.folder().resolve("started").toFile().exists());
    assertEquals(before, rules());
  }

  @ParameterizedTest
  @CsvSource({"iptables,", "nftables,", "iptables,nftables", "nftables,iptables"})
  void aPortOfAnotherContainerIsRefused(String backend, String other) {
    String first = other == null ? backend : other;
    publish("bridge", "a", PORTS, backend(first));
    String result = made("bridge", "b");
    String before = world.snapshot();
    World.Ended add = portmap(PORTS, backend(backend)).after(result).call("ADD", "b").run();
    assertEquals(1, add.status());
    String message = Plugin.json(add.out()).path("msg").asString();
    assertTrue(message.contains("8080/tcp is taken: container a"), message);
    assertEquals(other != null, message.contains("published it by " + other), message);
    assertEquals("", World.differences(before, world.snapshot()));
    // What was left by a DEL that never came is no obstacle for the container itself.
    portmap(PORTS, backend(backend)).after(result.replace("10.23.0.3", "10.23.0.2")).add("a");
  }

  @ParameterizedTest
  @CsvSource({"iptables,iptables", "nftables,nftables", "iptables,nftables", "nftables,iptables"})
  void aPortThatTheReferenceHasPublishedIsRefused(String backend, String theirs) {
    String first = made("bridge", "a");
    portmap(PORTS, backend(theirs)).after(first).theirs("ADD", "a").run().ok();
    Plugin second = portmap(PORTS, backend(backend)).after(made("bridge", "b"));
    World.Ended add = second.call("ADD", "b").run();
    assertTrue(add.out().contains("8080/tcp is taken: container a"), add.out());
  }

  @Test
  void ofTwoAtTheSameTimeOneGetsThePort() {
    publish("bridge", "c", PORTS.replace("8080", "9080").replace("5353", "6353"), "");
    Plugin one = portmap(PORTS, "").after(made("bridge", "a"));
    Plugin other = portmap(PORTS, "").after(made("bridge", "b"));
    Process first = one.call("ADD", "a").start();
    Process second = other.call("ADD", "b").start();
    int failed = World.await(first).status() + World.await(second).status();
    assertEquals(1, failed, rules());
  }

  @ParameterizedTest
  @ValueSource(strings = {"iptables", "nftables"})
  void delLeavesNothingHoweverOftenItIsCalled(String backend) {
    String made = made("bridge", "b");
    String kept =
        portmap(PORTS.replace("8080", "9080").replace("5353", "6353"), backend(backend))
            .after(made)
            .add("b");
    assertFalse(kept.isEmpty());
    String result = made("bridge", "a");
    String before = rules();
    Plugin plugin = portmap(PORTS, backend(backend));
    plugin.after(result).add("a");
    for (int i = 0; i < 3; i++) {
      plugin.after(result).del("a");
    }
    assertEquals(before, rules());
    plugin.after(result).add("a");
    plugin.call("DEL", "a").with("CNI_NETNS", "").run().ok();
    assertEquals(before, rules());
    plugin.after(result).add("a");
    world.remove("a");
    world.sh("rm -r /run/mycni/made").ok();
    plugin.del("a");
    assertEquals(before, rules());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "iptables | iptables -t nat -F | 8080",
        "iptables | iptables -t nat -F PREROUTING | PREROUTING",
        "iptables | iptables -t nat -F OUTPUT | OUTPUT",
        "iptables | iptables -t nat -F POSTROUTING | CNI-HOSTPORT-MASQ",
        "iptables | iptables -t nat -F CNI-HOSTPORT-SETMARK | SETMARK",
        "iptables | iptables -t nat -F CNI-HOSTPORT-MASQ | CNI-HOSTPORT-MASQ -m mark",
        "iptables | iptables -t nat -D CNI-HOSTPORT-DNAT 1 | dports 8080",
        "iptables | iptables -t nat -D $chain 3 | dport 8080 -j DNAT",
        "iptables | iptables -t nat -F $chain | the rules of the published ports of IPv4 are gone",
        "iptables | ip6tables -t nat -F $chain | published ports of IPv6 are gone",
        "iptables | nft flush ruleset | published ports",
        "iptables | echo 0 > /proc/sys/net/ipv4/conf/pub0/route_localnet | do not answer at 127",
        "nftables | nft flush ruleset | the table ip cni_hostport is gone",
        "nftables | nft flush chain ip cni_hostport hostports | leads 8080/tcp to 10.23.0.2:80",
        "nftables | nft flush chain ip6 cni_hostport hostports | leads 5353/udp to .fd23::2.:53",
        "nftables | nft flush chain ip cni_hostport hostports_all | nothing leads to chain",
        "nftables | nft flush chain ip cni_hostport prerouting | prerouting .* leads nowhere",
        "nftables | nft flush chain ip cni_hostport output | output .* leads nowhere",
        "nftables | nft flush chain ip cni_hostport masquerading | from 127.0.0.1 to 10.23.0.2",
      })
  void whatIsWipedIsNamedAndPutBack(String backend, String breaking, String named) {
    Plugin plugin = portmap(PORTS, backend(backend));
    String result = publish("bridge", "a", PORTS, backend(backend));
    assertEquals("", plugin.check("a", result));
    world
        .sh("chain=$(iptables-save -t nat | sed -n 's/^:\\(CNI-DN-[^ ]*\\).*/\\1/p'); " + breaking)
        .ok();
    String said = plugin.check("a", result);
    assertTrue(said.matches("(?s).*" + named + ".*"), said);
    // An ADD of the same once more puts everything back, as reload does.
    plugin.after(result).add("a");
    assertEquals("", plugin.check("a", result));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iptables", "nftables"})
  void reloadPutsThePortsOfAChainBack(String backend) {
    Person person = new Person(world);
    person.configure(
        "pub.conflist",
        "{ \"cniVersion\": \"1.0.0\", \"name\": \"pub\", \"plugins\": ["
            + MAKERS.get("bridge")
            + ", { \"type\": \"portmap\", \"capabilities\": { \"portMappings\": true }, "
            + backend(backend)
            + " } ] }");
    world.container("a");
    String ports = "{\"portMappings\": [" + PORTS + "]}";
    person.mycni("add", "pub", "/run/netns/a", "--cap-args", ports).ok();
    for (String flush : List.of("iptables -t nat -F", "nft flush ruleset")) {
      world.sh(flush).ok();
      person.mycni("reload").ok();
      person.mycni("check", "pub", "/run/netns/a").ok();
      try (Published server = Published.in(world, "a", "tcp", 80)) {
        server.answers("", "127.0.0.1", 8080);
      }
    }
    person.mycni("del", "pub", "/run/netns/a").ok();
    nothingIsLeft("10.23.0.2");
  }

  @ParameterizedTest
  @CsvSource({
    "iptables,iptables-restore,-A CNI-DN",
    "iptables,ip6tables-restore,-A CNI-DN",
    "iptables,iptables-restore,-N CNI-HOSTPORT-DNAT",
    "nftables,nft,add rule ip6 cni_hostport hostports tcp"
  })
  void aStepThatFailsLeavesTheHostAsItWas(String backend, String tool, String line) {
    String result = made("bridge", "a");
    String before = world.snapshot();
    String path = Spoilt.tool(world, tool, line);
    Plugin plugin = portmap(PORTS, backend(backend)).after(result);
    World.Ended add = plugin.call("ADD", "a").with("PATH", path).run();
    assertEquals(1, add.status(), add.out());
    // The table was there before, and iptables does not remove the chains of a hook.
    String kept = "[+-]\\s*(chain (PREROUTING|OUTPUT) \\{|type nat hook .*;|\\})?\\s*";
    List<String> left =
        World.differences(before, world.snapshot())
            .lines()
            .filter(each -> !each.matches(kept))
            .toList();
    assertEquals(List.of(), left);
    assertEquals("0", world.sh("cat /proc/sys/net/ipv4/conf/pub0/route_localnet").ok().strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"iptables", "nftables"})
  void gcCollectsWhatNobodyKnows(String backend) {
    Plugin plugin = portmap(PORTS, backend(backend));
    publish("bridge", "a", PORTS, backend(backend));
    String others = PORTS.replace("8080", "9080").replace("5353", "6353");
    publish("bridge", "b", others, backend(backend));
    String valid =
        "\"cni.dev/valid-attachments\": [{\"containerID\": \"b\", \"ifname\": \"eth0\"}]";
    Plugin gc = new Plugin(world, "portmap", plugin.config().replace("1.0.0", "1.1.0"));
    gc.with(valid).call("GC", "a").run().ok();
    nothingIsLeft("10.23.0.2", "b");
  }

  private void nothingIsLeft(String address, String kept) {
    String rules = rules();
    assertFalse(rules.contains(address + ":80"), rules);
    assertTrue(rules.contains("10.23.0.3:80"), kept + " has lost its ports\n" + rules);
  }

  @ParameterizedTest
  @CsvSource({"new,iptables", "new,nftables", "old,iptables"})
  void eachUndoesWhatTheOtherMade(String age, String backend) {
    Reference.require();
    String folder = age.equals("new") ? Reference.newest() : Reference.FOLDER;
    String result = made("bridge", "a");
    Plugin plugin = portmap(PORTS, age.equals("new") ? backend(backend) : "").after(result);
    plugin.call("ADD", "a").program(folder + "/portmap").run().ok();
    assertEquals("", plugin.check("a", result));
    plugin.del("a");
    nothingIsLeft("10.23.0.2");

    plugin.add("a");
    if (age.equals("new")) {
      // The CHECK of the old one looks for the rules of each family in both.
      plugin.call("CHECK", "a").program(folder + "/portmap").run().ok();
    }
    String ours = rules();
    plugin.call("DEL", "a").program(folder + "/portmap").run().ok();
    nothingIsLeft("10.23.0.2");
    plugin.del("a");

    plugin.call("ADD", "a").program(folder + "/portmap").run().ok();
    if (backend.equals("iptables")) {
      assertEquals("", World.differences(ours, rules()));
    }
    new Plugin(world, "portmap", portmap("", "").config()).del("a");
    nothingIsLeft("10.23.0.2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ \"hostPort\": 0, \"containerPort\": 80 } | portMappings[0].hostPort is 0",
        "{ \"hostPort\": 70000, \"containerPort\": 80 } | from 1 to 65535",
        "{ \"hostPort\": 80 } | portMappings[0].containerPort is missing",
        "{ \"hostPort\": 80, \"containerPort\": 80, \"protocol\": \"icmp\" } | tcp, udp, sctp",
        "{ \"hostPort\": 80, \"containerPort\": 80, \"hostIP\": \"x\" } | is no IP address",
      })
  void aBadMappingIsRefused(String mapping, String named) {
    String result = made("bridge", "a");
    World.Ended add = portmap(mapping, "").after(result).call("ADD", "a").run();
    JsonNode error = Plugin.json(add.out());
    assertTrue(error.path("msg").asString().contains(named), add.out());
  }

  @Test
  void aRunningDnsServerGetsWhatClientsGoOnToSend() {
    String path = conntrack();
    new Traffic(world).outside();
    String result = made("bridge", "a");
    portmap(PORTS, "").after(result).call("ADD", "a").with("PATH", path).run().ok();
    portmap(PORTS, "").after(result).call("DEL", "a").with("PATH", path).run().ok();
    String calls = world.sh("cat conntrack.log").ok();
    String call = "--delete --family %s --proto udp --orig-port-dst 5353\n";
    String both = call.formatted("ipv4") + call.formatted("ipv6");
    assertEquals(both + both, calls);
  }

  @Test
  void whoGoesOnSendingFromOnePortReachesWhoeverHasTheUdpPortByThen() {
    Assumptions.assumeTrue(
        world.sh("command -v conntrack").status() == 0, "needs conntrack (package conntrack)");
    new Traffic(world).outside();
    String udp = "{ \"hostPort\": 5353, \"containerPort\": 53, \"protocol\": \"udp\" }";
    String b = made("bridge", "b");
    String a = made("bridge", "a");
    // The kernel remembers a client that nobody has answered.
    Published.client(world, "udp", "outside", 4040, HOST_V4, 5353, 1);
    assertFalse(remembered().isEmpty());
    portmap(udp, "").after(a).add("a");
    try (Published server = Published.in(world, "a", "udp", 53)) {
      server.answers("outside", 4040, HOST_V4, 5353);
    }
    portmap(udp, "").after(a).del("a");
    assertEquals("", remembered());
    portmap(udp, "").after(b).add("b");
    try (Published server = Published.in(world, "b", "udp", 53)) {
      server.answers("outside", 4040, HOST_V4, 5353);
    }
  }

  private String remembered() {
    return world.sh("conntrack -L -p udp --orig-port-dst 5353 2> /dev/null || true").ok();
  }

  @Test
  @NeedsFullKernel
  void anSctpPortIsReachedByBothBackendsAndTakenForBoth() {
    world.requireKernel(
        "SCTP", "perl -e 'use Socket; socket(S, AF_INET, SOCK_STREAM, 132) or exit 1'");
    new Traffic(world).outside();
    String sctp = "{ \"hostPort\": 3868, \"containerPort\": 3869, \"protocol\": \"sctp\" }";
    String result = made("bridge", "a");
    String second = made("bridge", "b");
    for (String backend : List.of("iptables", "nftables")) {
      String other = backend.equals("iptables") ? "nftables" : "iptables";
      Plugin plugin = portmap(sctp, backend(backend)).after(result);
      plugin.add("a");
      try (Published server = Published.in(world, "a", "sctp", 3869)) {
        server.answers("outside", HOST_V4, 3868).answers("outside", HOST_V6, 3868);
        server.answers("", HOST_V4, 3868);
      }
      // Where nftables is a module, its users tell whether it has to be asked.
      World.Ended add = portmap(sctp, backend(other)).after(second).call("ADD", "b").run();
      assertTrue(add.out().contains("has published it by " + backend), add.out());
      plugin.del("a");
    }
  }

  /** A conntrack that says what it was told, and has found nothing. */
  private String conntrack() {
    return world.wrap("conntrack", "echo \"$*\" >> " + world.folder() + "/conntrack.log\nexit 1\n");
  }
}
