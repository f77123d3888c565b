package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools that end well and have done nothing, or said something else; and tools that are gone. */
class OddToolsIT {
  private static final String BY_NFT = Configs.with(Configs.SAMPLE, "\"macspoofchk\": true");
  private static final String GC_SAMPLE = Configs.SAMPLE.replace("0.4.0", "1.1.0");

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private void assertLeaseIsKept() {
    assertEquals(0, world.sh("ls data/mynet/10.16.0.2").status(), "the lease was given back");
  }

  private void assertDelWorks(String config) {
    world.del("a", config).ok();
    String after = world.snapshot();
    assertTrue(!after.contains("veth") && !after.contains("mynet/10.16.0.2"), after);
    assertTrue(!after.contains("macspoofchk") && !after.contains("CNI-"), after);
  }

  /** The real tool, when a word is among its arguments. */
  private String only(String tool, String word, String otherwise) {
    return world.wrap(
        tool,
        """
        case " $* " in *'WORD'*) for f in /usr/sbin /usr/bin /sbin /bin; do
          [ -x $f/TOOL ] && exec $f/TOOL "$@"; done;; esac
        """
                .replace("WORD", word)
                .replace("TOOL", tool)
            + otherwise);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"exit 0", "echo hello", "echo '[]'"})
  void delFailsWhereIpEndsWellAndTheLinkIsThere(String script) {
    world.container("a").add("a", Configs.SAMPLE).ok();
    String path = only("ip", " -json ", script + "\n");
    World.Ended del = world.call("DEL", "a", Configs.SAMPLE).with("PATH", path).run();
    assertEquals(1, del.status(), "DEL succeeded, and the link is there");
    assertTrue(del.out().contains("it is there, though"), del.out());
    assertLeaseIsKept();
    assertDelWorks(Configs.SAMPLE);
  }

  /** A fault on a thread of its own was lost once, and taken for success. */
  @Test
  void delFailsWhereARuleToolSaysWhatNobodyExpects() {
    world.container("a").add("a", Configs.SAMPLE).ok();
    String path = world.wrap("iptables-restore", "echo 'Command failed -:zz' >&2; exit 1\n");
    World.Ended del = world.call("DEL", "a", Configs.SAMPLE).with("PATH", path).run();
    assertEquals(1, del.status(), del.out());
    assertTrue(!del.out().contains("199"), del.out());
    assertLeaseIsKept();
    assertDelWorks(Configs.SAMPLE);
  }

  @ParameterizedTest(name = "{0} prints {1}")
  @CsvSource(
      textBlock =
          """
          ip, ''
          ip, []
          ip, [{"ifname"
          ip, {}
          nft, ''
          nft, {}
          nft, {"nftables": [
          iptables-save, '*nat'
          iptables-save, hello
          """)
  void anAnswerThatIsNoneFailsADelThatHasNoNoteAndNamesTheTool(String tool, String text) {
    world.container("a").add("a", BY_NFT).ok();
    world.sh("rm -rf /run/mycni/made").ok();
    String path = world.wrap(tool, "echo '" + text + "'\n");
    World.Ended del = world.call("DEL", "a", BY_NFT).with("PATH", path).run();
    assertEquals(1, del.status(), del.out());
    assertTrue(del.out().contains("\"code\": 100") && del.out().contains("`" + tool), del.out());
    assertLeaseIsKept();
    assertDelWorks(BY_NFT);
  }

  @ParameterizedTest(name = "noted {0}")
  @ValueSource(booleans = {true, false})
  void delAndGcFailWhereNftWasUninstalledWhileRulesAreThere(boolean noted) {
    String config = BY_NFT.replace("0.4.0", "1.1.0");
    world.container("a").add("a", config).ok();
    if (!noted) {
      world.sh("rm -rf /run/mycni/made").ok();
    }
    world
        .sh(
            """
            : > plain; chmod 644 plain
            for f in /usr/sbin/nft /usr/bin/nft /sbin/nft; do
              [ ! -x $f ] || mount --bind plain $(readlink -f $f); done
            """)
        .ok();
    for (String verb : new String[] {"DEL", "GC"}) {
      String asked = Configs.with(config, "\"cni.dev/valid-attachments\": []");
      World.Ended ended = world.call(verb, "a", asked).run();
      assertEquals(1, ended.status(), verb + " succeeded, though nobody could see the rules");
      assertTrue(ended.out().contains("nft is not installed"), ended.out());
      assertTrue(ended.out().contains("\"code\": 105"), ended.out());
      assertLeaseIsKept();
    }
    world
        .sh("for f in $(awk '$5 ~ /nft/ { print $5 }' /proc/self/mountinfo); do umount $f; done")
        .ok();
    assertDelWorks(config);
  }

  @Test
  void gcKeepsTheLeasesOfAllWhoseRulesCouldNotBeRemoved() {
    world.container("a").container("b").container("c");
    for (String name : new String[] {"a", "b", "c"}) {
      world.add(name, GC_SAMPLE).ok();
    }
    String none = Configs.with(GC_SAMPLE, "\"cni.dev/valid-attachments\": []");
    String path = world.wrap("iptables-restore", "echo 'no' >&2; exit 1\n");
    World.Ended gc = world.call("GC", "a", none).with("PATH", path).run();
    assertEquals(1, gc.status());
    world.sh("ls data/mynet/10.16.0.2 data/mynet/10.16.0.3 data/mynet/10.16.0.4").ok();
    world.call("GC", "a", none).run().ok();
    assertTrue(!world.snapshot().contains("mynet/10.16.0."));
  }

  @Test
  void gcRemovesTheRulesOfOneOfTwoInterfacesOfAContainer() {
    world.container("a").add("a", GC_SAMPLE).ok();
    world.call("ADD", "a", GC_SAMPLE).with("CNI_IFNAME", "eth1").run().ok();
    String valid =
        Configs.with(
            GC_SAMPLE,
            "\"cni.dev/valid-attachments\": [{\"containerID\": \"a\", \"ifname\": \"eth0\"}]");
    world.call("GC", "a", valid).run().ok();
    String rules = world.sh("iptables-save").ok();
    assertTrue(rules.contains("10.16.0.2/32"), rules);
    assertTrue(!rules.contains("10.16.0.3/32"), rules);
    assertDelWorks(GC_SAMPLE);
  }
}
