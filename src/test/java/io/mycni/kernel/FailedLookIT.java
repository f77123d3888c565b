package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What could not be looked at is never taken for what is not there. */
class FailedLookIT {
  private static final String BY_NFT =
      Configs.with(Configs.SAMPLE, "\"ipMasqBackend\": \"nftables\", \"macspoofchk\": true");

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  /** A tool that fails when a word is among its arguments. */
  private String failing(String tool, String word, String said, int status) {
    return world.wrap(
        tool,
        """
        case " $* " in *'WORD'*) echo 'SAID' >&2; exit STATUS;; esac
        for f in /usr/sbin /usr/bin /sbin /bin; do [ -x $f/TOOL ] && exec $f/TOOL "$@"; done
        """
            .replace("WORD", word)
            .replace("SAID", said)
            .replace("STATUS", String.valueOf(status))
            .replace("TOOL", tool));
  }

  private void assertDelFailsAndKeepsAll(String config, String path) {
    String before = world.snapshot();
    World.Ended del = world.call("DEL", "a", config).with("PATH", path).run();
    assertEquals(1, del.status(), "DEL succeeded, though nothing could be seen: " + del.out());
    assertTrue(del.out().contains("\"code\": 10"), del.out());
    assertTrue(world.sh("ls data/mynet/10.16.0.2").status() == 0, "the lease was given back");
    assertEquals(
        before.lines().filter(line -> line.contains("veth")).count(),
        world.snapshot().lines().filter(line -> line.contains("veth")).count());
  }

  private void assertDelWorksThen(String config) {
    world.del("a", config).ok();
    String after = world.snapshot();
    assertTrue(!after.contains("veth") && !after.contains("mynet/10.16.0.2"), after);
  }

  @ParameterizedTest(name = "ip says {0} and exits with {1}")
  @CsvSource(
      textBlock =
          """
          error while loading shared libraries: libelf.so.1: cannot open shared object file: No such file or directory, 127
          Cannot find device, 1
          Device does not exist., 255
          RTNETLINK answers: No such device, 2
          """)
  void delFailsAndKeepsTheLeaseWhenIpFails(String said, int status) {
    world.container("a").add("a", Configs.SAMPLE).ok();
    assertDelFailsAndKeepsAll(Configs.SAMPLE, failing("ip", "", said, status));
    // The same without a note of the ADD, as after an ADD of the reference.
    world.sh("rm -rf /run/mycni/made").ok();
    assertDelFailsAndKeepsAll(Configs.SAMPLE, failing("ip", "", said, status));
    assertDelWorksThen(Configs.SAMPLE);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"iptables-save", "ip6tables-save", "nft"})
  void delFailsAndKeepsTheLeaseWhenRulesCannotBeListed(String tool) {
    world.container("a").add("a", Configs.SAMPLE).ok();
    world.sh("rm -rf /run/mycni/made").ok();
    World.Ended del =
        world
            .call("DEL", "a", Configs.SAMPLE)
            .with("PATH", failing(tool, "", "No such file or directory", 1))
            .run();
    assertEquals(1, del.status(), del.out());
    assertTrue(del.out().contains("could not look at"), del.out());
    assertTrue(world.sh("ls data/mynet/10.16.0.2").status() == 0, "the lease was given back");
    assertDelWorksThen(Configs.SAMPLE);
  }

  @Test
  void delFailsAndKeepsTheLeaseWhenTheRulesOfNftablesCannotBeListed() {
    world.container("a").add("a", BY_NFT).ok();
    World.Ended del =
        world.call("DEL", "a", BY_NFT).with("PATH", failing("nft", " list ", "oops", 1)).run();
    assertEquals(1, del.status(), del.out());
    assertTrue(world.sh("ls data/mynet/10.16.0.2").status() == 0, "the lease was given back");
    assertDelWorksThen(BY_NFT);
    assertTrue(!world.sh("nft list ruleset").ok().contains("10.16.0.2"));
  }

  @Test
  void addIsRefusedWhenTablesCannotBeListed() {
    world.container("a");
    String before = world.snapshot();
    World.Ended add =
        world.call("ADD", "a", BY_NFT).with("PATH", failing("nft", " list ", "oops", 1)).run();
    assertEquals(1, add.status(), add.out());
    assertTrue(add.out().contains("could not look at nftables"), add.out());
    assertEquals(before, world.snapshot());
  }

  /** Code 3 would tell a runtime that it need not clean up. */
  @Test
  void anAddThatCannotLookIntoTheContainerDoesNotSayThatItIsGone() {
    world.container("a");
    String path = failing("nsenter", "", "nsenter: cannot open a: Permission denied", 1);
    World.Ended add = world.call("ADD", "a", Configs.SAMPLE).with("PATH", path).run();
    assertEquals(1, add.status(), add.out());
    assertTrue(add.out().contains("\"code\": 100"), add.out());
    World.Ended check =
        world
            .call("CHECK", "a", Configs.after(Configs.SAMPLE, world.add("a", Configs.SAMPLE).ok()))
            .with("PATH", path)
            .run();
    assertTrue(check.out().contains("\"code\": 100"), check.out());
  }

  @Test
  void aFileThatWasLeftOfANamespaceIsNoContainer() {
    world.sh("mkdir -p /run/netns; : > /run/netns/a").ok();
    World.Ended add = world.add("a", Configs.SAMPLE);
    assertTrue(add.out().contains("\"code\": 3"), add.out());
    world.del("a", Configs.SAMPLE).ok();
  }

  @Test
  void delFailsWhereIptablesWasUninstalledWhileRulesAreThere() {
    world.container("a").add("a", Configs.SAMPLE).ok();
    for (String note : new String[] {":", "rm -rf /run/mycni/made"}) {
      world.sh(note).ok();
      uninstall();
      World.Ended del = world.del("a", Configs.SAMPLE);
      assertEquals(1, del.status(), del.out());
      assertTrue(del.out().contains("\"code\": 105"), del.out());
      assertTrue(world.sh("ls data/mynet/10.16.0.2").status() == 0, "the lease was given back");
      install();
    }
    assertDelWorksThen(Configs.SAMPLE);
    assertTrue(!world.sh("iptables-save").ok().contains("CNI-"));
  }

  /** iptables has two kernel interfaces, and one does not see what was made by the other. */
  @ParameterizedTest(name = "from {0} to {1}")
  @CsvSource({"nft, legacy", "legacy, nft"})
  void delFailsWhereIptablesWasSwitchedToItsOtherKernelInterface(String from, String to) {
    world.container("a");
    String path = variant(from);
    world.call("ADD", "a", Configs.SAMPLE).with("PATH", path).run().ok();
    for (String note : new String[] {":", "rm -rf /run/mycni/made"}) {
      world.sh(note).ok();
      variant(to);
      World.Ended del = world.call("DEL", "a", Configs.SAMPLE).with("PATH", path).run();
      assertEquals(1, del.status(), del.out());
      assertTrue(del.out().contains("two kernel interfaces"), del.out());
      assertTrue(world.sh("ls data/mynet/10.16.0.2").status() == 0, "the lease was given back");
      variant(from);
    }
    world.call("DEL", "a", Configs.SAMPLE).with("PATH", path).run().ok();
    String left = world.sh("iptables-nft-save; iptables-legacy-save").ok();
    assertTrue(!left.contains("CNI-"), left);
  }

  @ParameterizedTest(name = "from {0} to {1}")
  @CsvSource({"nft, legacy", "legacy, nft"})
  void delOfTheFirewallFailsThereToo(String from, String to) {
    world.container("a");
    String path = variant(from);
    String made = world.call("ADD", "a", Configs.SAMPLE).run().ok();
    String config =
        "{ \"cniVersion\": \"1.1.0\", \"name\": \"mynet\", \"type\": \"firewall\","
            + " \"backend\": \"iptables\" }";
    Plugin firewall = new Plugin(world, "firewall", config).after(made);
    firewall.call("ADD", "a").with("PATH", path).run().ok();
    variant(to);
    World.Ended del = firewall.call("DEL", "a").with("PATH", path).run();
    assertEquals(1, del.status(), del.out());
    assertTrue(del.out().contains("rules that accept the traffic of container a"), del.out());
    assertTrue(del.out().contains("two kernel interfaces"), del.out());
    variant(from);
    firewall.call("DEL", "a").with("PATH", path).run().ok();
    String left = world.sh("iptables-nft-save -t filter; iptables-legacy-save -t filter").ok();
    assertTrue(!left.contains("10.16.0.2"), left);
  }

  private String variant(String kind) {
    String path = "";
    for (String tool : new String[] {"save", "restore"}) {
      for (String family : new String[] {"iptables", "ip6tables"}) {
        path =
            world.wrap(
                family + "-" + tool,
                "exec /usr/sbin/" + family + "-" + kind + "-" + tool + " \"$@\"\n");
      }
    }
    return path;
  }

  @Test
  void delOfWhatWasNeverMadeSucceedsWithoutIptables() {
    world.container("a");
    uninstall();
    world.del("a", Configs.SAMPLE).ok();
  }

  @Test
  void topologySaysThatVlansCouldNotBeSeen() {
    world.container("a").add("a", Configs.SAMPLE).ok();
    // mycni takes the bridge that lies beside ip.
    failing("ip", "never said", "", 1);
    World.Ended shown =
        world.run(
            Map.of("PATH", failing("bridge", "vlan", "oops", 1)),
            "",
            world.bin().resolve("mycni").toString(),
            "topology");
    assertTrue(shown.out().contains("mybr0"), shown.out());
    assertTrue(shown.err().contains("VLANs of ports are not shown"), shown.err());
  }

  private void uninstall() {
    world
        .sh(
            """
            : > plain; chmod 644 plain
            for t in iptables ip6tables iptables-save ip6tables-save iptables-restore ip6tables-restore; do
              mount --bind plain $(readlink -f $(command -v $t)) 2> /dev/null || true
            done
            ! [ -x $(command -v iptables-save || echo none) ]
            """)
        .ok();
  }

  private void install() {
    world
        .sh(
            """
            for f in $(awk '$5 ~ /tables/ { print $5 }' /proc/self/mountinfo | sort -r); do umount $f; done
            command -v iptables-save
            """)
        .ok();
  }
}
