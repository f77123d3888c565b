package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node's owner types: topology, ipam, doctor, reload, init, takeover. */
class NodeCommandsIT {
  private final World world = World.make();
  private final Person person = new Person(world);

  @AfterEach
  void end() {
    world.close();
  }

  private void attach(String... containers) {
    person.configure("10-mynet.conf", Configs.SAMPLE);
    for (String container : containers) {
      world.container(container);
      person.mycni("add", "mynet", container, "--container-id", container).ok();
    }
  }

  @Test
  void theTopologyShowsWhoHangsWhere() {
    attach("a", "b");
    world.sh("ip link add p0 type veth peer name p1; ip link set p0 master mybr0").ok();
    String tree = person.mycni("topology").ok();
    String mac =
        world
            .sh(
                "cat /sys/class/net/mybr0/address >/dev/null; ip -n a -br link show eth0"
                    + " | awk '{print $3}'")
            .ok()
            .strip();
    assertTrue(
        tree.matches(
            "(?s)mybr0  10\\.16\\.0\\.1/16, 3 ports\n"
                + "├── veth[0-9a-f]{8}  mynet:a/eth0\n"
                + "│   └── eth0 in a  10\\.16\\.0\\.2/16  "
                + mac
                + "  masqueraded\n"
                + "├── veth[0-9a-f]{8}  mynet:b/eth0\n"
                + "│   └── eth0 in b  10\\.16\\.0\\.3/16  [0-9a-f:]{17}  masqueraded\n"
                + "└── p0 DOWN\n"
                + "    └── p1 DOWN\n"),
        tree);
    var json =
        Json.readObject(
            person.mycni("topology", "--format", "json").ok().getBytes(StandardCharsets.UTF_8));
    int ends = 0;
    for (var link : json.path("links")) {
      boolean end = link.path("name").asString().equals("eth0");
      ends += end && link.path("peer").path("name").asString().startsWith("veth") ? 1 : 0;
    }
    assertEquals(2, ends, json.toString());
    assertTrue(person.mycni("topology", "--format", "svg").ok().contains(">10.16.0.3/16</text>"));
    assertTrue(person.mycni("topology", "--format", "dot").ok().startsWith("graph topology {"));
  }

  @Test
  void aPortOfTheReferencePluginIsKnownByTheKeptResult() {
    Reference.require();
    person.configure("10-mynet.conf", Configs.SAMPLE.replace("\"mycni\"", "\"bridge\""));
    world.container("a");
    world.sh("rm bin/bridge").ok();
    person.mycni("add", "mynet", "a", "--container-id", "a").ok();
    String tree = person.mycni("topology").ok();
    assertTrue(tree.contains("  mynet:a/eth0\n"), tree);
    assertTrue(tree.contains("10.16.0.2/16") && tree.contains("masqueraded"), tree);
  }

  @Test
  void leasesThatBelongToNothingAreShownAndTakenBack() {
    attach("a");
    // Older than an ADD that may be at work, and one that may be.
    world
        .sh(
            "printf 'lost\\r\\neth0' > data/mynet/10.16.0.9; : > data/mynet/10.16.0.10;"
                + " touch -d '1 hour ago' data/mynet/10.16.0.9 data/mynet/10.16.0.10;"
                + " printf 'young\\r\\neth0' > data/mynet/10.16.0.11")
        .ok();
    String show = person.mycni("ipam", "show", "mynet").ok();
    assertTrue(show.matches("(?s).*10.16.0.2 +a +eth0 +\\d+ s +veth[0-9a-f]{8} +a\n.*"), show);
    assertTrue(show.matches("(?s).*10.16.0.9 +lost +eth0 +60 min +gone +gone\n.*"), show);
    assertTrue(show.matches("(?s).*10.16.0.11 +young +eth0 +\\d+ s +- +-\n.*"), show);
    assertTrue(show.contains("4 leases in"), show);
    String list = person.mycni("ipam", "list").ok();
    assertTrue(
        list.matches("(?s).*mynet +10.16.0.1-10.16.255.254 +█░+ +4 of 65533 \\(<1 %\\) +2\n"),
        list);
    String before = world.sh("ls data/mynet").ok();
    assertTrue(
        person.mycni("ipam", "gc", "--dry-run").ok().contains("2 leases would be taken back"));
    assertEquals(1, person.mycni("ipam", "gc").status(), "nobody was there to be asked");
    assertEquals(before, world.sh("ls data/mynet").ok());
    assertTrue(person.mycni("ipam", "gc", "--yes").ok().contains("2 leases were taken back"));
    assertEquals("10.16.0.11\n10.16.0.2\n", world.sh("ls data/mynet | grep ^10").ok());
  }

  @Test
  void aLeaseInUseIsReleasedOnlyByForce() {
    attach("a");
    World.Ended refused = person.mycni("ipam", "release", "mynet", "10.16.0.2");
    assertEquals(1, refused.status());
    assertTrue(
        refused.err().contains("the lease of 10.16.0.2 is in use: its link veth"), refused.err());
    assertEquals(
        "released 10.16.0.2\n", person.mycni("ipam", "release", "mynet", "a", "--force").ok());
    World.Ended none = person.mycni("ipam", "release", "mynet", "10.16.0.2");
    assertTrue(none.err().contains("there is no lease of 10.16.0.2"), none.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"ipMasq\": true",
        "\"ipMasq\": true, \"ipMasqBackend\": \"nftables\"",
        "\"ipMasq\": true, \"macspoofchk\": true"
      })
  void reloadPutsBackWhatWasWiped(String keys) {
    String config = Configs.with(Configs.DUAL.replaceFirst("\"ipMasq\": true,", ""), keys);
    person.configure("10-dual.conf", config);
    world.container("a").container("b");
    person.mycni("add", "dual", "a").ok();
    // A runtime that keeps nothing attached this one.
    world.add("b", config).ok();
    String before = world.snapshot();
    assertEquals("0 put back, 2 complete\n", person.mycni("reload").ok());

    world.sh("nft flush ruleset; echo 0 > /proc/sys/net/ipv4/ip_forward").ok();
    String wiped = world.snapshot();
    assertTrue(person.mycni("reload", "--dry-run").ok().contains("2 would be put back"));
    assertEquals("", World.differences(wiped, world.snapshot()));
    assertTrue(person.mycni("reload").ok().contains("2 put back, 0 complete"));
    person.mycni("check", "dual", "a").ok();
    assertEquals("", World.differences(settled(before), settled(world.snapshot())));
    assertEquals("0 put back, 2 complete\n", person.mycni("reload").ok());

    // Half of it.
    world
        .sh(
            "iptables -t nat -F POSTROUTING 2>/dev/null || true;"
                + " nft flush chain bridge nat PREROUTING 2>/dev/null || true")
        .ok();
    person.mycni("reload").ok();
    person.mycni("check", "dual", "a").ok();
  }

  private static String settled(String snapshot) {
    return snapshot.replaceAll("# handle [0-9]+", "").replaceAll("# Warning.*", "");
  }

  @Test
  void theDoctorIsContentWithAGoodNode() {
    attach("a");
    World.Ended doctor = person.mycni("doctor");
    assertEquals(0, doctor.status(), doctor.out());
    assertTrue(doctor.out().contains("✓ 1 link of mycni's"), doctor.out());
    assertFalse(doctor.out().contains("✗"), doctor.out());
    assertFalse(doctor.out().contains("\u001b"), "no colour where there is no terminal");
    assertTrue(doctor.out().contains("✓ the start-up cache is in use"), doctor.out());
  }

  @Test
  void theDoctorFindsWhatIsWrong() {
    attach("a", "b");
    world
        .sh(
            "printf 'lost\\r\\neth0' > data/mynet/10.16.0.9;"
                + " touch -d '1 hour ago' data/mynet/10.16.0.9;"
                + " ip -n a link set dev eth0 address 02:00:00:00:00:99;"
                + " iptables -P FORWARD DROP; ip link add mtubr type bridge;"
                + " iptables -t nat -N CNI-abc;"
                + " iptables -t nat -A POSTROUTING -s 10.16.0.77/32 -m comment --comment"
                + " 'name: \"mynet\" id: \"gone\"' -j CNI-abc;"
                + " nft add table inet cni_plugins_masquerade;"
                + " nft 'add chain inet cni_plugins_masquerade masq_checks';"
                + " nft add rule inet cni_plugins_masquerade masq_checks counter comment"
                + " '\"0011223344556677-8899aabbccddeeff, net: mynet, if: eth0, id: gone\"'")
        .ok();
    person.configure(
        "05-first.conflist",
        "{\"cniVersion\": \"1.0.0\", \"name\": \"first\", \"plugins\": [{\"type\": \"frob\"}]}");
    person.configure(
        "20-mtu.conf",
        "{\"cniVersion\": \"1.0.0\", \"name\": \"m\", \"type\": \"mycni\", \"bridge\": \"mtubr\","
            + " \"mtu\": 1400}");
    World.Ended doctor = person.mycni("doctor");
    assertEquals(1, doctor.status(), doctor.out());
    for (String line :
        new String[] {
          "✗ network first needs the plugin frob, which is not in",
          "! runtimes take the network first (05-first.conflist), which comes before mycni's in"
              + " 10-mynet.conf",
          "! the policy of the FORWARD chain of IPv4 is DROP",
          "! network mynet: 1 lease belongs to nothing",
          "! eth0 in a has the MAC address 02:00:00:00:00:99, it was given ",
          "! network m: the bridge mtubr has the MTU 1500, the configuration asks for 1400",
          "! masquerade rules without a link: CNI-abc, `0011223344556677-8899aabbccddeeff, net: mynet,"
        }) {
      assertTrue(doctor.out().contains(line), line + "\nis missing in\n" + doctor.out());
    }
    World.Ended json = person.mycni("doctor", "--json");
    assertTrue(json.out().contains("\"verdict\": \"fail\""), json.out());
  }

  @Test
  void initWritesANetworkThatWorksAndNeverOneThatOverlaps() {
    world
        .sh(
            "ip link add up0 type veth peer name up1; ip address add 10.16.4.1/24 dev up0;"
                + " ip link set up0 up; ip link set up1 up")
        .ok();
    world.sh("for n in portmap bandwidth firewall; do ln -s mycni bin/mycni-$n; done").ok();
    assertTrue(person.mycni("init").ok().contains("net.d/10-mycni.conflist"));
    String file = world.sh("cat net.d/10-mycni.conflist").ok();
    assertTrue(file.contains("\"subnet\": \"10.17.0.0/16\""), "the first free one\n" + file);
    World.Ended again = person.mycni("init");
    assertEquals(1, again.status());
    assertTrue(again.err().contains("is there already"), again.err());
    World.Ended route =
        person.mycni("init", "--file=x.conflist", "--subnet=10.16.0.0/20", "--name=x");
    assertTrue(route.err().contains("overlaps the route to 10.16.4.0/24 by up0"), route.err());
    World.Ended network =
        person.mycni("init", "--file=x.conflist", "--subnet=10.17.9.0/24", "--name=x");
    assertTrue(network.err().contains("overlaps the network mynet"), network.err());
    assertFalse(Files.exists(world.folder().resolve("x.conflist")));
    world.container("a");
    assertTrue(person.mycni("add", "mynet", "a").ok().contains("10.17.0.2/16"));
    assertEquals(0, person.mycni("lint").status());
    List<String> types = file.lines().filter(line -> line.contains("\"type\": \"mycni")).toList();
    assertEquals(
        List.of("mycni", "mycni-portmap", "mycni-bandwidth", "mycni-firewall"),
        types.stream().map(line -> line.replaceAll(".*: \"|\".*", "")).toList());
  }

  @Test
  void initPutsBehindTheBridgeWhatIsWantedAndThere() {
    world
        .sh("ln -s mycni bin/mycni-tuning; rm -f bin/portmap bin/mycni-bandwidth bin/bandwidth")
        .ok();
    String tuning = person.mycni("init", "--dry-run", "--with=tuning").ok();
    assertTrue(tuning.contains("\"mycni-tuning\"") && !tuning.contains("firewall"), tuning);
    String none = person.mycni("init", "--dry-run", "--with=").ok();
    assertEquals(1, none.split("\"type\": \"mycni").length - 1, none);
    World.Ended missing = person.mycni("init", "--dry-run", "--with=tuning,limits");
    assertEquals(1, missing.status());
    assertTrue(missing.err().contains("there is no plugin limits in "), missing.err());
  }

  @Test
  void takeoverReplacesTheNamesAndUndoPutsTheFilesBack() {
    world.sh("mkdir opt; echo old > opt/bridge; chmod 755 opt/bridge").ok();
    String before = world.sh("ls -la --time-style=full-iso opt | tail -n +4; cat opt/bridge").ok();
    person.mycni("takeover", "--bin-dir=opt", "--dry-run").ok();
    assertEquals(
        before, world.sh("ls -la --time-style=full-iso opt | tail -n +4; cat opt/bridge").ok());
    person.mycni("takeover", "--bin-dir=opt").ok();
    World.Ended version =
        world.run(
            Map.of("CNI_COMMAND", "VERSION"),
            "{\"cniVersion\": \"1.0.0\"}",
            world.folder().resolve("opt/bridge").toString());
    assertTrue(version.ok().contains("supportedVersions"), version.out());
    assertEquals("old\n", world.sh("cat opt/.replaced-by-mycni/bridge").ok());
    assertEquals(world.folder() + "/opt\n", world.sh("cat /var/lib/mycni/takeovers").ok());
    assertEquals("all is taken over already\n", person.mycni("takeover", "--bin-dir=opt").ok());
    person.mycni("takeover", "--bin-dir=opt", "--undo").ok();
    assertEquals(
        before, world.sh("ls -la --time-style=full-iso opt | tail -n +4; cat opt/bridge").ok());
    assertEquals("", world.sh("ls /var/lib/mycni").ok());
  }

  @Test
  void misuseIsStatus2WithAHint() {
    World.Ended unknown = person.mycni("topologi");
    assertEquals(2, unknown.status());
    assertTrue(unknown.err().contains("there is no command 'topologi'"), unknown.err());
    assertTrue(unknown.err().contains("mycni topology"), unknown.err());
    assertEquals(2, person.mycni("ipam", "gc", "--dryrun").status());
    assertEquals(1, person.mycni("plan", "add").status());
  }

  @Test
  void aShellCompletesCommandsOptionsTheirValuesAndTheNamesOfNetworks() {
    world.sh(world.bin().resolve("mycni") + " completion bash > completion").ok();
    person.configure("mynet.conf", Configs.SAMPLE);
    assertEquals("topology\n", completed("topo"));
    assertEquals("list\n", completed("ipam", "l"));
    assertEquals("--dry-run\n", completed("takeover", "--dry"));
    assertEquals("json\n", completed("topology", "--format", "j"));
    assertEquals("host-local\n", completed("plugins", "host-l"));
    assertEquals("mynet\n", completed("plan", "add", "my"));
    assertEquals("fish\n", completed("completion", "f"));
  }

  private String completed(String... words) {
    String typed = "mycni " + String.join(" ", words);
    String script =
        ". ./completion; COMP_WORDS=(%s); COMP_CWORD=%d; _mycni; echo \"${COMPREPLY[@]}\""
            .formatted(typed, words.length);
    Map<String, String> environment =
        Map.of("PATH", world.bin() + ":" + System.getenv("PATH"), "NETCONFPATH", "net.d");
    return world.run(environment, "", "bash", "-c", script).ok();
  }
}
