package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
            .filter(each -> each.contains("! mynet:a/eth0 is not as it was made: "))
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
        broken.matches("(?s).*! mynet:a/eth0 is not as it was made: [^\n]*0\\.0\\.0\\.0/0.*"),
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
