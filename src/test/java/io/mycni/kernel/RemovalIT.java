package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an ADD has made is removed, whatever the configuration says by then. */
class RemovalIT {
  private static final String GC_SAMPLE = Configs.SAMPLE.replace("0.4.0", "1.1.0");
  private static final String NONE_VALID = "\"cni.dev/valid-attachments\": []";

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private void assertNothingIsLeft() {
    String after = world.snapshot();
    assertTrue(!after.contains("veth"), after);
    assertTrue(!after.contains("mynet/10.16.0.2"), after);
    assertTrue(!after.contains("CNI-"), after);
    assertTrue(!after.contains("macspoofchk"), after);
    assertEquals("", world.sh("ls /run/mycni/made 2>/dev/null || true").ok());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "\"hairpinMode\": true, \"promiscMode\": true",
        "\"mtu\": \"big\"",
        "\"mtu\": 12",
        "\"vlan\": 9999",
        "\"vlan\": 5, \"vlanTrunk\": 7",
        "\"ipMasqBackend\": \"pf\"",
        "\"ipMasq\": \"yes\"",
        "\"macspoofchk\": 1",
        "\"runtimeConfig\": { \"mac\": \"no address\" }",
        "\"runtimeConfig\": 5",
        "\"args\": [ 1 ]",
        "\"dns\": 7",
        "\"disableContainerInterface\": true",
        "\"prevResult\": 5"
      })
  void delIsNotRefusedForAKeyThatItDoesNotNeed(String keys) {
    world.container("a").add("a", Configs.SAMPLE).ok();
    world.del("a", Configs.with(Configs.SAMPLE, keys)).ok();
    assertNothingIsLeft();
  }

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource(
      textBlock =
          """
          mybr0, a-name-that-is-much-too-long
          10.16.0.0/16, 10.16.0.1/16
          10.16.0.0/16, nonsense
          0.0.0.0/0, nowhere
          """)
  void delIsNotRefusedForAValueThatItDoesNotNeed(String value, String other) {
    world.container("a").add("a", Configs.SAMPLE).ok();
    world.del("a", Configs.SAMPLE.replace(value, other)).ok();
    assertNothingIsLeft();
    // The same where nobody noted what the ADD made.
    world.add("a", Configs.SAMPLE).ok();
    world.sh("rm -rf /run/mycni/made").ok();
    world.del("a", Configs.SAMPLE.replace(value, other)).ok();
    assertNothingIsLeft();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"nonsense", "MAC=nonsense", "UNKNOWN=1", "IgnoreUnknown=maybe"})
  void delIsNotRefusedForArguments(String args) {
    world.container("a").add("a", Configs.SAMPLE).ok();
    world.call("DEL", "a", Configs.SAMPLE).with("CNI_ARGS", args).run().ok();
    assertNothingIsLeft();
  }

  /** The reference says 0; a runtime would call it for ever. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"é", "*", "-x", "all", "a%d", "a#b", "a;b", "\"q\""})
  void delEndsForAnInterfaceNameThatNoAddIsServedFor(String ifname) {
    world.container("a").add("a", Configs.SAMPLE).ok();
    World.Ended add = world.call("ADD", "a", Configs.SAMPLE).with("CNI_IFNAME", ifname).run();
    assertTrue(add.out().contains("\"code\": 4"), add.out());
    world.call("DEL", "a", Configs.SAMPLE).with("CNI_IFNAME", ifname).run().ok();
    world.sh("ip -n a link show eth0").ok();
    world.del("a", Configs.SAMPLE).ok();
    assertNothingIsLeft();
  }

  @ParameterizedTest(name = "{0}, then {1}, noted {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "ipMasqBackend": "iptables" | "ipMasqBackend": "nftables" | true
          "ipMasqBackend": "nftables" | "ipMasqBackend": "iptables" | true
          "ipMasqBackend": "iptables" | "ipMasqBackend": "nftables" | false
          "ipMasqBackend": "nftables" | "ipMasqBackend": "iptables" | false
          "macspoofchk": true         | "macspoofchk": false        | true
          "macspoofchk": true         | "macspoofchk": false        | false
          """)
  void delRemovesWhatTheAddHasMadeThoughTheConfigurationIsAnotherNow(
      String then, String now, boolean noted) {
    world.container("a").add("a", Configs.with(Configs.SAMPLE, then)).ok();
    if (!noted) {
      world.sh("rm -rf /run/mycni/made").ok();
    }
    world.del("a", Configs.with(Configs.SAMPLE, now)).ok();
    assertNothingIsLeft();
  }

  @ParameterizedTest(name = "noted {0}")
  @ValueSource(booleans = {true, false})
  void delRemovesRulesOfANetworkThatIsNotMasqueradedAnyMore(boolean noted) {
    world.container("a").add("a", Configs.SAMPLE).ok();
    if (!noted) {
      world.sh("rm -rf /run/mycni/made").ok();
    }
    world.del("a", Configs.SAMPLE.replace("\"ipMasq\": true", "\"ipMasq\": false")).ok();
    assertNothingIsLeft();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"\"dataDir\": \"/tmp/elsewhere\", \"d\": ", "\"dataDir\": 5, \"d\": "})
  void delGivesTheLeaseBackWhereTheAddTookIt(String instead) {
    world.container("a").add("a", Configs.SAMPLE).ok();
    world.del("a", Configs.SAMPLE.replace("\"dataDir\": ", instead)).ok();
    assertNothingIsLeft();
  }

  @Test
  void delGivesTheLeaseBackThoughTheNetworkHasNoIpamAnyMore() {
    world.container("a").add("a", Configs.SAMPLE).ok();
    world.del("a", Configs.LAYER2.replace("l2", "mynet")).ok();
    assertNothingIsLeft();
  }

  @Test
  void delRemovesTheRestAndFailsWhereNobodyKnowsTheLeases() {
    world.container("a").add("a", Configs.SAMPLE).ok();
    world.sh("rm -rf /run/mycni/made").ok();
    World.Ended del = world.del("a", Configs.SAMPLE.replace("\"host-local\"", "5"));
    assertEquals(1, del.status());
    assertTrue(del.out().contains("ipam.type is 5"), del.out());
    String after = world.snapshot();
    assertTrue(!after.contains("veth") && !after.contains("CNI-"), after);
    world.del("a", Configs.SAMPLE).ok();
    assertNothingIsLeft();
  }

  @Test
  void gcRemovesWhatAddsHaveMadeThoughTheConfigurationIsAnotherNow() {
    world.container("a").container("b");
    world.add("a", Configs.with(GC_SAMPLE, "\"ipMasqBackend\": \"nftables\"")).ok();
    world.add("b", Configs.with(GC_SAMPLE, "\"macspoofchk\": true")).ok();
    String now = GC_SAMPLE.replace("\"ipMasq\": true", "\"mtu\": \"wrong\"");
    world.call("GC", "a", Configs.with(now, NONE_VALID)).run().ok();
    assertNothingIsLeft();
  }

  @Test
  void gcKeepsTheLeaseOfAContainerWhoseLinkCannotBeRemoved() {
    world.container("a").add("a", GC_SAMPLE).ok();
    String path =
        world.wrap(
            "ip",
            """
            case "$*" in *-batch*) cat > /dev/null; echo 'RTNETLINK answers: Operation not permitted' >&2
              echo 'Command failed -:1' >&2; exit 1;; esac
            for f in /usr/sbin /usr/bin /sbin /bin; do [ -x $f/ip ] && exec $f/ip "$@"; done
            """);
    World.Ended gc =
        world.call("GC", "a", Configs.with(GC_SAMPLE, NONE_VALID)).with("PATH", path).run();
    assertEquals(1, gc.status());
    assertTrue(gc.out().contains("Operation not permitted"), gc.out());
    world.sh("ls data/mynet/10.16.0.2").ok();
    world.call("GC", "a", Configs.with(GC_SAMPLE, NONE_VALID)).run().ok();
    assertNothingIsLeft();
  }

  /**
   * The kernel gives the lowest free number to a namespace, so the others that are free are taken
   * until the one of the first comes.
   */
  private static final String REPLACE_A_BY_ONE_OF_THE_SAME_NUMBER =
      """
      number=$(stat -L -c %i /run/netns/a); found=; made=
      ip netns del a; touch /run/netns/a
      for n in $(seq 40); do
        ip netns add n$n; made="$made n$n"
        if [ $(stat -L -c %i /run/netns/n$n) = $number ]; then
          mount --bind /run/netns/n$n /run/netns/a; found=yes; break
        fi
        sleep 0.02
      done
      for n in $made; do ip netns del $n; done
      [ "$found" ]
      """;

  /** The kernel gives the number of a namespace that has ended to a later one. */
  @Test
  void anInterfaceOfALaterNamespaceWithTheSamePathAndNumberIsNotTakenForTheFirst() {
    Plugin macvlan = MainPlugins.of(world, "macvlan");
    world.container("a");
    macvlan.add("a");
    for (int attempt = 1; world.sh(REPLACE_A_BY_ONE_OF_THE_SAME_NUMBER).status() != 0; attempt++) {
      assertTrue(attempt < 20, "another program takes the number each time");
      macvlan.del("a");
      world.sh("ip netns del a; ip netns add a").ok();
      macvlan.add("a");
    }
    String result = macvlan.call("ADD", "b").with("CNI_NETNS", "/run/netns/a").run().ok();
    macvlan.del("a");
    macvlan.after(result).call("CHECK", "b").with("CNI_NETNS", "/run/netns/a").run().ok();
  }

  /** The kernel keeps the beginning of a rule's comment. */
  @Test
  void rulesWhoseCommentsAreCutShortAreFoundAsOthers() {
    String name = "n".repeat(120);
    String config = GC_SAMPLE.replace("mynet", name);
    String id = "c".repeat(200);
    world.container("a");
    String valid =
        "\"cni.dev/valid-attachments\": [{\"containerID\": \"%s\", \"ifname\": \"eth0\"}]";
    for (String end : new String[] {"DEL", "GC"}) {
      String result = inA("ADD", id, config).ok();
      inA("CHECK", id, Configs.after(config, result)).ok();
      inA("GC", id, Configs.with(config, valid.formatted(id))).ok();
      inA("CHECK", id, Configs.after(config, result)).ok();
      inA(end, id, end.equals("GC") ? Configs.with(config, NONE_VALID) : config).ok();
      assertNothingIsLeft();
    }
  }

  private World.Ended inA(String verb, String id, String config) {
    return world.call(verb, id, config).with("CNI_NETNS", "/run/netns/a").run();
  }

  /** Rules of an edited network are put back as they were made, so that the DEL finds them. */
  @Test
  void reloadPutsBackWhatTheAddHasMade() {
    Person person = new Person(world);
    person.configure("mynet.conf", Configs.SAMPLE);
    world.container("a").add("a", Configs.SAMPLE).ok();
    person.configure("mynet.conf", Configs.with(Configs.SAMPLE, "\"ipMasqBackend\": \"nftables\""));
    world.sh("iptables -t nat -F; iptables -t nat -X").ok();
    assertTrue(person.mycni("reload").ok().contains("1 put back"));
    assertTrue(world.sh("iptables-save").ok().contains("CNI-"));
    world.del("a", Configs.SAMPLE).ok();
    assertNothingIsLeft();
  }
}
