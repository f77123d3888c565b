package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin tuning. */
class TuningIT {
  private static final String ATTRIBUTES =
      "\"mac\": \"02:00:00:00:00:0a\", \"mtu\": 1400, \"promisc\": true, \"allmulti\": true,"
          + " \"txQLen\": 77";
  private static final String SETTINGS =
      "\"sysctl\": { \"net.core.somaxconn\": \"500\", \"net.ipv4.conf.IFNAME.arp_filter\": \"1\","
          + " \"net.ipv4.tcp_rmem\": \"4096 87380 999999\" }";
  private static final String KEPT = "/run/cni/tuning/a_eth0.json";

  private final World world = World.make().container("a");

  @AfterEach
  void end() {
    world.close();
  }

  private Chained behindBridge(String keys) {
    return Chained.behindBridge(world, "tuning", keys);
  }

  /** All that the plugin may change of the container a. */
  private String state() {
    return world
        .sh(
            """
            ip -n a -d link show eth0 | sed 's/qdisc .* qlen/qlen/; s/ state [A-Z]*//'
            for s in core/somaxconn ipv4/conf/eth0/arp_filter ipv4/tcp_rmem; do
              ip netns exec a cat /proc/sys/net/$s
            done
            ls /run/cni/tuning 2>/dev/null || true
            """)
        .ok();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bridge", "ptp", "macvlan"})
  @InBothModes
  void anInterfaceIsTunedAndIsAsBeforeAfterADel(String type) {
    String keys = type.equals("bridge") ? "\"bridge\": \"mybr0\", \"isGateway\": true" : "";
    if (type.equals("macvlan")) {
      new Traffic(world).outside();
      keys = "\"master\": \"up0\"";
    }
    Chained chain = Chained.behind(world, type, keys, "tuning", ATTRIBUTES + ", " + SETTINGS);
    String first = chain.first().add("a");
    String before = state();
    String result = chain.last().after(first).add("a");
    assertTrue(result.contains("\"mac\": \"02:00:00:00:00:0a\""), result);
    assertTrue(result.contains("\"mtu\": 1400"), result);
    String tuned = state();
    assertTrue(tuned.contains("ALLMULTI,PROMISC") || tuned.contains("PROMISC,"), tuned);
    for (String word :
        List.of("02:00:00:00:00:0a", "mtu 1400", "qlen 77", "\n500\n1\n4096\t87380\t999999\n")) {
      assertTrue(tuned.contains(word), tuned);
    }
    assertEquals("", chain.check("a", result));
    if (type.equals("bridge")) {
      new Traffic(world).ping("a", "10.18.0.1").ping("a", "fd18::1");
    }
    chain.last().after(result).del("a");
    assertEquals(before, state());
    chain.last().after(result).del("a");
    chain.first().after(result).del("a");
    chain.last().after(result).del("a");
    assertEquals(
        "", world.sh("ls /run/cni/tuning /run/mycni/made").ok().replaceAll("/.*", "").strip());
  }

  @Test
  void whatMycniDoesNotKnowOfAResultIsPassedOn() {
    Chained chain = behindBridge("\"mtu\": 1400");
    String first = chain.first().add("a");
    String more =
        first
            .replaceFirst("\\{", "{ \"by\": \"us\",")
            .replaceFirst("\"sandbox\"", "\"socketPath\": \"/s\", \"sandbox\"");
    String result = chain.last().after(more).add("a");
    assertEquals(
        Plugin.json(more.replaceFirst("(?s)\"mtu\": 1500(.{0,90}netns/a)", "\"mtu\": 1400$1")),
        Plugin.json(result));
  }

  @Test
  void eachPutsBackWhatTheOtherHasChanged() {
    for (String folder : List.of(Reference.newest(), Reference.FOLDER)) {
      Reference.require();
      boolean old = folder.equals(Reference.FOLDER);
      // 1.1.1 knows no txQLen, and no version 1.1.0.
      String keys = old ? ATTRIBUTES.replace(", \"txQLen\": 77", "") : ATTRIBUTES;
      Chained chain = behindBridge(keys).in(old ? "1.0.0" : "1.1.0");
      String theirs = folder + "/tuning";
      String first = chain.first().add("a");
      final String before = state();
      String result = chain.last().after(first).add("a");
      chain.by(theirs, "CHECK", "a", result);
      chain.by(theirs, "DEL", "a", result);
      assertEquals(before, state());

      result = chain.last().after(first).call("ADD", "a").program(theirs).run().ok();
      assertEquals("", chain.last().check("a", result));
      chain.last().after(result).del("a");
      assertEquals(before, state());
      chain.first().del("a");
    }
  }

  @Test
  void whatIsKeptIsWhatTheReferenceKeeps() {
    Chained chain = behindBridge(ATTRIBUTES);
    String first = chain.first().add("a");
    chain.last().after(first).add("a");
    String ours = world.sh("stat -c %a " + KEPT + "; cat " + KEPT).ok();
    chain.last().after(first).del("a");
    chain.last().after(first).theirs("ADD", "a").run().ok();
    assertEquals(world.sh("stat -c %a " + KEPT + "; cat " + KEPT).ok(), ours);
  }

  @Test
  void eachBreakageIsNamedAndPutBack() {
    Person person = new Person(world);
    Chained chain = behindBridge(ATTRIBUTES + ", " + SETTINGS);
    person.configure("10-chained.conflist", chain.list());
    String result = person.mycni("add", "chained", "a").ok();
    person.mycni("check", "chained", "a").ok();
    final String whole = state();
    Map<String, String> breakages = new LinkedHashMap<>();
    breakages.put("ip -n a link set eth0 mtu 1300", "the MTU of eth0 is 1300, not 1400");
    breakages.put("ip -n a link set eth0 promisc off", "promiscuous mode of eth0 is off, not on");
    breakages.put("ip -n a link set eth0 allmulticast off", "all-multicast mode of eth0 is off");
    breakages.put("ip -n a link set eth0 txqueuelen 5", "the queue length of eth0 is 5, not 77");
    breakages.put(
        "ip -n a link set eth0 address 02:00:00:00:00:0b",
        "the MAC address of eth0 is 02:00:00:00:00:0b, not 02:00:00:00:00:0a");
    breakages.put(
        "ip netns exec a sysctl -w net.core.somaxconn=128",
        "the setting net/core/somaxconn is 128, not 500");
    breakages.put(
        "ip netns exec a sysctl -w net.ipv4.conf.eth0.arp_filter=0",
        "the setting net/ipv4/conf/eth0/arp_filter is 0, not 1");
    breakages.put(
        "ip netns exec a sysctl -w net.ipv4.tcp_rmem='4096 87380 6291456'",
        "the setting net/ipv4/tcp_rmem is 4096 87380 6291456, not 4096 87380 999999");
    breakages.forEach((command, words) -> {
      world.sh(command).ok();
      String check = chain.last().check("a", result);
      assertTrue(check.contains(words), check);
    });
    assertTrue(person.mycni("reload").ok().contains("1 put back"));
    assertEquals(whole, state());
    person.mycni("check", "chained", "a").ok();
    world.sh("ip -n a link delete eth0").ok();
    assertTrue(chain.last().check("a", result).contains("there is no interface eth0 in"));
  }

  @Test
  @InBothModes
  void whicheverStepFailsAllIsAsBefore() {
    Chained chain = behindBridge(ATTRIBUTES + ", " + SETTINGS);
    String first = chain.first().add("a");
    String before = state();
    for (String step : List.of("address", "mtu", "promisc", "allmulticast", "txqueuelen")) {
      chain.last().after(first).assertUndone("a", "link set dev eth0 " + step);
      assertEquals(before, state());
    }
    String wrong = SETTINGS.replace("999999", "no-number") + ", \"mtu\": 1400";
    World.Ended add = behindBridge(wrong).last().after(first).call("ADD", "a").run();
    assertTrue(add.out().contains("set net/ipv4/tcp_rmem to 4096 87380 no-number"), add.out());
    assertEquals(1, add.status(), add.out());
    assertEquals(before, state());
    // The folder cannot be made.
    world.sh("echo > data/file").ok();
    add = chain.last().after(first).with("\"dataDir\": \"DATADIR/file/x\"").call("ADD", "a").run();
    assertTrue(add.out().contains("could not write"), add.out());
    assertEquals(before, state());
  }

  @Test
  void ofTwoInOneChainTheFirstDelPutsBackWhatBothHaveChanged() {
    Chained chain = behindBridge("\"mtu\": 1400, \"sysctl\": {\"net.core.somaxconn\": \"500\"}");
    Plugin second = behindBridge(ATTRIBUTES.replace("1400", "1300") + ", " + SETTINGS).last();
    String first = chain.first().add("a");
    final String before = state();
    String passedOn = chain.last().after(first).add("a");
    String kept = world.sh("cat " + KEPT).ok();
    second.after(passedOn).assertUndone("a", "link set dev eth0 promisc");
    assertEquals(kept, world.sh("cat " + KEPT).ok());
    String result = second.after(passedOn).add("a");
    assertTrue(state().contains("mtu 1300"), state());
    second.after(result).del("a");
    assertEquals(before, state());
    chain.last().after(result).del("a");
    assertEquals(before, state());

    // The settings of the first, and the attributes of the second.
    Plugin settings = behindBridge(SETTINGS).last();
    Plugin attributes = behindBridge(ATTRIBUTES).last();
    settings.after(first).add("a");
    attributes.after(first).add("a");
    attributes.after(first).del("a");
    assertEquals(before, state());
  }

  @Test
  void aDelWorksWithoutANamespaceAndAnyNumberOfTimes() {
    Chained chain = behindBridge(ATTRIBUTES + ", " + SETTINGS);
    chain.add("a");
    assertEquals("", chain.last().call("DEL", "a").with("CNI_NETNS", "").run().ok());
    assertEquals("", world.sh("ls /run/cni/tuning").ok());
    chain.last().del("a");
    chain.first().del("a");
    chain.add("a");
    world.sh("ip netns delete a").ok();
    for (int i = 0; i < 3; i++) {
      chain.last().del("a");
    }
    assertEquals("", world.sh("ls /run/cni/tuning").ok());
  }

  @Test
  void aDelLeavesWhatSomebodyHasSetSinceAndWorksWithASpoiltConfiguration() {
    Chained chain = behindBridge(SETTINGS + ", \"mtu\": 1400, \"dataDir\": \"DATADIR/kept\"");
    String result = chain.add("a");
    world.sh("ip netns exec a sysctl -w net.core.somaxconn=600; ls data/kept/a_eth0.json").ok();
    Plugin spoilt =
        new Plugin(
            world,
            "tuning",
            "{\"cniVersion\": \"1.1.0\", \"name\": \"chained\", \"type\": \"tuning\", \"mtu\": \"x\","
                + " \"sysctl\": 7}");
    spoilt.after(result).del("a");
    String state = state();
    assertTrue(state.contains("mtu 1500") && state.contains("\n600\n0\n"), state);
    assertEquals("", world.sh("ls data/kept").ok());
  }

  @Test
  void anotherContainerBehindTheSamePathIsLeftAlone() {
    Chained chain = behindBridge(ATTRIBUTES + ", " + SETTINGS);
    String result = chain.add("a");
    world.sh("ip netns delete a").ok();
    world.container("a");
    world.sh("ip -n a link add eth0 type veth peer name x").ok();
    String before = state().replace("a_eth0.json\n", "");
    chain.last().after(result).del("a");
    assertEquals(before, state());
  }

  @Test
  void aGcRemovesWhatIsKeptOfAttachmentsThatAreNotValid() {
    Chained chain = behindBridge(ATTRIBUTES);
    world.container("b");
    chain.add("a");
    chain.add("b");
    String valid =
        "\"cni.dev/valid-attachments\": [{\"containerID\": \"b\", \"ifname\": \"eth0\"}]";
    chain.last().with(valid).call("GC", "a").run().ok();
    assertEquals("b_eth0.json\n", world.sh("ls /run/cni/tuning").ok());
  }

  @Test
  void onlySettingsOfTheListAreAllowed() {
    world
        .sh(
            "cp -a /etc /run/etc; mount --bind /run/etc /etc; mkdir -p /etc/cni/tuning;"
                + " printf '^net.core.some\\n\\n^net.ipv4.conf.IFNAME.[a-z_]*$\\n'"
                + " > /etc/cni/tuning/allowlist.conf")
        .ok();
    Chained chain = behindBridge("\"sysctl\": { \"net.ipv4.conf.IFNAME.arp_filter\": \"1\" }");
    String result = chain.add("a");
    chain.last().after(result).del("a");
    Chained more = behindBridge(SETTINGS);
    World.Ended ours = more.last().after(result).call("ADD", "a").run();
    assertTrue(ours.out().contains("Sysctl net.core.somaxconn is not allowed"), ours.out());
    World.Ended theirs = more.last().after(result).theirs("ADD", "a").run();
    assertTrue(theirs.out().contains("is not allowed"), theirs.out());
    assertFalse(state().contains("\n500\n"));
    world.sh("echo '[' > /etc/cni/tuning/allowlist.conf").ok();
    ours = more.last().after(result).call("ADD", "a").run();
    assertTrue(ours.out().contains("no regular expression"), ours.out());
  }

  @Test
  void namesOfSettingsAreReadAsSysctlReadsThem() {
    world.sh("ip -n a link add eth0.5 type veth peer name x").ok();
    Chained chain = behindBridge("\"sysctl\": {}");
    String first = chain.first().add("a");
    for (String name :
        List.of("net.ipv4.conf.eth0/5.arp_filter", "net/ipv4/conf/eth0.5/arp_filter")) {
      Plugin plugin =
          Chained.behindBridge(world, "tuning", "\"sysctl\": { \"" + name + "\": \"1\" }")
              .last()
              .after(first);
      plugin.add("a");
      assertEquals(
          "1\n", world.sh("ip netns exec a cat /proc/sys/net/ipv4/conf/eth0.5/arp_filter").ok());
      plugin.del("a");
    }
    for (String name :
        List.of("kernel.hostname", "net.ipv4", "net/../kernel/hostname", "net..x", "net.x y")) {
      World.Ended add =
          Chained.behindBridge(world, "tuning", "\"sysctl\": { \"" + name + "\": \"1\" }")
              .last()
              .after(first)
              .call("ADD", "a")
              .run();
      assertEquals(1, add.status(), name);
      assertTrue(
          add.out().contains("sysctl has " + name) || add.out().contains("no setting"), add.out());
    }
  }

  @Test
  void whatTuningHasSetIsNoDamageToThePluginBefore() {
    Chained chain = behindBridge("\"sysctl\": { \"net.ipv6.conf.IFNAME.accept_ra\": \"2\" }");
    Person person = new Person(world);
    person.configure("10-chained.conflist", chain.list());
    person.mycni("add", "chained", "a").ok();
    person.mycni("check", "chained", "a").ok();
    assertTrue(person.mycni("reload").ok().contains("1 complete"));
    world.sh("ip netns exec a sysctl -w net.ipv6.conf.eth0.accept_ra=0").ok();
    assertTrue(person.mycni("reload").ok().contains("1 put back"));
    assertEquals(
        "2\n", world.sh("ip netns exec a cat /proc/sys/net/ipv6/conf/eth0/accept_ra").ok());
  }

  @Test
  void aDelDoesNotMindThatTheInterfaceIsGone() {
    Chained chain = behindBridge(ATTRIBUTES + ", " + SETTINGS);
    String result = chain.add("a");
    world.sh("ip -n a link delete eth0").ok();
    chain.last().after(result).del("a");
    assertEquals("", world.sh("ls /run/cni/tuning").ok());
  }

  @Test
  void whatIsMissingIsTold() {
    Chained chain = behindBridge("\"mtu\": 1400");
    World.Ended add = chain.last().call("ADD", "a").run();
    assertTrue(add.out().contains("must be called as chained plugin"), add.out());
    String first = chain.first().add("a");
    chain.last().call("STATUS", "a").run().ok();
    add = behindBridge("\"mtu\": 1000").last().after(first).call("ADD", "a").run();
    assertTrue(add.out().contains("which the kernel would take away"), add.out());
    world.sh("ip -n a link delete eth0").ok();
    add = chain.last().after(first).call("ADD", "a").run();
    assertTrue(add.out().contains("there is no interface eth0 in /run/netns/a"), add.out());
  }
}
