package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.service.AgentWords;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The plugin dhcp: leases of a server of the network, which the agent keeps. */
class DhcpIT {
  private static final String BRIDGE =
      """
      { "cniVersion": "1.1.0", "name": "lan", "type": "bridge", "bridge": "br0",
        "ipam": { "type": "dhcp" } }
      """;

  private static final String MACVLAN =
      """
      { "cniVersion": "1.1.0", "name": "lan", "type": "macvlan", "master": "up0",
        "ipam": { "type": "dhcp" } }
      """;

  private final World world = World.make();
  private DhcpServer server;
  private Plugin plugin;

  @AfterEach
  void end() {
    if (server != null) {
      server.close();
    }
    world.close();
  }

  private void onBridge(String... options) {
    server = DhcpServer.onBridge(world, options);
    plugin = new Plugin(world, "bridge", BRIDGE);
    world.container("a");
  }

  private static String address(String result) {
    return Plugin.json(result).path("ips").path(0).path("address").asString().replace("/24", "");
  }

  private String inside() {
    return world.sh("ip -n a -4 -o address show dev eth0; ip -n a route").ok();
  }

  /** Waits until a script in the world succeeds. */
  private void await(String script) {
    String loop = "n=0; until " + script + "; do sleep 0.1; [ $((n=n+1)) -lt 300 ]; done";
    World.Ended ended = world.sh(loop);
    assertEquals(0, ended.status(), script + "\n" + ended.err() + clues());
  }

  /** The server hears of it by a packet, and needs a moment. */
  private void awaitReleased() {
    await("[ ! -s dhcp-leases ]");
  }

  private String clues() {
    return world
        .sh("cat agent.log dhcp-log /run/mycni/dhcp/*/log; ip -n a address; ip -n a route || true")
        .out();
  }

  private void awaitInside(String words) {
    await("(ip -n a -4 -o address show dev eth0; ip -n a route) | grep -q '" + words + "'");
  }

  /** Sends a signal to the client of the only container. */
  private void signal(String name) {
    world.sh("kill -" + name + " $(pids)".replace("$(pids)", "$(" + CLIENTS + ")")).ok();
  }

  private static final String CLIENTS =
      "own=$(readlink /proc/self/ns/mnt); for p in /proc/[1-9]*; do"
          + " if [ \"$(readlink $p/ns/mnt)\" = $own ]"
          + " && [ \"$(cat $p/comm)\" = udhcpc ]; then echo ${p#/proc/}; fi; done 2>/dev/null";

  private List<String> clients() {
    return world.sh(CLIENTS).out().lines().toList();
  }

  private void restartAgent() {
    world.stopAgents();
    world.startAgent();
  }

  private void assertLives() {
    String before = world.snapshot();
    String result = plugin.add("a");
    JsonNode answer = Plugin.json(result);
    assertEquals(DhcpServer.GATEWAY, answer.path("ips").path(0).path("gateway").asString());
    assertEquals(List.of(address(result)), server.leases());
    assertEquals(1, clients().size());
    new Traffic(world).ping("a", DhcpServer.GATEWAY);
    assertTrue(inside().contains("default via " + DhcpServer.GATEWAY), inside());
    assertEquals("", plugin.check("a", result));
    for (int i = 0; i < 3; i++) {
      plugin.del("a");
      awaitReleased();
      assertEquals(List.of(), clients());
    }
    assertTrue(server.log().contains("DHCPRELEASE"), server.log());
    assertEquals("", World.differences(before, world.snapshot()));
    assertEquals("", world.sh("ls /run/mycni/dhcp").ok());
    // The same client gets the same address.
    assertEquals(address(result), address(plugin.add("a")));
    plugin.call("DEL", "a").with("CNI_NETNS", "").run().ok();
    awaitReleased();
  }

  @Test
  void aContainerOnABridgeHasALeaseAsLongAsItLives() {
    onBridge();
    assertLives();
  }

  @Test
  void aContainerOnAMacvlanHasALeaseAsLongAsItLives() {
    server = DhcpServer.behindLink(world);
    plugin = new Plugin(world, "macvlan", MACVLAN);
    world.container("a");
    assertLives();
  }

  @Test
  void whatTheServerSaysIsInTheResultAndOnTheInterface() {
    onBridge(
        "--dhcp-option=121,0.0.0.0/0,10.77.0.2,10.9.0.0/16,10.77.0.3,10.10.0.0/16,0.0.0.0",
        "--dhcp-option=33,10.4.0.0,10.77.0.9",
        "--dhcp-option=6,192.0.2.1,192.0.2.2",
        "--dhcp-option=15,example.org",
        "--dhcp-option=119,a.example.org,b.example.org",
        "--dhcp-option=26,1400");
    Plugin with =
        new Plugin(
            world,
            "bridge",
            BRIDGE.replace(
                "\"dhcp\"",
                "\"dhcp\", \"priority\": 7, \"provide\": [{\"option\": \"host-name\","
                    + " \"fromArg\": \"K8S_POD_NAME\"}, {\"option\": \"60\", \"value\": \"web\"}]"));
    String result =
        with.call("ADD", "a").with("CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAME=web-1").run().ok();
    JsonNode answer = Plugin.json(result);
    assertEquals(3, answer.path("routes").size(), result);
    assertEquals("10.77.0.2", answer.path("routes").path(0).path("gw").asString());
    assertEquals(7, answer.path("routes").path(0).path("priority").asInt());
    assertEquals("192.0.2.1", answer.path("dns").path("nameservers").path(0).asString());
    assertEquals("example.org", answer.path("dns").path("domain").asString());
    assertEquals("b.example.org", answer.path("dns").path("search").path(1).asString());
    String inside = inside();
    assertTrue(inside.contains("default via 10.77.0.2 dev eth0 metric 7"), inside);
    assertTrue(inside.contains("10.9.0.0/16 via 10.77.0.3 dev eth0 metric 7"), inside);
    assertTrue(inside.contains("10.10.0.0/16 dev eth0 scope link metric 7"), inside);
    assertFalse(inside.contains("10.4.0.0"), inside);
    assertEquals("1400\n", world.sh("ip netns exec a cat /sys/class/net/eth0/mtu").ok());
    assertTrue(server.log().contains("client provides name: web-1"), server.log());
    assertTrue(server.log().contains("vendor class: web"), server.log());
    with.del("a");
  }

  @Test
  void aRenewalThatChangesSomethingIsApplied() {
    onBridge("--dhcp-option=26,1400");
    String result = plugin.add("a");
    assertTrue(inside().contains(address(result)), clues());
    server.stop();
    server.start("--dhcp-option=3,10.77.0.5", "--dhcp-option=26,1300");
    signal("USR1");
    awaitInside("default via 10.77.0.5");
    assertFalse(inside().contains("via 10.77.0.1"), inside());
    await("[ $(ip netns exec a cat /sys/class/net/eth0/mtu) = 1300 ]");
    assertEquals(List.of(address(result)), server.leases());
    plugin.del("a");
  }

  @Test
  void anAddressThatTheServerRefusesIsReplaced() {
    onBridge();
    String result = plugin.add("a");
    server.stop();
    world.sh("rm dhcp-leases").ok();
    server.start("--dhcp-range=10.77.0.200,10.77.0.210,255.255.255.0,2m");
    signal("USR1");
    awaitInside("inet 10.77.0.20");
    assertFalse(inside().contains(address(result) + "/"), inside());
    awaitInside("default via 10.77.0.1");
    new Traffic(world).ping("a", DhcpServer.GATEWAY);
    assertTrue(plugin.check("a", result).contains("is gone from eth0"), plugin.check("a", result));
    assertTrue(world.sh("cat agent.log").ok().contains("the lease is of 10.77.0.2"), clues());
    plugin.del("a");
    awaitReleased();
  }

  @Test
  void anAddressWhoseLeaseIsLostGoesAndComesBackWithTheServer() {
    onBridge();
    String result = plugin.add("a");
    server.stop();
    // The client asks in vain, twice, and has no lease then.
    signal("USR1");
    signal("USR1");
    await("! ip -n a -4 address show dev eth0 | grep -q inet");
    assertTrue(world.sh("cat agent.log").ok().contains("the lease was lost"), clues());
    assertTrue(plugin.check("a", result).contains("is gone from eth0"), clues());
    server.start();
    awaitInside("inet " + address(result));
    awaitInside("default via " + DhcpServer.GATEWAY);
    assertEquals("", plugin.check("a", result));
    plugin.del("a");
  }

  @Test
  void leasesOfServersAreListedAndCounted() {
    onBridge();
    Person person = new Person(world);
    assertEquals("There is no lease of a DHCP server.\n", person.mycni("ipam", "dhcp").ok());
    String result = plugin.add("a");
    String[] lines = person.mycni("ipam", "dhcp", "lan").ok().split("\n");
    assertTrue(
        lines[0].matches("NETWORK +CONTAINER +INTERFACE +ADDRESS +ENDS IN +CLIENT"), lines[0]);
    String row = "lan +a +eth0 +" + Pattern.quote(address(result)) + "/24 +\\d+ (s|min|h) +runs";
    assertTrue(lines[1].matches(row), lines[1]);
    JsonNode listed = Plugin.json(person.mycni("ipam", "dhcp", "--json").ok()).path(0);
    assertEquals(address(result) + "/24", listed.path("address").asString());
    assertTrue(listed.path("endsInSeconds").asInt() > 0, listed.toString());
    String valid = "mycni_dhcp_leases{network=\"lan\",state=\"valid\"} ";
    assertTrue(person.mycni("metrics").ok().contains(valid + "1.0\n"));
    server.stop();
    signal("USR1");
    signal("USR1");
    await("! ip -n a -4 address show dev eth0 | grep -q inet");
    String lost = person.mycni("ipam", "dhcp").ok();
    assertTrue(lost.lines().toList().get(1).matches("lan +a +eth0 +none yet +- +runs"), lost);
    assertTrue(person.mycni("metrics").ok().contains(valid + "0.0\n"));
    plugin.del("a");
    assertEquals(
        "There is no lease of a DHCP server in lan.\n", person.mycni("ipam", "dhcp", "lan").ok());
  }

  @Test
  void anAgentThatIsStartedAnewGoesOnWithWhatIsThere() {
    onBridge();
    String result = plugin.add("a");
    List<String> before = clients();
    restartAgent();
    assertEquals(before, clients());
    assertEquals("", plugin.check("a", result));
    server.stop();
    server.start("--dhcp-option=3,10.77.0.5");
    signal("USR1");
    awaitInside("default via 10.77.0.5");
    // A client that somebody ends is started again, and has the same address.
    signal("KILL");
    await("[ -n \"$(" + CLIENTS + ")\" ]");
    await("grep -q 'no DHCP client ran' agent.log");
    assertFalse(before.equals(clients()));
    assertTrue(inside().contains("inet " + address(result)), inside());
    // Nobody renews while nothing runs.
    world.stopAgents();
    signal("KILL");
    world.startAgent();
    await("[ -n \"$(" + CLIENTS + ")\" ]");
    await("[ $(grep -c DHCPACK dhcp-log) -ge 3 ]");
    assertTrue(inside().contains("inet " + address(result)), inside());
    assertTrue(plugin.check("a", result).isEmpty() || inside().contains("10.77.0.5"), clues());
    plugin.del("a");
    awaitReleased();
  }

  @Test
  void nothingIsLeftWhereNoServerAnswersAndTheErrorSaysSo() {
    onBridge();
    server.stop();
    String before = world.snapshot();
    Process add = plugin.call("ADD", "a").start();
    await("[ -n \"$(" + CLIENTS + ")\" ]");
    World.Ended ended = World.await(add);
    assertEquals(1, ended.status());
    assertTrue(ended.out().contains("no DHCP server has given eth0 an address"), ended.out());
    assertTrue(ended.out().contains("everything that had been changed was undone"), ended.out());
    assertEquals(List.of(), clients());
    assertEquals("", World.differences(before, world.snapshot()));
    assertEquals(
        "", world.sh("ls /run/mycni/dhcp /run/mycni/made | grep -v : || true").ok().strip());
  }

  @Test
  void whatFailsBehindTheLeaseIsUndoneWithIt() {
    onBridge();
    for (String line : List.of("address add", "route prepend")) {
      plugin.assertUndone("a", line);
      awaitReleased();
      assertEquals(List.of(), clients());
    }
  }

  @Test
  void aGcReleasesWhatIsNotValidAndAContainerThatIsGoneIsNoticed() {
    onBridge();
    plugin.add("a");
    world.container("b");
    String kept = plugin.add("b");
    String valid =
        "\"cni.dev/valid-attachments\": [{\"containerID\": \"b\", \"ifname\": \"eth0\"}]";
    plugin.with(valid).call("GC", "").run().ok();
    assertEquals(List.of(address(kept)), server.leases());
    assertFalse(world.sh("ip -n a link").ok().contains("eth0"));
    world.sh("ip netns delete b").ok();
    await("[ ! -s dhcp-leases ]");
    assertEquals(List.of(), clients());
    plugin.del("b");
  }

  @Test
  void withoutAnAgentAnAddSaysWhatIsMissingAndADelWorks() {
    onBridge();
    plugin.add("a");
    world.stopAgents();
    plugin.del("a");
    awaitReleased();
    String before = world.snapshot();
    for (String type : List.of("bridge", "dhcp")) {
      World.Ended ended = world.call("ADD", "a", BRIDGE).program(type).run();
      assertEquals(1, ended.status());
      assertTrue(ended.out().contains("DHCP leases need mycni's agent"), ended.out());
      assertTrue(ended.out().contains(AgentWords.SWITCH_ON), ended.out());
    }
    World.Ended alone =
        plugin.call("ADD", "a").with("CNI_PATH", world.folder().resolve("none").toString()).run();
    assertTrue(alone.out().contains("DHCP leases need mycni's agent"), alone.out());
    assertEquals("", World.differences(before, world.snapshot()));
    World.Ended status = world.call("STATUS", "a", BRIDGE).program("bridge").run();
    assertTrue(status.out().contains("\"code\": 50"), status.out());
    assertTrue(status.out().contains("DHCP leases need mycni's agent"), status.out());
    world.startAgent();
    world.call("STATUS", "a", BRIDGE).program("bridge").run().ok();
  }

  @Test
  void anErrorNamesThePackageOfAClientThatIsMissing() {
    onBridge();
    String before = world.snapshot();
    world.sh("touch none; mount --bind none $(readlink -f $(command -v udhcpc))").ok();
    World.Ended ended = plugin.call("ADD", "a").run();
    assertEquals(1, ended.status());
    assertTrue(ended.out().contains("the DHCP client 'udhcpc' is needed"), ended.out());
    assertTrue(ended.out().contains("install the package 'udhcpc'"), ended.out());
    assertEquals("", World.differences(before, world.snapshot()));
    World.Ended status = plugin.call("STATUS", "a").run();
    assertTrue(status.out().contains("\"code\": 50"), status.out());
  }

  @Test
  @NeedsFullKernel
  void anIpvlanHasALeaseThoughItsHardwareAddressIsItsMasters() {
    KernelNeed.IPVLAN.require(world);
    server = DhcpServer.behindLink(world);
    plugin = new Plugin(world, "ipvlan", MACVLAN.replace("macvlan", "ipvlan"));
    world.container("a");
    assertLives();
  }

  /** Of a node in a container, say, whose processes the host sees. */
  @Test
  void clientsOfAnotherMyCniAreLeftAlone() {
    onBridge();
    plugin.add("a");
    List<String> clients = clients();
    try (World other = World.make()) {
      other.container("a");
      new Plugin(other, "bridge", BRIDGE).del("a");
    }
    assertEquals(clients, clients());
    plugin.del("a");
  }

  @Test
  void itServesOtherMainPlugins() {
    server = DhcpServer.behindLink(world);
    world.container("a");
    assertServes("macvlan", MACVLAN);
    awaitReleased();
  }

  /** The reference's bridge gives back what it has when its link is gone, so nobody hears it. */
  @Test
  void whatCannotBeGivenBackAnyMoreKeepsNoDelFromItsWork() {
    onBridge();
    assertServes("bridge", BRIDGE);
  }

  private void assertServes(String type, String config) {
    String theirs = Reference.newest() + "/" + type;
    String result = world.call("ADD", "a", config).program(theirs).run().ok();
    new Traffic(world).ping("a", DhcpServer.GATEWAY);
    assertEquals(List.of(address(result)), server.leases());
    String after = Configs.after(config, result);
    world.call("CHECK", "a", after).program(theirs).run().ok();
    world.call("DEL", "a", after).program(theirs).run().ok();
    assertEquals(List.of(), clients());
    assertEquals("", world.sh("ls /run/mycni/dhcp").ok());
  }
}
