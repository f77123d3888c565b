package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin firewall, behind a bridge. */
@InBothModes
class FirewallIT {
  /** Both versions of the reference write the same rules, but for the comments of isolation. */
  private static final List<String> VERSIONS = List.of("newest", "debian");

  private final World world = World.make();
  private final Traffic traffic = new Traffic(world);

  @AfterEach
  void end() {
    world.close();
  }

  /** A bridge of both families: {@code br1} has the subnets 10.61.0.0/24 and fd61::/64. */
  private static String bridge(int number) {
    return """
    { "cniVersion": "1.0.0", "name": "netN", "type": "bridge", "bridge": "brN",
      "isDefaultGateway": true,
      "ipam": { "type": "host-local", "dataDir": "DATADIR",
                "ranges": [[{ "subnet": "10.6N.0.0/24" }], [{ "subnet": "fd6N::/64" }]] } }
    """
        .replace("N", String.valueOf(number));
  }

  /** A container on a bridge, and what the firewall is told of it. */
  private final class Chained {
    private final int bridge;
    private final String container;
    private final String keys;
    private String result = "";

    Chained(int bridge, String container, String keys) {
      this.bridge = bridge;
      this.container = container;
      this.keys = keys;
    }

    /** Makes the interface alone. */
    Chained connected() {
      world.container(container);
      result = world.call("ADD", container, bridge(bridge)).program("bridge").run().ok();
      return this;
    }

    Plugin firewall() {
      String config =
          "{ \"cniVersion\": \"1.0.0\", \"name\": \"net" + bridge + "\", \"type\": \"firewall\"";
      return new Plugin(world, "firewall", config + (keys.isEmpty() ? "" : ", ") + keys + " }")
          .after(result);
    }

    Chained added() {
      connected();
      assertEquals(Plugin.json(result), Plugin.json(firewall().add(container)), "passed on");
      return this;
    }

    void check() {
      assertEquals("", message(firewall().call("CHECK", container).run()));
    }

    String broken() {
      return message(firewall().call("CHECK", container).run());
    }

    private String message(World.Ended ended) {
      return ended.status() == 0 ? "" : Plugin.json(ended.out()).path("msg").asString();
    }
  }

  private Chained on(int bridge, String container, String keys) {
    return new Chained(bridge, container, keys);
  }

  private static String backend(String backend) {
    return "\"backend\": \"" + backend + "\"";
  }

  /** The node drops what it forwards, and leads to a host outside, which knows the way back. */
  private void dropping(String backend) {
    traffic.outside();
    world
        .sh(
            """
            ip -n outside route add 10.61.0.0/16 via 198.51.100.1
            ip -n outside route add 10.0.0.0/8 via 198.51.100.1
            ip -n outside -6 route add fd00::/8 via 2001:db8::1
            ip -n outside route add default via 198.51.100.1
            """)
        .ok();
    if (backend.equals("nftables")) {
      world
          .sh(
              """
              nft add table inet cni_firewall
              nft 'add chain inet cni_firewall forward { type filter hook forward priority filter; policy drop; }'
              """)
          .ok();
    } else {
      world.sh("iptables -P FORWARD DROP; ip6tables -P FORWARD DROP").ok();
    }
  }

  private boolean reaches(String from, String address) {
    return world.sh("ip netns exec " + from + " ping -q -c 1 -W 1 " + address).status() == 0;
  }

  private String rules() {
    return world
        .sh(
            "(iptables-save -t filter; ip6tables-save -t filter) | grep -v '^#'"
                + " | sed 's/ \\[.*\\]$//'; nft --stateless list ruleset")
        .ok();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iptables", "nftables"})
  void onlyTheContainersTrafficIsLetThrough(String backend) {
    dropping(backend);
    Chained before = on(1, "b", backend(backend)).connected();
    Chained a = on(1, "a", backend(backend)).added();
    for (String address : List.of(Traffic.OUTSIDE_V4, Traffic.OUTSIDE_V6)) {
      traffic.ping("a", address).tcp("a", "outside", address);
      assertFalse(reaches("b", address), "nothing lets b through");
    }
    assertFalse(reaches("outside", "10.61.0.3"), "a connection from outside");
    assertFalse(reaches("outside", "fd61::3"), "a connection from outside");
    a.check();
    a.firewall().del("a");
    assertFalse(reaches("a", Traffic.OUTSIDE_V4));
    assertFalse(reaches("a", Traffic.OUTSIDE_V6));
    assertNotEquals("", before.result);
  }

  /** What the owner writes comes before. */
  @Test
  void theOwnersChainComesBeforeTheContainers() {
    dropping("iptables");
    world.sh("iptables -A FORWARD -i nosuchlink -j DROP").ok();
    Chained a = on(1, "a", "\"iptablesAdminChainName\": \"MINE\"").added();
    String forward = world.sh("iptables -S FORWARD; iptables -S CNI-FORWARD").ok();
    assertTrue(
        forward.matches(
            "(?s)-P FORWARD DROP\n-A FORWARD [^\n]* -j CNI-FORWARD\n-A FORWARD -i nosuchlink.*"
                + "-N CNI-FORWARD\n-A CNI-FORWARD [^\n]* -j MINE\n-A CNI-FORWARD -d .*"),
        forward);
    traffic.ping("a", Traffic.OUTSIDE_V4);
    world
        .sh(
            "iptables -A MINE -d 198.51.100.2 -m conntrack --ctstate NEW -j DROP; iptables -A MINE -i up0 -j ACCEPT")
        .ok();
    assertFalse(reaches("a", Traffic.OUTSIDE_V4));
    traffic.tcp("outside", "a", "10.61.0.2");
    a.firewall().del("a");
    assertTrue(rules().contains("-A MINE -d 198.51.100.2/32 -m conntrack"), "it is the owner's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iptables", "nftables"})
  void bridgesOfTheSamePolicyAreKeptApart(String backend) {
    String keys = backend(backend) + ", \"ingressPolicy\": \"same-bridge\"";
    dropping(backend);
    Chained a = on(1, "a", keys).added();
    on(1, "b", keys).added();
    Chained c = on(2, "c", keys).added();
    traffic.tcp("a", "b", "10.61.0.3").tcp("a", "b", "fd61::3");
    for (String address : List.of("10.62.0.2", "fd62::2")) {
      assertFalse(reaches("a", address), "from one bridge to the other");
    }
    traffic.ping("a", Traffic.OUTSIDE_V4).ping("c", Traffic.OUTSIDE_V6);
    a.check();
    c.check();
  }

  /** Without the policy they reach each other, so that the test above tells something. */
  @Test
  void openBridgesReachEachOther() {
    dropping("iptables");
    on(1, "a", "").added();
    on(2, "c", "").added();
    traffic.tcp("a", "c", "10.62.0.2").tcp("a", "c", "fd62::2");
  }

  @Test
  void byNftablesContainersOfOneBridgeAreKeptApartWithoutBrNetfilter() {
    traffic.outside();
    world.sh("sysctl -qw net.bridge.bridge-nf-call-iptables=0 || true").ok();
    world.sh("sysctl -qw net.bridge.bridge-nf-call-ip6tables=0 || true").ok();
    String keys = backend("nftables") + ", \"ingressPolicy\": \"isolated\"";
    Chained a = on(1, "a", keys).added();
    on(1, "b", keys).added();
    on(1, "open", backend("nftables")).added();
    for (String address : List.of("10.61.0.3", "fd61::3", "10.61.0.4")) {
      assertFalse(reaches("a", address), address);
    }
    traffic.ping("a", "10.61.0.1").ping("a", "fd61::1");
    a.check();
    a.firewall().del("a");
    // The kernel may still wait for the answer to what was dropped.
    world.sh("ip -n a neighbour flush all").ok();
    traffic.ping("a", "10.61.0.4").ping("a", "fd61::4");
  }

  /** As Kubernetes' nodes have it. */
  @Test
  void byIptablesContainersOfOneBridgeAreKeptApartByBrNetfilter() {
    world.requireKernel("br_netfilter", "sysctl -qw net.bridge.bridge-nf-call-iptables=1");
    world.sh("sysctl -qw net.bridge.bridge-nf-call-ip6tables=1").ok();
    dropping("iptables");
    String keys = backend("iptables") + ", \"ingressPolicy\": \"isolated\"";
    Chained a = on(1, "a", keys).added();
    on(1, "b", keys).added();
    assertFalse(reaches("a", "10.61.0.3"));
    assertFalse(reaches("a", "fd61::3"));
    traffic.ping("a", Traffic.OUTSIDE_V4).ping("a", Traffic.OUTSIDE_V6).ping("a", "10.61.0.1");
    a.check();
  }

  @Test
  void aDryRunSaysWhereIptablesKeepsNobodyApart() {
    world.sh("sysctl -qw net.bridge.bridge-nf-call-iptables=0 || true").ok();
    Chained a = on(1, "a", "\"ingressPolicy\": \"isolated\"").connected();
    String before = world.snapshot();
    String plan = a.firewall().call("ADD", "a").with("MYCNI_DRY_RUN", "1").run().err();
    assertTrue(plan.contains("-i br1 -o br1 -m comment"), plan);
    assertTrue(plan.contains("bridge-nf-call-iptables is not 1"), plan);
    assertEquals(before, world.snapshot());
  }

  @Test
  void aDryRunSaysWhichChainDropsInSpiteOfTheBackendNftables() {
    world
        .sh(
            "iptables -P FORWARD DROP; nft add table inet own; nft 'add chain inet own f"
                + " { type filter hook forward priority 0; policy drop; }'")
        .ok();
    Chained a = on(1, "a", backend("nftables")).connected();
    String plan = a.firewall().call("ADD", "a").with("MYCNI_DRY_RUN", "1").run().err();
    assertTrue(plan.contains("! the chain ip filter FORWARD of nftables drops"), plan);
    assertTrue(plan.contains("! the chain inet own f of nftables drops"), plan);
  }

  @Test
  void aDoctorNamesTheChainThatDropsInSpiteOfTheBackendNftables() {
    world.sh("iptables -P FORWARD DROP").ok();
    Person person = new Person(world);
    String list =
        "{\"cniVersion\": \"1.1.0\", \"name\": \"net1\", \"plugins\": ["
            + bridge(1)
            + ", { \"type\": \"firewall\", \"backend\": \"nftables\" }]}";
    person.configure("10-net1.conflist", list);
    world.container("a");
    person.mycni("add", "net1", "a").ok();
    String doctor = person.mycni("doctor").out();
    assertTrue(doctor.contains("the chain ip filter FORWARD of nftables drops"), doctor);
    assertFalse(doctor.contains("masquerade rules without a link"), doctor);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          iptables, iptables -F; iptables -X, the chain CNI-FORWARD of IPv4
          iptables, iptables -D CNI-FORWARD -s 10.61.0.2 -j ACCEPT, -s 10.61.0.2/32 -j ACCEPT
          iptables, ip6tables -D FORWARD 2, FORWARD of IPv6 does not lead to the chain CNI-FORWARD
          iptables, iptables -D CNI-FORWARD 1, does not lead to CNI-ADMIN
          iptables, iptables -D FORWARD 1, FORWARD of IPv4 does not lead to the chain CNI-ISOLATION-STAGE-1
          iptables, iptables -D CNI-ISOLATION-STAGE-2 -o br1 -m comment --comment 'CNI firewall plugin rules (ingressPolicy: same-bridge|isolated)' -j DROP, -o br1 -j DROP
          iptables, nft flush ruleset, the chain CNI-FORWARD of IPv6
          nftables, nft flush ruleset, the nftables table inet cni_firewall is gone
          nftables, nft flush chain inet cni_firewall forward, has lost rules
          nftables, nft flush chain inet cni_firewall containers, about the saddr fd61::2
          nftables, nft flush chain inet cni_firewall isolation_2, the chain isolation_2
          """)
  void whatSomebodyWipesIsNamedAndPutBack(String backend, String wiping, String named) {
    Person person = new Person(world);
    String firewall =
        "{ \"type\": \"firewall\", \"ingressPolicy\": \"same-bridge\", " + backend(backend) + " }";
    person.configure(
        "10-net1.conflist",
        "{\"cniVersion\": \"1.1.0\", \"name\": \"net1\", \"plugins\": ["
            + bridge(1)
            + ", "
            + firewall
            + "]}");
    world.container("a");
    person.mycni("add", "net1", "a").ok();
    person.mycni("check", "net1", "a").ok();
    String before = rules();
    world.sh(wiping).ok();
    World.Ended check = person.mycni("check", "net1", "a");
    assertTrue(check.status() != 0 && check.err().contains(named), check.err());
    person.mycni("reload").ok();
    person.mycni("check", "net1", "a").ok();
    assertEquals(sorted(before), sorted(rules()));
    if (wiping.contains("flush ruleset")) {
      // The bridge is found by what is there where nobody keeps what the ADD has answered.
      world.sh(wiping + "; mv /var/lib/cni/results kept").ok();
      assertEquals(
          "1 put back, 0 complete", person.mycni("reload").ok().lines().toList().getLast());
      world.sh("mv kept /var/lib/cni/results").ok();
      person.mycni("check", "net1", "a").ok();
    }
    person.mycni("del", "net1", "a").ok();
  }

  private static List<String> sorted(String rules) {
    return rules.lines().filter(line -> !line.startsWith("#")).sorted().distinct().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iptables", "nftables"})
  void aDelSucceedsAnyNumberOfTimesAndWithoutAnything(String backend) {
    Chained a = on(1, "a", backend(backend)).connected();
    on(1, "b", backend(backend)).added();
    String before = rules();
    a.firewall().add("a");
    world.remove("a");
    Plugin withoutResult =
        new Plugin(
            world,
            "firewall",
            "{ \"cniVersion\": \"1.0.0\", \"name\": \"net1\", \"type\": \"firewall\" }");
    withoutResult.call("DEL", "a").with("CNI_NETNS", "").run().ok();
    assertEquals(before, rules());
    withoutResult.del("a");
    a.firewall().del("a");
    assertEquals(before, rules());
  }

  /** kubelets repeat a DEL; by then the address may be another container's. */
  @Test
  void aLateDelTakesNothingAwayFromTheAddressesNextOwner() {
    Chained a = on(1, "a", "").added();
    a.firewall().del("a");
    String next = a.result.replace("/run/netns/a", "/run/netns/b");
    Plugin b =
        new Plugin(
                world,
                "firewall",
                "{ \"cniVersion\": \"1.0.0\", \"name\": \"net1\", \"type\": \"firewall\" }")
            .after(next);
    world.container("b");
    b.add("b");
    String before = rules();
    a.firewall().del("a");
    assertEquals(before, rules());
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "same-bridge", "isolated"})
  void whatTheReferenceMadeIsFoundAndRemoved(String policy) {
    for (String version : VERSIONS) {
      if (version.equals("debian") && policy.equals("isolated")) {
        continue;
      }
      String container = version.substring(0, 1);
      Chained theirs = on(1, container, policy(policy)).connected();
      String path = folder(version) + "/firewall";
      Chained ours = on(1, "o" + container, policy(policy)).added();
      String before = rules();
      theirs.firewall().call("ADD", container).program(path).run().ok();
      assertNotEquals(before, rules());
      theirs.check();
      theirs.firewall().del(container);
      assertEquals(accepting(before), accepting(rules()));
      ours.check();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "same-bridge", "isolated"})
  void theReferenceFindsAndRemovesWhatMyCniMade(String policy) {
    for (String version : VERSIONS) {
      if (version.equals("debian") && policy.equals("isolated")) {
        continue;
      }
      String container = version.substring(0, 1);
      String path = folder(version) + "/firewall";
      Chained ours = on(1, container, policy(policy)).added();
      String rules = rules();
      ours.firewall().call("CHECK", container).program(path).run().ok();
      // The newest adds nothing to what is there.
      ours.firewall().call("ADD", container).program(folder("newest") + "/firewall").run().ok();
      assertEquals(rules, rules());
      ours.firewall().call("DEL", container).program(path).run().ok();
      assertFalse(rules().contains("10.61.0." + (VERSIONS.indexOf(version) + 2) + "/32"), rules());
      ours.firewall().del(container);
    }
  }

  private static String policy(String policy) {
    return backend("iptables") + ", \"ingressPolicy\": \"" + policy + "\"";
  }

  private static String folder(String version) {
    if (version.equals("newest")) {
      return Reference.newest();
    }
    Reference.require();
    return Reference.FOLDER;
  }

  /** Isolation belongs to the bridge, and stays; each version writes its own comments. */
  private static List<String> accepting(String rules) {
    return rules.lines().filter(line -> line.startsWith("-A CNI-FORWARD ")).toList();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      textBlock =
          """
          iptables-restore, -N CNI-FORWARD
          iptables-restore, -I FORWARD
          iptables-restore, -A CNI-FORWARD -s
          ip6tables-restore, -N CNI-ISOLATION-STAGE-2
          ip6tables-restore, -I CNI-ISOLATION-STAGE-1
          ip6tables-restore, -A CNI-FORWARD -d
          nft, add rule inet cni_firewall containers ip6 saddr
          nft, add rule bridge cni_firewall forward oifname
          """)
  void aStepThatFailsIsUndoneWithAllBeforeIt(String tool, String line) {
    String backend = tool.equals("nft") ? "nftables" : "iptables";
    String keys = backend(backend) + ", \"ingressPolicy\": \"isolated\"";
    Chained a = on(1, "a", keys).connected();
    String path = Spoilt.tool(world, tool, line);
    // Addresses of links settle meanwhile, which are none of the firewall's.
    String before = rules();
    World.Ended add = a.firewall().call("ADD", "a").with("PATH", path).run();
    assertEquals(1, add.status(), add.out());
    assertTrue(add.out().contains("everything that had been changed was undone"), add.out());
    assertEquals(before, rules());
    a.firewall().add("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iptables", "nftables"})
  void aGcRemovesWhatLetsOthersThroughThanTheValid(String backend) {
    Chained kept = on(1, "kept", backend(backend)).added();
    Chained other = on(2, "kept2", backend(backend)).added();
    String before = rules();
    on(1, "gone", backend(backend)).added();
    Plugin gc =
        kept.firewall()
            .with(
                "\"cni.dev/valid-attachments\": [{\"containerID\": \"kept\","
                    + " \"ifname\": \"eth0\"}]");
    Plugin newer = new Plugin(world, "firewall", gc.config().replace("1.0.0", "1.1.0"));
    newer.call("GC", "").run().ok();
    assertEquals(before, rules());
    kept.check();
    other.check();
  }

  @Test
  void whatIsUnknownInAPreviousResultIsPassedOn() {
    world.container("a");
    String result =
        "{\"cniVersion\": \"1.1.0\", \"by\": \"us\", \"ips\": [{\"address\": \"10.1.0.5/24\","
            + " \"pool\": 7}], \"routes\": [{\"dst\": \"0.0.0.0/0\", \"priority\": 5}], \"dns\": {}}";
    Plugin plugin =
        new Plugin(
                world,
                "firewall",
                "{ \"cniVersion\": \"1.1.0\", \"name\": \"n\", \"type\": \"firewall\" }")
            .after(result);
    assertEquals(Plugin.json(result), Plugin.json(plugin.add("a")));
    plugin.call("STATUS", "").run().ok();
    plugin.call("VERSION", "").run().ok();
  }
}
