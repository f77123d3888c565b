package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Plugins of all kinds under a kernel that was started without IPv6. It runs on an emulated
 * processor, so each test tries several things.
 */
@NeedsKernelWithoutIpv6
class WithoutIpv6IT {
  private static final String BRIDGE =
      """
      { "cniVersion": "1.1.0", "name": "four", "type": "bridge", "bridge": "b0",
        "isDefaultGateway": true, "ipMasq": true, "hairpinMode": true,
        "ipam": { "type": "host-local", "subnet": "10.21.0.0/24", "dataDir": "DATADIR" } }
      """;

  private static final String DUAL =
      """
      { "cniVersion": "1.1.0", "name": "dual", "type": "bridge", "bridge": "b1", "isGateway": true,
        "ipam": { "type": "host-local", "dataDir": "DATADIR",
                  "ranges": [[{ "subnet": "10.22.0.0/24" }], [{ "subnet": "fd22::/64" }]] } }
      """;

  private static final String LOOPBACK =
      "{ \"cniVersion\": \"1.1.0\", \"name\": \"lo\", \"type\": \"loopback\" }";

  private final World world = World.make();

  @BeforeEach
  void begin() {
    if (Files.exists(Path.of("/proc/sys/net/ipv6"))) {
      Assumptions.abort("this kernel has IPv6");
    }
    world.container("a");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Plugin plugin(String type, String keys) {
    String ipam = BRIDGE.substring(BRIDGE.indexOf("\"ipam\""));
    String head = "{ \"cniVersion\": \"1.1.0\", \"name\": \"four\", \"type\": \"" + type + "\", ";
    return new Plugin(world, type, head + keys + ipam);
  }

  /** What attachments leave on the host, but for what all containers of a network share. */
  private String left() {
    return world
        .sh(
            """
            ls /sys/class/net | grep -v '^b[01]$'; ls data/*/1* /run/mycni/made/* 2> /dev/null || true
            iptables-save | grep -e 8080 -e 10.21.0. || true; nft list ruleset | grep 10.21.0. || true
            """)
        .ok();
  }

  private void isAddedCheckedAndRemoved(Plugin plugin) {
    String result = plugin.add("a");
    world.sh("ip -n a -4 -o address show dev eth0 | grep 10.21.0.").ok();
    assertEquals("", plugin.check("a", result));
    plugin.after(result).del("a");
    assertEquals("", world.sh("ip -n a -o link show dev eth0 2> /dev/null || true").ok());
  }

  @Test
  void interfacesOfEachKindAreMadeAndRemoved() {
    world.sh("ip link add up0 type dummy; ip link set up0 up").ok();
    final String before = left();
    String nftables = "\"ipMasq\": true, \"ipMasqBackend\": \"nftables\", ";
    isAddedCheckedAndRemoved(
        plugin("bridge", "\"bridge\": \"b0\", \"isGateway\": true, " + nftables));
    isAddedCheckedAndRemoved(plugin("ptp", "\"ipMasq\": true, "));
    isAddedCheckedAndRemoved(plugin("macvlan", "\"master\": \"up0\", "));
    Plugin loopback = new Plugin(world, "loopback", LOOPBACK);
    String lo = loopback.call("ADD", "a").with("CNI_IFNAME", "lo").run().ok();
    assertTrue(lo.contains("127.0.0.1/8") && !lo.contains("::1"), lo);
    loopback.after(lo).call("CHECK", "a").with("CNI_IFNAME", "lo").run().ok();
    loopback.call("DEL", "a").with("CNI_IFNAME", "lo").run().ok();
    assertEquals(before, left());
    whereIpv6AddressesWouldBeGivenStatusSaysWhatAnAddFailsOf();
    assertEquals(before, left());
  }

  private void whereIpv6AddressesWouldBeGivenStatusSaysWhatAnAddFailsOf() {
    plugin("ptp", "").call("STATUS", "a").run().ok();
    Plugin dual = new Plugin(world, "bridge", DUAL);
    World.Ended status = dual.call("STATUS", "a").run();
    assertTrue(status.out().contains("\"code\": 50"), status.out());
    assertTrue(status.out().contains("this kernel has no IPv6"), status.out());
    World.Ended add = dual.call("ADD", "a").run();
    assertTrue(add.out().contains("was given, but this kernel has no IPv6"), add.out());
    dual.del("a");
  }

  @Test
  void aChainOfANodeIsMadeAndRemoved() {
    String head = "{ \"cniVersion\": \"1.1.0\", \"name\": \"four\", \"type\": \"TYPE\", ";
    String port = "\"hostPort\": 8080, \"containerPort\": 80, \"protocol\": \"tcp\"";
    String rates =
        "\"ingressRate\": 8000000, \"ingressBurst\": 800000, \"egressRate\": 8000000, \"egressBurst\": 800000 }";
    RuntimeChain chain =
        new RuntimeChain(
            List.of(
                new RuntimeChain.Member(new Plugin(world, "bridge", BRIDGE), true),
                member(
                    head,
                    "portmap",
                    "\"runtimeConfig\": { \"portMappings\": [{ " + port + " }] } }"),
                member(head, "bandwidth", rates),
                member(head, "firewall", "\"backend\": \"iptables\" }"),
                member(head, "tuning", "\"sysctl\": { \"net.core.somaxconn\": \"500\" } }")));
    String before = left();
    String result = chain.add("a");
    world.sh("ip netns exec a ping -q -c 1 -W 5 10.21.0.1; iptables-save | grep 8080").ok();
    assertEquals("", chain.each("CHECK", "a", result));
    assertEquals("", chain.each("DEL", "a", result));
    assertEquals(before, left());
  }

  private RuntimeChain.Member member(String head, String type, String keys) {
    return new RuntimeChain.Member(
        new Plugin(world, type, head.replace("TYPE", type) + keys), true);
  }
}
