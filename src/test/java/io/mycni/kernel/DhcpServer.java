// A DHCP server in a namespace of its own, dnsmasq, which knows as little of mycni as one of a real
// network does.
package io.mycni.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The server of a world; its namespace is named {@code server}. */
final class DhcpServer implements AutoCloseable {
  static final String GATEWAY = "10.77.0.1";

  private static final Path DNSMASQ = Path.of("/usr/sbin/dnsmasq");

  private final World world;
  private Process process;

  private DhcpServer(World world) {
    this.world = world;
    Assumptions.assumeTrue(Files.isExecutable(DNSMASQ), "needs dnsmasq (package dnsmasq-base)");
  }

  /** Makes the bridge br0 in the world's host, and a server on it. */
  static DhcpServer onBridge(World world, String... options) {
    DhcpServer server = new DhcpServer(world);
    world
        .sh(
            """
            ip link add br0 type bridge; ip link set br0 up
            ip netns add server
            ip link add srv0 master br0 type veth peer name eth0 netns server; ip link set srv0 up
            """)
        .ok();
    server.setUp(options);
    return server;
  }

  /** Makes a server behind the link up0 of the world's host. */
  static DhcpServer behindLink(World world, String... options) {
    world.sh("ip link add up0 type veth peer name outside; ip link set up0 up").ok();
    return behind(world, "outside", options);
  }

  /** Moves a link of the host to a server. */
  static DhcpServer behind(World world, String link, String... options) {
    DhcpServer server = new DhcpServer(world);
    world.sh("ip netns add server; ip link set " + link + " netns server name eth0").ok();
    server.setUp(options);
    return server;
  }

  private void setUp(String... options) {
    world
        .sh(
            """
            ip -n server address add 10.77.0.1/24 dev eth0; ip -n server link set eth0 up
            n=0; until ip -n server link show eth0 | grep -q 'state UP'; do
              sleep 0.05; [ $((n=n+1)) -lt 200 ]
            done
            """)
        .ok();
    start(options);
  }

  /** Starts it, with leases of two minutes, which is the least that dnsmasq gives. */
  void start(String... options) {
    String words =
        "exec nsenter --net=/run/netns/server dnsmasq --no-daemon --user=root --port=0 --interface=eth0"
            + " --bind-interfaces --conf-file=/dev/null --pid-file= --no-ping --log-dhcp"
            + " --dhcp-authoritative"
            + " --dhcp-leasefile=dhcp-leases --log-facility=-"
            + String.join("", List.of(options).stream().map(option -> " '" + option + "'").toList())
            + (String.join(" ", options).contains("--dhcp-range")
                ? ""
                : " --dhcp-range=10.77.0.50,10.77.0.99,255.255.255.0,2m")
            + " >> dhcp-log 2>&1";
    process = world.start(Map.of(), "", "sh", "-c", words);
    // It is ready when it listens.
    world
        .sh(
            "n=0; until ip netns exec server grep -q ':0043 ' /proc/net/udp; do sleep 0.05; [ $((n=n+1)) -lt 200 ]; done")
        .ok();
  }

  /** Ends it as a crash would; its leases are on its disk. */
  void stop() {
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the addresses that are leased by now. */
  List<String> leases() {
    return world.sh("cut -d' ' -f3 dhcp-leases 2>/dev/null || true").ok().lines().toList();
  }

  /** Returns what it has said of what it was asked. */
  String log() {
    return world.sh("cat dhcp-log").ok();
  }

  @Override
  public void close() {
    stop();
  }
}
