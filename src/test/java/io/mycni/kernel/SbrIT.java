package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin sbr. */
class SbrIT {
  private final World world = World.make().container("a");

  @AfterEach
  void end() {
    world.close();
  }

  private Chained behindBridge(String keys) {
    return Chained.behindBridge(world, "sbr", keys);
  }

  /** Rules, and the routes of all tables but what is local or of the link itself. */
  private String state() {
    return world
        .sh(
            """
            ip -n a rule; ip -n a -6 rule
            ip -n a -4 route show table all | grep -v -e local -e broadcast || true
            ip -n a -6 route show table all | grep -v -e local -e fe80 -e ff00 -e anycast || true
            """)
        .ok();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bridge", "ptp", "macvlan"})
  @InBothModes
  void whatComesFromAnAddressIsRoutedByATableOfItsOwn(String type) {
    String keys = type.equals("bridge") ? "\"bridge\": \"mybr0\", \"isGateway\": true" : "";
    if (type.equals("macvlan")) {
      new Traffic(world).outside();
      keys = "\"master\": \"up0\"";
    }
    Chained chain = Chained.behind(world, type, keys, "sbr", "\"x\": 1");
    String first = chain.first().add("a");
    final String before = state();
    String result = chain.last().after(first).add("a");
    assertEquals(Plugin.json(first), Plugin.json(result));
    String state = state();
    assertTrue(state.contains("from 10.18.0.2 lookup 100"), state);
    assertTrue(state.contains("from fd18::2 lookup 101"), state);
    assertTrue(state.contains("default via 10.18.0.1 dev eth0 table 100"), state);
    assertTrue(state.contains("default via fd18::1 dev eth0 table 101"), state);
    assertFalse(
        state.matches("(?s).*default via \\S+ dev eth0 (metric \\d+ pref medium)?\n.*"), state);
    if (!type.equals("macvlan")) {
      for (String address : List.of("10.18.0.1 -I 10.18.0.2", "fd18::1 -I fd18::2")) {
        new Traffic(world).ping("a", address);
      }
      assertFalse(world.sh("ip netns exec a ping -c1 -W1 10.18.0.1").status() == 0);
    }
    assertEquals("", chain.check("a", result));
    chain.del("a", result);
    assertFalse(state().contains("lookup 10"), state());
    assertFalse(before.equals(state));
    chain.last().after(result).del("a");
    chain.last().del("a");
  }

  @Test
  void eachRemovesWhatTheOtherHasMade() {
    Reference.require();
    for (String folder : List.of(Reference.newest(), Reference.FOLDER)) {
      boolean old = folder.equals(Reference.FOLDER);
      Chained chain = behindBridge("\"x\": 1").in(old ? "1.0.0" : "1.1.0");
      String theirs = folder + "/sbr";
      String first = chain.first().add("a");
      String result = chain.last().after(first).add("a");
      String ours = state();
      chain.by(theirs, "CHECK", "a", result);
      chain.by(theirs, "DEL", "a", result);
      assertFalse(state().contains("lookup 10"), state());
      chain.first().del("a");

      result = chain.addBy(theirs, "a");
      // The reference copies routes of IPv6 into tables of IPv4, too, and those of the link.
      String same = "(?m)^fd18::/64 dev eth0 table 100.*\n";
      String addresses = "10.18.0.\\d+|fd18::\\d+";
      assertEquals(
          ours.replaceAll(addresses, "X"), state().replaceAll(same, "").replaceAll(addresses, "X"));
      assertEquals("", chain.check("a", result));
      chain.last().after(result).del("a");
      assertFalse(state().contains("lookup 10"), state());
      chain.first().del("a");
    }
  }

  @Test
  void aTableOfOnesOwnOnlyGetsRules() {
    Chained chain = behindBridge("\"table\": 5000");
    String first = chain.first().add("a");
    String before = state();
    for (String program : List.of("sbr", Reference.newest() + "/sbr")) {
      String result = chain.last().after(first).call("ADD", "a").program(program).run().ok();
      assertTrue(state().contains("from fd18::2 lookup 5000"), state());
      assertEquals("", chain.check("a", result));
      chain.last().after(result).del("a");
      assertEquals(before, state());
    }
  }

  @Test
  void gatewaysAndSourceHintsAreHonoured() {
    Chained chain =
        behindBridge("\"gateways\": [\"10.18.0.254\", \"fd18::fe\"], \"addSourceHints\": true");
    String result = chain.add("a");
    String state = state();
    for (String words :
        List.of(
            "default via 10.18.0.254 dev eth0 table 100",
            "default via fd18::fe dev eth0 table 101",
            "10.18.0.0/24 dev eth0 proto kernel scope link src 10.18.0.2",
            "fd18::/64 dev eth0 src fd18::2 metric 1024")) {
      assertTrue(state.contains(words), words + " in " + state);
    }
    assertFalse(state.contains("default via 10.18.0.1 "), state);
    new Traffic(world).ping("a", "10.18.0.1").ping("a", "fd18::1");
    assertEquals("", chain.last().check("a", result));
    world.sh("ip -n a -6 route delete fd18::/64 dev eth0 metric 1024").ok();
    assertTrue(chain.last().check("a", result).contains("fd18::/64 is gone from the table main"));
  }

  @Test
  void parallelAddsTakeDifferentTables() throws InterruptedException {
    world
        .sh(
            """
            for i in $(seq 1 8); do
              ip -n a link add net$i type veth peer name peer$i
              ip -n a link set net$i up; ip -n a link set peer$i up
              ip -n a address add 10.30.$i.2/24 dev net$i
            done
            """)
        .ok();
    List<Process> adds = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      String config =
          """
          { "cniVersion": "1.1.0", "name": "nI", "type": "sbr", "prevResult": { "cniVersion": "1.1.0",
            "interfaces": [{ "name": "netI", "sandbox": "/run/netns/a" }],
            "ips": [{ "address": "10.30.I.2/24", "gateway": "10.30.I.1", "interface": 0 }] } }
          """
              .replace("I", "" + i);
      adds.add(world.call("ADD", "a", config).program("sbr").with("CNI_IFNAME", "net" + i).start());
    }
    for (Process add : adds) {
      World.await(add).ok();
    }
    String state = state();
    for (int i = 0; i < 8; i++) {
      assertEquals(1, state.split("lookup " + (100 + i) + " ?\n", -1).length - 1, state);
    }
  }

  @Test
  void whatIsWipedIsNamedAndPutBack() {
    Chained chain = behindBridge("\"x\": 1");
    String result = chain.add("a");
    String whole = state();
    Map<String, String> breakages =
        Map.of(
            "ip -n a rule delete from 10.18.0.2", "what comes from 10.18.0.2 to the table 100",
            "ip -n a -6 rule delete from fd18::2", "what comes from fd18::2 to the table 101",
            "ip -n a route flush table 100", "the route to 0.0.0.0/0 is gone from the table 100",
            "ip -n a -6 route delete default table 101",
                "the route to ::/0 is gone from the table 101");
    breakages.forEach((command, words) -> {
      world.sh(command).ok();
      String check = chain.last().check("a", result);
      assertTrue(check.contains(words), check);
    });
    Person person = new Person(world);
    person.configure("10-chained.conflist", chain.list());
    chain.del("a", result);
    person.mycni("add", "chained", "a").ok();
    person.mycni("check", "chained", "a").ok();
    world.sh("ip -n a rule delete from 10.18.0.3; ip -n a route flush table 100").ok();
    person.mycni("reload").ok();
    assertEquals(whole.replace("10.18.0.2", "10.18.0.3").replace("fd18::2", "fd18::3"), state());
    person.mycni("check", "chained", "a").ok();
  }

  @Test
  @InBothModes
  void whicheverStepFailsAllIsAsBefore() {
    Chained chain = behindBridge("\"addSourceHints\": true");
    String first = chain.first().add("a");
    String before = state();
    for (String step :
        List.of(
            "route add 10.18.0.0.*table 100",
            "route add .*via 10.18.0.1.*table 100",
            "rule add from 10.18",
            "route add .*table 101",
            "route add fd18::/64 dev eth0 src",
            "route delete 0.0.0.0/0 table 254",
            "route delete ::/0 table 254",
            "rule add from fd18")) {
      chain.last().after(first).assertUndone("a", step);
      assertEquals(before, state(), step);
    }
  }

  @Test
  void aDelWorksWithoutANamespaceAndAGcRemovesRules() {
    Chained chain = behindBridge("\"x\": 1");
    String result = chain.add("a");
    assertEquals("", chain.last().call("DEL", "a").with("CNI_NETNS", "").run().ok());
    chain.last().after(result).del("a");
    assertFalse(state().contains("lookup 10"), state());
    chain.first().del("a");
    chain.add("a");
    chain.last().with("\"cni.dev/valid-attachments\": []").call("GC", "a").run().ok();
    assertFalse(state().contains("lookup 10"), state());
    world.sh("ip netns delete a").ok();
    for (int i = 0; i < 3; i++) {
      chain.last().del("a");
    }
  }

  @Test
  void whatIsMissingIsTold() {
    Chained chain = behindBridge("\"x\": 1");
    World.Ended add = chain.last().call("ADD", "a").run();
    assertTrue(add.out().contains("must be called as chained plugin"), add.out());
    add = chain.last().after("{\"cniVersion\": \"1.1.0\"}").call("ADD", "a").run();
    assertTrue(add.out().contains("there is no interface eth0"), add.out());
    world.sh("ip -n a link add eth0 type veth peer name x").ok();
    add = chain.last().after("{\"cniVersion\": \"1.1.0\"}").call("ADD", "a").run();
    assertTrue(add.out().contains("No IP addresses supplied on interface: eth0"), add.out());
    chain.last().call("STATUS", "a").run().ok();
  }
}
