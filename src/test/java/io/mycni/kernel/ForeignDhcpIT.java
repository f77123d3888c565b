package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The reference's dhcp, which needs the interface, behind mycni's plugins. */
@InBothModes
class ForeignDhcpIT {
  private static final String CONFIG =
      """
      { "cniVersion": "1.1.0", "name": "lan", KEYS,
        "ipam": { "type": "dhcp", "daemonSocketPath": "SOCKET" } }
      """;

  private final World world = World.make();
  private final String theirs = Reference.newest();
  private Process daemon;
  private DhcpServer server;

  @AfterEach
  void end() {
    stopDaemon();
    if (server != null) {
      server.close();
    }
    world.close();
  }

  private String config(String keys) {
    return CONFIG
        .replace("KEYS", keys)
        .replace("SOCKET", world.folder().resolve("dhcp.sock").toString());
  }

  private World.Call call(String type, String verb, String config) {
    return world.call(verb, "a", config).program(type).with("CNI_PATH", theirs);
  }

  private void startDaemon() {
    String socket = world.folder().resolve("dhcp.sock").toString();
    String words = "exec " + theirs + "/dhcp daemon -socketpath " + socket;
    world.sh("rm -f dhcp.sock").ok();
    daemon =
        world.start(
            Map.of(), "", "sh", "-c", words + " -resendtimeout 6s -timeout 2s >> daemon-log 2>&1");
    world.sh("n=0; until [ -S dhcp.sock ]; do sleep 0.05; [ $((n=n+1)) -lt 200 ]; done").ok();
  }

  private void stopDaemon() {
    if (daemon != null) {
      daemon.destroyForcibly();
      World.await(daemon);
      daemon = null;
    }
  }

  /** Its daemon gives leases back in a form that dnsmasq does not take, but says that it does. */
  private void assertAllReleased() {
    String log = world.sh("cat daemon-log").ok();
    int taken = log.split("lease acquired", -1).length;
    assertEquals(taken, log.split("releasing lease", -1).length, log);
    assertFalse(log.contains("failed"), log);
  }

  private void assertLives(String type, String config) {
    startDaemon();
    String before = world.container("a").snapshot();
    String result = call(type, "ADD", config).run().ok();
    String address = Plugin.json(result).path("ips").path(0).path("address").asString();
    assertTrue(address.startsWith("10.77.0.") && address.endsWith("/24"), result);
    assertEquals(
        DhcpServer.GATEWAY, Plugin.json(result).path("ips").path(0).path("gateway").asString());
    new Traffic(world).ping("a", DhcpServer.GATEWAY);
    assertTrue(world.sh("ip -n a route").ok().contains("default via " + DhcpServer.GATEWAY));
    assertEquals(List.of(address.replace("/24", "")), server.leases());
    String after = Configs.after(config, result);
    call(type, "CHECK", after).run().ok();
    for (int i = 0; i < 3; i++) {
      call(type, "DEL", after).run().ok();
      assertAllReleased();
    }
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @Test
  void aBridgeHasAddressesOfIt() {
    server = DhcpServer.onBridge(world);
    assertLives("bridge", config("\"type\": \"bridge\", \"bridge\": \"br0\", \"mtu\": 1400"));
  }

  @Test
  void aMacvlanHasAddressesOfIt() {
    server = DhcpServer.behindLink(world);
    assertLives("macvlan", config("\"type\": \"macvlan\", \"master\": \"up0\""));
  }

  @Test
  void aDeviceOfTheHostHasAddressesOfIt() {
    server = DhcpServer.onBridge(world);
    world.sh("ip link add dev0 type veth peer name port0; ip link set port0 master br0 up").ok();
    assertLives("host-device", config("\"type\": \"host-device\", \"device\": \"dev0\""));
  }

  @Test
  void nothingIsLeftWhereNobodyGivesAnAddress() {
    String config = config("\"type\": \"bridge\", \"bridge\": \"br1\"");
    startDaemon();
    String before = world.container("a").snapshot();
    World.Ended ended = call("bridge", "ADD", config).run();
    assertEquals(1, ended.status(), ended.out());
    assertTrue(ended.out().contains("everything that had been changed was undone"), ended.out());
    assertEquals("", World.differences(before, world.snapshot()));
    stopDaemon();
    ended = call("bridge", "ADD", config).run();
    assertTrue(ended.out().contains("error dialing DHCP daemon"), ended.out());
    assertEquals("", World.differences(before, world.snapshot()));
    assertEquals("", world.sh("ls /run/mycni/made 2>/dev/null || true").ok());
  }

  @Test
  void whatFailsBehindTheLeaseIsUndoneWithLeaseAndLink() {
    server = DhcpServer.onBridge(world);
    startDaemon();
    String config = config("\"type\": \"bridge\", \"bridge\": \"br0\"");
    String before = world.container("a").snapshot();
    for (String line : List.of("address add", "route prepend")) {
      String path = Spoilt.tool(world, "ip", line);
      World.Ended ended = call("bridge", "ADD", config).with("PATH", path).run();
      assertEquals(1, ended.status(), ended.out());
      assertTrue(ended.out().contains("everything that had been changed was undone"), ended.out());
      assertEquals("", World.differences(before, world.snapshot()));
      assertAllReleased();
      assertEquals("", world.sh("ls /run/mycni/made 2>/dev/null || true").ok());
    }
  }

  @Test
  void aDelWithoutTheDaemonRemovesTheLinkAndSaysWhatIsLeft() {
    server = DhcpServer.onBridge(world);
    startDaemon();
    String config = config("\"type\": \"bridge\", \"bridge\": \"br0\"");
    world.container("a");
    call("bridge", "ADD", config).run().ok();
    stopDaemon();
    World.Ended ended = call("bridge", "DEL", config).run();
    assertEquals(1, ended.status(), ended.out());
    assertTrue(ended.out().contains("error dialing DHCP daemon"), ended.out());
    assertFalse(world.sh("ip -n a link").ok().contains("eth0"));
    startDaemon();
    call("bridge", "DEL", config).run().ok();
  }
}
