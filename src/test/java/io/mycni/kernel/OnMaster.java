// What the tests of macvlan, ipvlan and vlan have in common: a plugin whose interfaces are made on
// the link that leads to the host outside.
package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Such a plugin in such a world, with the containers a and b. */
record OnMaster(World world, Plugin plugin) {
  /** The addresses of the first container, and the second. */
  static final String A4 = "198.51.100.10";

  static final String A6 = "2001:db8::10";
  static final String B4 = "198.51.100.11";
  static final String B6 = "2001:db8::11";

  private static final String CONFIG =
      """
      { "cniVersion": "1.1.0", "name": "lan", "type": "TYPE", "master": "up0",
        "ipam": { "type": "host-local", "dataDir": "DATADIR",
          "ranges": [[{ "subnet": "198.51.100.0/24", "rangeStart": "198.51.100.10", "gateway": "198.51.100.2" }],
                     [{ "subnet": "2001:db8::/64", "rangeStart": "2001:db8::10", "gateway": "2001:db8::2" }]],
          "routes": [ { "dst": "0.0.0.0/0" }, { "dst": "::/0" } ] } }
      """;

  static OnMaster of(World world, String type) {
    String config = CONFIG.replace("TYPE", type);
    KernelNeed.of((ObjectNode) Plugin.json(config)).ifPresent(need -> need.require(world));
    new Traffic(world).outside();
    world.container("a").container("b");
    return new OnMaster(world, new Plugin(world, type, config));
  }

  /** The same with another configuration. */
  OnMaster with(Plugin other) {
    return new OnMaster(world, other);
  }

  /** The same with more keys. */
  OnMaster with(String keys) {
    return with(plugin.with(keys));
  }

  /** The same with other words in the configuration. */
  OnMaster instead(String words, String others) {
    String config = plugin.config().replace(words, others);
    assertFalse(config.equals(plugin.config()), words);
    return with(new Plugin(world, plugin.type(), config));
  }

  void assertReachOutside(String container) {
    for (String address : new String[] {Traffic.OUTSIDE_V4, Traffic.OUTSIDE_V6}) {
      new Traffic(world).ping(container, address).tcp(container, "outside", address);
    }
  }

  void assertReachesB(String from) {
    for (String address : new String[] {B4, B6}) {
      new Traffic(world).ping(from, address).tcp(from, "b", address);
    }
  }

  /** Nothing of the container a, no lease, no note. */
  void assertNothingIsLeft() {
    assertFalse(world.sh("ip -n a link 2>/dev/null || true").ok().contains("eth0"));
    assertEquals("", world.sh("ls data/lan 2>/dev/null | grep -v -e last -e lock || true").ok());
    assertEquals("", world.sh("ls /run/mycni/made 2>/dev/null || true").ok());
  }

  void assertRefused(String words) {
    World.Ended ended = plugin.call("ADD", "a").run();
    assertEquals(1, ended.status(), ended.out());
    assertTrue(ended.out().replace("\\\"", "\"").contains(words), ended.out());
  }

  /** What breaks an interface of any kind that has the MTU 1400, and what is said then. */
  static Map<String, String> breakages() {
    Map<String, String> breakages = new LinkedHashMap<>();
    breakages.put("ip -n a route delete default", "the route to 0.0.0.0/0 is gone");
    breakages.put("ip -n a -6 route delete default", "the route to ::/0 is gone");
    breakages.put(
        "ip -n a address delete " + A4 + "/24 dev eth0",
        "the address " + A4 + "/24 is gone from eth0");
    breakages.put(
        "ip -n a address delete " + A6 + "/64 dev eth0",
        "the address " + A6 + "/64 is gone from eth0");
    breakages.put("ip -n a link set eth0 alias foreign", "eth0 lacks its alias");
    breakages.put(
        "ip netns exec a sh -c 'echo 1 > /proc/sys/net/ipv6/conf/eth0/accept_ra'",
        "eth0 believes router advertisements");
    breakages.put("ip -n a link set eth0 mtu 1300", "eth0 has the MTU 1300, not 1400");
    breakages.put("rm data/lan/" + A4, "has lost the lease of " + A4);
    breakages.put("ip -n a link set eth0 down", "the interface eth0 is down");
    breakages.put("ip link set up0 down", "the master up0 is down");
    return breakages;
  }

  /** Breaks all that at once, which has to be named as a whole. */
  void assertNamed(Map<String, String> breakages) {
    String result = plugin.add("a");
    assertEquals("", plugin.check("a", result));
    world.sh(String.join("\n", breakages.keySet())).ok();
    String said = plugin.check("a", result);
    for (String named : breakages.values()) {
      assertTrue(said.contains(named), named + " is not in " + said);
    }
    world.sh("ip link set up0 up").ok();
    plugin.del("a");
  }

  /** Puts something in the interface's place, which has to be told. */
  void assertTold(String script, String named) {
    world.sh("rm -rf data").ok();
    String result = plugin.add("a");
    world.sh("ip -n a link delete eth0; " + script).ok();
    String said = plugin.check("a", result);
    assertTrue(said.contains(named), said);
    plugin.call("DEL", "a").run().ok();
    world.sh("ip -n a link delete eth0 2>/dev/null || true").ok();
  }

  /** However often, and whether or not somebody says where the namespace is, or was. */
  void assertDelAlwaysSucceeds() {
    plugin.add("a");
    for (int i = 0; i < 3; i++) {
      plugin.del("a");
      assertNothingIsLeft();
    }
    plugin.add("a");
    plugin.call("DEL", "a").with("CNI_NETNS", "").run().ok();
    assertNothingIsLeft();
    for (String netns : new String[] {"", "/run/netns/a"}) {
      plugin.add("a");
      world.sh("ip netns del a").ok();
      plugin.call("DEL", "a").with("CNI_NETNS", netns).run().ok();
      assertNothingIsLeft();
      world.container("a");
    }
  }

  /** A GC that knows of b alone takes what a has, though its namespace lives. */
  void assertCollected() {
    plugin.add("a");
    String config =
        "\"cni.dev/valid-attachments\": [{\"containerID\": \"b\", \"ifname\": \"eth0\"}]";
    plugin.with(config).call("GC", "").run().ok();
    assertFalse(world.sh("ip -n a link").ok().contains("eth0"));
    assertTrue(world.sh("ls /run/mycni/made").ok().lines().count() <= 1);
  }

  /** Each of both checks and deletes what the other made, and answers what the other answers. */
  void assertPairsWithTheReference() {
    String theirs = plugin.theirs("ADD", "a").run().ok();
    assertEquals("", plugin.check("a", theirs));
    plugin.after(theirs).call("DEL", "a").run().ok();
    assertNothingIsLeft();
    plugin.theirs("ADD", "a").run().ok();
    plugin.del("a");
    assertNothingIsLeft();
    world.sh("rm -rf data").ok();
    String ours = plugin.add("a");
    plugin.after(ours).theirs("CHECK", "a").run().ok();
    plugin.after(ours).theirs("DEL", "a").run().ok();
    assertFalse(world.sh("ip -n a link").ok().contains("eth0"));
    plugin.del("a");
    assertNothingIsLeft();
    assertEquals(withoutMtu(theirs), withoutMtu(ours));
  }

  /** The reference does not tell it here. */
  private static ObjectNode withoutMtu(String answer) {
    ObjectNode node = Plugin.comparable(answer);
    node.path("interfaces").forEach(made -> ((ObjectNode) made).remove("mtu"));
    return node;
  }

  /** Each of some steps fails, and the world is as before. */
  void assertEachStepIsUndone(String... lines) {
    for (String line : lines) {
      plugin.assertUndone("a", line);
      assertNothingIsLeft();
    }
    plugin.add("a");
  }
}
