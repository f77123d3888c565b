package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import io.mycni.keys.TypeName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The chain of a Kubernetes node, from end to end mycni's own. */
@InBothModes
class NodeChainIT {
  private static final String CHAIN =
      """
      { "cniVersion": "1.1.0", "name": "mynet", "plugins": [
        { "type": "mycni", "bridge": "mybr0", "isDefaultGateway": true, "ipMasq": true, "hairpinMode": true,
          "ipam": { "type": "host-local", "dataDir": "DATADIR",
            "ranges": [ [ { "subnet": "10.16.0.0/16" } ], [ { "subnet": "fd16::/64" } ] ] } },
        { "type": "mycni-portmap", "capabilities": { "portMappings": true } },
        { "type": "mycni-bandwidth", "capabilities": { "bandwidth": true },
          "ingressRate": 80000000, "ingressBurst": 8000000, "egressRate": 80000000, "egressBurst": 8000000 },
        { "type": "mycni-firewall", "backend": "iptables" },
        { "type": "mycni-tuning", "sysctl": { "net.ipv4.conf.IFNAME.arp_filter": "1" }, "mtu": 1400 } ] }
      """;

  private final World world = World.make();
  private final Person person = new Person(world);
  private final Traffic traffic = new Traffic(world).outside();

  @AfterEach
  void end() {
    world.close();
  }

  private void install() {
    world.sh("for n in portmap bandwidth firewall tuning; do ln -sf mycni bin/mycni-$n; done").ok();
    person.configure("10-mynet.conflist", CHAIN);
    world.container("a").container("b");
    for (String container : List.of("a", "b")) {
      world.sh("ip -n " + container + " link set lo up").ok();
    }
  }

  private static String published(int port) {
    return "--cap-args={\"portMappings\": [{\"hostPort\": "
        + port
        + ", \"containerPort\": 4711, \"protocol\": \"tcp\"}]}";
  }

  @Test
  void aPublishedPortIsReachedFromEverywhereThoughTheHostDropsWhatItForwards() {
    install();
    world.sh("iptables -P FORWARD DROP; ip6tables -P FORWARD DROP").ok();
    person.mycni("add", "mynet", "b").ok();
    person.mycni("add", "mynet", "a", published(8080)).ok();
    for (String outside : List.of(Traffic.OUTSIDE_V4, Traffic.OUTSIDE_V6)) {
      traffic.ping("a", outside).tcp("a", "outside", outside);
    }
    // Whom a host that drops lets in to published ports is said in the chain of its owner.
    for (String tool : List.of("iptables", "ip6tables")) {
      world.sh(tool + " -A CNI-ADMIN -m conntrack --ctstate DNAT -j ACCEPT").ok();
    }
    for (String host : List.of("198.51.100.1", "2001:db8::1")) {
      traffic.published("outside", host, 8080, "a");
      traffic.published("b", host, 8080, "a");
      traffic.published("a", host, 8080, "a");
    }
    traffic.publishedOnHost("127.0.0.1", 8080, "a");
    person.mycni("check", "mynet", "a", published(8080)).ok();
    assertEquals("1400\n", world.sh("ip netns exec a cat /sys/class/net/eth0/mtu").ok());
    person.mycni("del", "mynet", "a", published(8080)).ok();
    person.mycni("del", "mynet", "b").ok();
    String left = world.snapshot();
    assertFalse(
        left.contains("10.16.0.2") || left.contains("bwp") || left.contains("mycni:"), left);
  }

  @Test
  void whatIsFlushedOfTheWholeChainIsMissedByCheckAndPutBackByReload() {
    install();
    person.mycni("add", "mynet", "a", published(8080)).ok();
    traffic.published("outside", "198.51.100.1", 8080, "a");
    world
        .sh(
            "iptables -t nat -F; iptables -F; ip6tables -t nat -F; ip6tables -F;"
                + " for l in $(ls /sys/class/net/mybr0/brif); do tc qdisc del dev $l root; done")
        .ok();
    assertNotEquals(0, person.mycni("check", "mynet", "a", published(8080)).status());
    String said = person.mycni("reload").ok();
    assertTrue(said.contains("put back"), said);
    person.mycni("check", "mynet", "a", published(8080)).ok();
    traffic.published("outside", "198.51.100.1", 8080, "a");

    // Without what is kept of the ADD, all but the ports can be told by what is there.
    world.sh("mv /var/lib/cni/results kept; iptables -t nat -F; iptables -F; ip6tables -F").ok();
    World.Ended reload = person.mycni("reload");
    assertTrue(reload.ok().contains("1 damaged"), reload.out());
    assertTrue(reload.err().contains("(tcp:8080), and to which of its ports"), reload.err());
    world.sh("mv kept /var/lib/cni/results").ok();
    World.Ended check = person.mycni("check", "mynet", "a", published(8080));
    assertTrue(check.err().contains("mycni-portmap refused CHECK"), check.err());
    world.sh("iptables -S CNI-FORWARD | grep 10.16.0.2").ok();
  }

  @Test
  void aGcCollectsWhatTheWholeChainHasLeftOfAContainerThatIsGone() {
    install();
    final String before = afterOne();
    person.mycni("add", "mynet", "a", published(8080)).ok();
    world.sh("ip netns delete a").ok();
    String said = person.mycni("gc", "mynet").ok();
    world.container("a");
    assertEquals("", World.differences(before, snapshot()), said);
  }

  /** What stays for all containers is there: the bridge, forwarding, chains without rules. */
  private String afterOne() {
    person.mycni("add", "mynet", "b", published(8081)).ok();
    person.mycni("del", "mynet", "b", published(8081)).ok();
    return snapshot();
  }

  private String snapshot() {
    world.sh("rm -f data/mynet/last_reserved_ip.*").ok();
    return world.snapshot();
  }

  @Test
  void aHundredContainersAtOnceGetTheWholeChainAndLoseItWithoutATrace() {
    install();
    world.sh("for i in $(seq 100); do ip netns add c$i; done").ok();
    final String before = afterOne();
    each("ADD");
    assertEquals("100\n", world.sh("ls /sys/class/net/mybr0/brif | wc -l").ok());
    traffic.published("outside", "198.51.100.1", 9057, "c57");
    each("DEL");
    assertEquals("", World.differences(before, snapshot()));
  }

  /** By sixteen at a time, as a runtime that starts a node's pods. */
  private void each(String verb) {
    try (ExecutorService pool = Executors.newFixedThreadPool(16)) {
      List<Future<String>> calls = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        String container = "c" + i;
        RuntimeChain chain = chain(9000 + i);
        calls.add(
            pool.submit(() ->
                verb.equals("ADD")
                    ? chain.tryAdd(container).refusal()
                    : chain.each("DEL", container, "")));
      }
      for (Future<String> call : calls) {
        assertEquals("", call.get());
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** The same chain, plugin by plugin. */
  private RuntimeChain chain(int port) {
    List<RuntimeChain.Member> members = new ArrayList<>();
    for (JsonNode each : Plugin.json(CHAIN).path("plugins")) {
      ObjectNode config = ((ObjectNode) each).deepCopy();
      String type = TypeName.of(config.path("type").asString());
      config.put("cniVersion", "1.1.0").put("name", "mynet").put("type", type);
      if (type.equals("portmap")) {
        ObjectNode mapping = config.putObject("runtimeConfig").putArray("portMappings").addObject();
        mapping.put("hostPort", port).put("containerPort", 4711).put("protocol", "tcp");
      }
      String text = new String(Json.write(config), StandardCharsets.UTF_8);
      members.add(new RuntimeChain.Member(new Plugin(world, type, text), true));
    }
    return new RuntimeChain(members);
  }
}
