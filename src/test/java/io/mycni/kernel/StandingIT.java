package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What doctor and topology tell of all that a chain has made for a container. */
class StandingIT {
  private static final String CHAIN =
      """
      {"cniVersion": "1.0.0", "name": "mynet", "plugins": [
        {"type": "mycni", "bridge": "mybr0", "isDefaultGateway": true, "ipMasq": true,
         "ipam": {"type": "host-local", "subnet": "10.16.0.0/16", "dataDir": "DATADIR"}},
        {"type": "mycni-portmap", "capabilities": {"portMappings": true}},
        {"type": "mycni-bandwidth", "capabilities": {"bandwidth": true}},
        {"type": "mycni-firewall", "ingressPolicy": "same-bridge"}]}
      """;
  private static final String WANTED =
      """
      {"portMappings": [{"hostPort": 8080, "containerPort": 80, "protocol": "tcp"},
                        {"hostPort": 53, "containerPort": 5353, "protocol": "udp",
                         "hostIP": "127.0.0.1"}],
       "bandwidth": {"ingressRate": 100000000, "ingressBurst": 10000000,
                     "egressRate": 50000000, "egressBurst": 5000000}}
      """;

  private final World world = World.make();
  private final Person person = new Person(world);

  @AfterEach
  void end() {
    world.close();
  }

  private void attach(String container) {
    attach(container, CHAIN);
  }

  private void attach(String container, String chain) {
    world.sh("for n in portmap bandwidth firewall; do ln -sf mycni bin/mycni-$n; done").ok();
    person.configure("10-mynet.conflist", chain);
    world.container(container);
    person.mycni("add", "mynet", container, "--container-id", container, "--cap-args", WANTED).ok();
  }

  @Test
  void theDoctorNamesWhatWasFlushedUntilItIsReloaded() {
    attach("a");
    String good = "✓ 1 attachment is as it was made\n";
    String before = person.mycni("doctor").ok();
    assertTrue(before.contains(good), before);

    world
        .sh(
            "iptables -t nat -F; iptables -F CNI-FORWARD; tc qdisc delete dev"
                + " $(ls /sys/class/net | grep ^bwp) root")
        .ok();
    String after = person.mycni("doctor").out();
    String line =
        after
            .lines()
            .filter(each -> each.contains("✗ mynet:a/eth0 is not as it was made: "))
            .findFirst()
            .orElseThrow(() -> new AssertionError(after));
    for (String lost : new String[] {"masquerad", "CNI-HOSTPORT-DNAT", "CNI-FORWARD", "bwp"}) {
      assertTrue(line.contains(lost), lost + " is missing in " + line);
    }
    assertTrue(after.contains(line + "\n    → mycni reload\n"), after);
    assertFalse(after.contains("✓ 1 attachment"), after);

    person.mycni("reload").ok();
    String again = person.mycni("doctor").ok();
    assertTrue(again.contains(good), again);
    assertFalse(again.contains("not as it was made"), again);

    // Whatever cuts containers off, doctor is red for it, and check --all knows no less.
    for (String cut : List.of("nft flush ruleset", "echo 0 > /proc/sys/net/ipv4/ip_forward")) {
      assertEquals("1 as made, 0 not\n", person.mycni("check", "--all").ok());
      world.sh(cut).ok();
      World.Ended red = person.mycni("doctor");
      assertEquals(1, red.status(), cut + "\n" + red.out());
      World.Ended check = person.mycni("check", "--all");
      assertEquals(1, check.status(), check.out());
      assertTrue(check.out().endsWith("    → mycni reload\n0 as made, 1 not\n"), check.out());
      assertTrue(person.mycni("reload", "mynet").ok().endsWith("1 put back, 0 complete\n"));
    }
    World.Ended slip = person.mycni("reload", "othernet");
    assertEquals(1, slip.status());
    assertTrue(slip.err().contains("there is no network 'othernet'"), slip.err());
  }

  @Test
  void aBridgeThatIsGoneIsToldByAllCommands() {
    attach("a");
    world.container("b");
    person.mycni("add", "mynet", "b", "--container-id", "b").ok();
    world.sh("ip link delete mybr0").ok();
    String text = person.mycni("topology").ok();
    assertEquals(2, text.split("└── \\? a port of no bridge: mybr0 is gone\n").length - 1, text);
    World.Ended reload = person.mycni("reload");
    assertTrue(reload.out().endsWith(" 0 complete, 2 damaged\n"), reload.out());
    assertTrue(reload.err().contains("mynet:b/eth0: not mended: the bridge mybr0 is gone"));
    World.Ended check = person.mycni("check", "mynet");
    assertEquals(1, check.status());
    assertTrue(check.out().contains("mynet:b/eth0: the bridge mybr0 is gone"), check.out());
    assertTrue(check.out().endsWith("0 as made, 2 not\n"), check.out());
    String doctor = person.mycni("doctor").out();
    assertTrue(doctor.contains("is a port of no bridge, and should be one of mybr0"), doctor);
  }

  /** As a runtime kept it that was built with an older libcni: without the namespace's path. */
  @Test
  void checkNeedsNoMoreThanWhatIsKept() {
    attach("a");
    String file = "/var/lib/cni/results/mynet-a-eth0";
    world
        .sh("sed -i 's/\"netns\":\"[^\"]*\",*//' " + file + "; ! grep -q '\"netns\"' " + file)
        .ok();
    String good = "mynet:a/eth0 is as it was made\n";
    assertEquals(good, person.mycni("check", "mynet", "--container-id", "a").ok());
    assertEquals("1 as made, 0 not\n", person.mycni("check", "mynet").ok());
    // The ports come from what is kept, too.
    world.sh("iptables -t nat -F CNI-HOSTPORT-DNAT").ok();
    World.Ended check = person.mycni("check", "mynet", "--container-id", "a");
    assertTrue(check.err().contains("CNI-HOSTPORT-DNAT"), check.err());
  }

  private static final String OTHER =
      """
      #!/bin/sh
      input=$(cat)
      case $CNI_COMMAND in
        ADD) printf '%s' "$input" | sed 's/.*"prevResult":\\({.*}\\)}$/\\1/' ;;
        CHECK) [ ! -e broken ] || { echo '{"code": 99, "msg": "its rule is gone"}'; exit 1; } ;;
        VERSION) echo '{"cniVersion": "1.0.0", "supportedVersions": ["0.4.0", "1.0.0"]}' ;;
      esac
      """;

  /** Another's plugin is asked by its program; what it says is told, and counts in check. */
  @Test
  void aPluginOfOthersIsAskedByItsProgram() throws IOException {
    Path program = Files.writeString(world.bin().resolve("other"), OTHER);
    assertTrue(program.toFile().setExecutable(true));
    attach("a", CHAIN.replace("}]}\n", "}, {\"type\": \"other\"}]}\n"));
    assertEquals("1 as made, 0 not\n", person.mycni("check", "--all").ok());
    world.sh("touch broken").ok();
    World.Ended check = person.mycni("check", "--all");
    assertEquals(1, check.status());
    assertTrue(
        check.out().contains("mynet:a/eth0: the plugin other refused CHECK: its rule is gone"));
    World.Ended doctor = person.mycni("doctor");
    assertTrue(doctor.out().contains("! mynet:a/eth0 is not as another's plugin made it: "));
    assertEquals(0, doctor.status(), doctor.out());
  }

  @Test
  void theTopologyShowsWhatEachPluginGave() {
    attach("a");
    String text = person.mycni("topology").ok();
    String words =
        "  masqueraded  8080 → 80/tcp  127.0.0.1:53 → 5353/udp  in 100 Mbit/s, out 50 Mbit/s"
            + "  firewall same-bridge\n";
    assertTrue(text.contains(words), text);
    String json = person.mycni("topology", "--format", "json").ok();
    assertTrue(json.contains("\"egressRate\": 50000000"), json);

    // What nobody can look at is said, and not told as nothing.
    world.sh("mkdir odd; printf '#!/bin/sh\\nexit 1\\n' > odd/tc; chmod +x odd/tc").ok();
    String path = world.folder().resolve("odd") + ":" + System.getenv("PATH");
    World.Ended odd = person.mycniIn(path, "topology");
    assertTrue(odd.out().contains("5353/udp  firewall"), odd.out());
    assertTrue(odd.err().contains("limits are not shown: "), odd.err());
  }

  @Test
  void whatIsDoneByNftablesIsShownAlike() {
    attach(
        "a",
        CHAIN
            .replace("Mappings\": true}", "Mappings\": true}, \"backend\": \"nftables\"")
            .replace("\"same-bridge\"", "\"isolated\", \"backend\": \"nftables\""));
    String text = person.mycni("topology").ok();
    String words =
        "  8080 → 80/tcp  127.0.0.1:53 → 5353/udp  in 100 Mbit/s, out 50 Mbit/s  firewall isolated\n";
    assertTrue(text.contains(words), text);
  }

  @Test
  void theLeaseOfADhcpServerIsShownWithTheTimeThatIsLeft() {
    try (DhcpServer _ = DhcpServer.onBridge(world)) {
      person.configure(
          "20-lan.conf",
          "{\"cniVersion\": \"1.1.0\", \"name\": \"lan\", \"type\": \"mycni\", \"bridge\": \"br0\","
              + " \"ipam\": {\"type\": \"dhcp\"}}");
      world.container("a");
      person.mycni("add", "lan", "a", "--container-id", "a").ok();
      String text = person.mycni("topology").ok();
      assertTrue(text.matches("(?s).*eth0 in a  [^\n]*  DHCP, \\d+ (s|min|h) left\n.*"), text);
      person.mycni("del", "lan", "a", "--container-id", "a").ok();
    }
  }

  @Test
  void whatIsBrokenIsToldWithWhatMendsItAndWhatIsNotKeptIsNotToldAsGood() {
    attach("a");
    world.sh("ip -n a route delete default").ok();
    String broken = person.mycni("doctor").out();
    assertTrue(
        broken.matches("(?s).*✗ mynet:a/eth0 is not as it was made: [^\n]*0\\.0\\.0\\.0/0.*"),
        broken);
    assertTrue(broken.contains("    → DEL and ADD the container again\n"), broken);

    world.sh("ip -n a route add default via 10.16.0.1; rm /var/lib/cni/results/*").ok();
    String unkept = person.mycni("doctor").out();
    assertFalse(unkept.contains("✓ 1 attachment"), unkept);
    assertTrue(
        unkept.contains(
            "! not all of mynet:a/eth0 could be compared with what was made: no result of it is"
                + " kept"),
        unkept);
  }
}
