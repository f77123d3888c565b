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

/** What doctor says of networks before anybody is attached to them. */
class DoctorIT {
  private static final String OLD =
      """
      #!/bin/sh
      echo '{"cniVersion": "0.3.1", "supportedVersions": ["0.3.0", "0.3.1"]}'
      """;

  private final World world = World.make();
  private final Person person = new Person(world);

  @AfterEach
  void end() {
    world.close();
  }

  private void configure(String file, String name, String keys) {
    person.configure(
        file,
        "{\"cniVersion\": \"1.0.0\", \"name\": \"" + name + "\", \"type\": \"mycni\"" + keys + "}");
  }

  private static String on(String bridge, String dataDir, String ranges) {
    return ", \"bridge\": \""
        + bridge
        + "\", \"isGateway\": true, \"ipam\": {\"type\": \"host-local\", \"dataDir\": \""
        + dataDir
        + "\", \"ranges\": "
        + ranges
        + "}";
  }

  private static void says(World.Ended doctor, List<String> lines) {
    assertEquals(1, doctor.status(), doctor.out());
    for (String line : lines) {
      assertTrue(doctor.out().contains(line), line + "\nis missing in\n" + doctor.out());
    }
  }

  @Test
  void whatAnAddWouldMeetIsRed() {
    String before = world.snapshot();
    world
        .sh(
            "ip link add br1 type bridge; d=$(pwd)/full; mkdir $d;"
                // The working folder is one of before the world, so mounts are seen by whole paths.
                + " mount -t tmpfs -o nr_inodes=2 tmpfs $d; touch $d/last;"
                + " echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6")
        .ok();
    configure("10-one.conf", "one", on("br2", "DATADIR", "[[{\"subnet\": \"10.1.0.0/24\"}]]"));
    configure("11-two.conf", "two", on("br2", "DATADIR", "[[{\"subnet\": \"10.1.0.0/25\"}]]"));
    configure(
        "12-dual.conf",
        "dual",
        on("br3", "DATADIR", "[[{\"subnet\": \"10.2.0.0/24\"}], [{\"subnet\": \"fd02::/64\"}]]"));
    configure("13-vlan.conf", "vlan", ", \"bridge\": \"br1\", \"vlan\": 10");
    configure("14-mtu.conf", "mtu", ", \"bridge\": \"br1\", \"mtu\": 1400");
    Path full = world.folder().resolve("full");
    configure("15-full.conf", "full", on("br4", full + "", "[[{\"subnet\": \"10.4.0.0/24\"}]]"));
    says(
        person.mycni("doctor"),
        List.of(
            "✗ 11-two.conf, line 1: br2 is to have the gateway address 10.1.0.1/25 here, and"
                + " 10.1.0.1/24 by the network one in ",
            "✗ network dual: an ADD would fail: IPv6 is switched off on the host"
                + " (net.ipv6.conf.default.disable_ipv6 is 1), so br3 cannot have the address"
                + " fd02::1/64",
            "✗ network vlan: an ADD would fail: the bridge br1 exists and does not filter VLANs",
            "! network mtu: the bridge br1 has the MTU 1500, the configuration asks for 1400",
            "✗ nothing can be written to " + full + ": No space left on device\n    → see `df "));
    // Nothing of the trial is left, and no ADD was carried out.
    world.sh("ip link delete br1; umount $(pwd)/full; rmdir full").ok();
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @Test
  void whatIsWrongWithOneFileOrProgramHidesNothingElse() throws IOException {
    Path old = Files.writeString(world.bin().resolve("old"), OLD);
    assertTrue(old.toFile().setExecutable(true));
    // An upgrade of the reference has put its file back.
    world
        .sh(
            "mkdir bin/.replaced-by-mycni; echo before > bin/.replaced-by-mycni/bridge;"
                + " rm bin/bridge; echo new > bin/bridge; chmod 755 bin/bridge")
        .ok();
    person.configure("05-broken.conflist", "{\"name\": ");
    configure("10-mynet.conf", "mynet", on("br1", "DATADIR", "[[{\"subnet\": \"10.1.0.0/24\"}]]"));
    person.configure(
        "20-old.conflist",
        "{\"cniVersion\": \"1.0.0\", \"name\": \"aged\", \"plugins\": [{\"type\": \"old\"}]}");
    World.Ended doctor = person.mycni("doctor");
    says(
        doctor,
        List.of(
            "05-broken.conflist: ",
            "! runtimes that pass over what cannot be read take the network mynet (10-mynet.conf),",
            "✗ network aged has cniVersion 1.0.0, and "
                + old
                + " does not speak it, only 0.3.0,"
                + " 0.3.1",
            "! taken over by mycni, and replaced again since, by an upgrade say: bridge in "
                + world.bin()
                + "\n    → mycni takeover --bin-dir "));
    assertFalse(doctor.out().contains("mynet has cniVersion"), doctor.out());
  }

  /** What lint has against a text the doctor has, too, and nothing that lint would not say. */
  @Test
  void theDoctorKnowsWhatLintKnows() {
    configure("10-one.conf", "one", on("br1", "DATADIR", "[[{\"subnet\": \"10.1.0.0/24\"}]]"));
    configure("11-two.conf", "two", on("br2", "DATADIR", "[[{\"subnet\": \"10.1.0.0/25\"}]]"));
    // Nobody sees both of these, so they may give the same.
    String range = "\"ipam\": {\"type\": \"host-local\", \"subnet\": \"10.9.0.0/24\"}";
    configure("12-three.conf", "three", ", \"bridge\": \"br3\", " + range);
    configure("13-four.conf", "four", ", \"bridge\": \"br4\", " + range);
    world.sh("ip link add other type bridge; ip address add 10.1.0.9/24 dev other").ok();
    world.sh("ip link set other up").ok();
    String lint = person.mycni("lint").out();
    String doctor = person.mycni("doctor").out();
    assertTrue(doctor.contains("overlaps the host's route to 10.1.0.0/24 by other"), doctor);
    assertTrue(doctor.contains("✗ 11-two.conf, line "), doctor);
    lint.lines()
        .filter(line -> line.matches(".*: (error|warning): .*"))
        .map(line -> line.replaceAll(".*: (error|warning): ", ""))
        .forEach(line -> assertTrue(doctor.contains(line), line + "\n" + doctor));
    assertFalse(doctor.contains("three") || doctor.contains("four"), doctor);
  }

  /** What cannot be looked at is neither there nor gone. */
  @Test
  void rulesThatNobodyCanListAreNotCalledGone() {
    person.configure("10-mynet.conf", Configs.SAMPLE);
    world.container("a");
    person.mycni("add", "mynet", "a").ok();
    String program = world.sh("readlink -f \"$(command -v iptables-save)\"").ok().strip();
    world.sh("mount --bind /dev/null " + program).ok();
    for (String[] words : new String[][] {{"check", "--all"}, {"doctor"}, {"reload"}}) {
      World.Ended said = person.mycni(words);
      String all = said.out() + said.err();
      assertTrue(all.contains("cannot be looked at, as iptables-save is not installed"), all);
      assertFalse(all.contains("masquerade rules of 10.16.0.2 are gone"), all);
    }
    world.sh("umount " + program).ok();
    assertEquals("1 as made, 0 not\n", person.mycni("check", "--all").ok());
  }

  /** Half a result is not none. */
  @Test
  void aKeptResultThatIsHalfWrittenIsNamed() {
    person.configure("10-mynet.conf", Configs.SAMPLE);
    world.container("a");
    person.mycni("add", "mynet", "a").ok();
    world.sh("f=$(ls /var/lib/cni/results/*); head -c 300 $f > half; cat half > $f").ok();
    for (String[] words :
        new String[][] {{"check", "--all"}, {"doctor"}, {"check", "mynet", "a"}}) {
      World.Ended said = person.mycni(words);
      String all = said.out() + said.err();
      assertTrue(all.contains("-eth0 is no kept result, but half of one"), all);
    }
  }

  /** Debian's podman looks into several folders, of which /opt/cni/bin is one. */
  @Test
  void pluginsAreFoundWherePodmanFindsThem() {
    world
        .sh(
            "mount -t tmpfs tmpfs /usr/local/lib; mkdir /usr/local/lib/cni; cp -P bin/* /usr/local/lib/cni")
        .ok();
    configure("10-mynet.conf", "mynet", on("br1", "DATADIR", "[[{\"subnet\": \"10.1.0.0/24\"}]]"));
    String doctor = world.sh("NETCONFPATH=net.d bin/mycni doctor").ok();
    assertFalse(doctor.contains("needs the plugin"), doctor);
  }

  @Test
  void aPolicyOfDropIsToldWithTheCommandsThatHelp() {
    world.sh("iptables -P FORWARD DROP").ok();
    configure("10-mynet.conf", "mynet", on("br1", "DATADIR", "[[{\"subnet\": \"10.1.0.0/24\"}]]"));
    String commands = "iptables -I FORWARD -i br1 -j ACCEPT; iptables -I FORWARD -o br1 -j ACCEPT";
    String doctor = person.mycni("doctor").ok();
    assertTrue(doctor.contains("! the policy of the FORWARD chain of IPv4 is DROP"), doctor);
    assertTrue(doctor.contains(commands + "\n"), doctor);
    world.sh(commands).ok();
    String helped = person.mycni("doctor").ok();
    assertTrue(helped.contains("✓ the policy of the FORWARD chain of IPv4 is DROP, and"), helped);
  }
}
