package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The plugin firewall beside firewalld, which is played here: a system bus that knows its name, and
 * a {@code firewall-cmd} that keeps what it is told, with the words of version 1.3.
 */
class FirewalldIT {
  private static final String TOOL =
      """
      zone=$(echo "$*" | sed -n 's/.*--zone=\\([^ ]*\\).*/\\1/p')
      source=$(echo "$*" | sed -n 's/.*-source=\\([^ ]*\\).*/\\1/p')
      touch sources
      echo "$*" >> told
      case "$*" in
        --get-active-zones)
          for z in $(cut -d' ' -f1 sources | sort -u); do
            echo "$z"; echo "  interfaces: eth7"
            echo "  sources: $(sed -n "s/^$z //p" sources | tr '\\n' ' ' | sed 's/ $//')"
          done ;;
        --get-zone-of-interface=*)
          grep -qx "${1#*=}" trusted || { echo 'no zone' >&2; exit 2; }
          echo trusted ;;
        *--add-source=*) echo "$zone $source" >> sources; echo success ;;
        *--remove-source=*)
          grep -qx "$zone $source" sources || {
            echo "Error: UNKNOWN_SOURCE: '$source' is not in any zone" >&2; exit 30
          }
          grep -vx "$zone $source" sources > rest; mv rest sources; echo success ;;
      esac
      """;

  /** The daemon of the bus: it greets, and says of every name the same. */
  private static final String BUS =
      """
      use Socket; mkdir "/run/dbus"; my $path = "/run/dbus/system_bus_socket";
      socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die; bind($s, sockaddr_un($path)) or die "bind: $!";
      listen($s, 8); my ($has) = @ARGV;
      sub message { my ($serial, $type, $body) = @_;
        my $fields = pack("CCa1xV", 5, 1, "u", $serial) . pack("CCa1xCa1x", 8, 1, "g", 1, $type);
        my $head = pack("a1CCCVVV", "l", 2, 1, 1, length($body), $serial, length($fields)) . $fields;
        $head .= "\\0" while length($head) % 8; return $head . $body; }
      while (accept(my $c, $s)) {
        $c->autoflush(1);
        while (my $line = <$c>) {
          last if $line =~ /^BEGIN/;
          next if $has eq "silent";
          print $c "DATA\\r\\n" if $line =~ /AUTH/; print $c "OK 0123\\r\\n" if $line =~ /^DATA/;
        }
        print $c message(1, "s", pack("V", 4) . ":1.1\\0");
        print $c message(2, "b", pack("V", $has)); sleep 1;
      }
      """;

  private static final String RESULT =
      """
      { "cniVersion": "1.0.0",
        "interfaces": [{ "name": "br1" }, { "name": "eth0", "sandbox": "/run/netns/a" }],
        "ips": [{ "address": "10.61.0.2/24", "interface": 1 },
                { "address": "fd61::2/64", "interface": 1 }] }
      """;

  private final World world = World.make();
  private Process bus;

  @AfterEach
  void end() {
    if (bus != null) {
      bus.destroy();
    }
    world.close();
  }

  private void bus(String has) {
    bus = world.start(Map.of(), "", "perl", "-MIO::Handle", "-e", BUS, has);
    world
        .sh(
            "n=0; until [ -S /run/dbus/system_bus_socket ]; do sleep 0.02;"
                + " [ $((n=n+1)) -lt 500 ]; done")
        .ok();
  }

  private Plugin firewall(String keys) {
    return new Plugin(
            world,
            "firewall",
            "{ \"cniVersion\": \"1.0.0\", \"name\": \"n\", \"type\": \"firewall\"" + keys + " }")
        .after(RESULT);
  }

  private World.Ended run(String verb, String keys) {
    return firewall(keys).call(verb, "a").with("PATH", world.wrap("firewall-cmd", TOOL)).run();
  }

  private String sources() {
    return world.sh("cat sources").ok();
  }

  @Test
  void whereFirewalldRunsTheAddressesAreSourcesOfItsZone() {
    bus("1");
    world.container("a");
    assertEquals(Plugin.json(RESULT).path("ips"), Plugin.json(run("ADD", "").ok()).path("ips"));
    assertEquals("trusted 10.61.0.2/32\ntrusted fd61::2/128\n", sources());
    assertFalse(world.sh("iptables-save").ok().contains("CNI-"));
    // An ADD asks nothing of it: each question is a program.
    assertEquals("2\n", world.sh("wc -l < told").ok());
    run("CHECK", "").ok();
    run("DEL", "").ok();
    assertEquals("", sources());
    run("DEL", "").ok();
  }

  @Test
  void whatAReloadOfFirewalldForgetsIsNamed() {
    bus("1");
    world.container("a");
    String keys = ", \"firewalldZone\": \"internal\"";
    run("ADD", keys).ok();
    world.sh("sed -i /fd61/d sources").ok();
    World.Ended check = run("CHECK", keys);
    assertTrue(
        check.out().contains("firewalld does not have fd61::2/128 in the zone internal"),
        check.out());
    run("DEL", keys).ok();
    assertEquals("", sources());
  }

  /** The configuration may name another zone by then. */
  @Test
  void aDelFollowsTheNote() {
    bus("1");
    world.container("a");
    run("ADD", ", \"firewalldZone\": \"internal\"").ok();
    run("DEL", ", \"backend\": \"iptables\"").ok();
    assertEquals("", sources());
  }

  @Test
  void whereFirewalldDoesNotRunRulesAreWrittenByIptables() {
    bus("0");
    world.container("a");
    run("ADD", "").ok();
    assertTrue(world.sh("iptables-save").ok().contains("-A CNI-FORWARD -s 10.61.0.2/32"));
    World.Ended add = run("ADD", ", \"backend\": \"firewalld\"");
    assertTrue(add.out().contains("firewalld does not run"), add.out());
  }

  @Test
  void aBusThatDoesNotAnswerIsNotTakenForNoFirewalld() {
    bus("silent");
    world.container("a");
    World.Ended add = run("ADD", "");
    assertTrue(
        add.out().contains("could not ask the system bus whether firewalld runs"), add.out());
    run("ADD", ", \"backend\": \"iptables\"").ok();
  }

  /** What helps is a zone: no rule of iptables lets through what firewalld's own chains refuse. */
  @Test
  void theDoctorOffersTheZoneThatHelps() {
    bus("1");
    Person person = new Person(world);
    person.configure("10-mynet.conf", Configs.SAMPLE);
    String path = world.wrap("firewall-cmd", TOOL);
    world.sh("touch trusted").ok();
    String doctor = person.mycniIn(path, "doctor").out();
    assertTrue(doctor.contains("! firewalld runs, and the bridge mybr0 of network mynet"), doctor);
    assertTrue(
        doctor.contains("→ firewall-cmd --permanent --zone=trusted --add-interface=mybr0"), doctor);
    world.sh("echo mybr0 > trusted").ok();
    String mended = person.mycniIn(path, "doctor").out();
    assertTrue(mended.contains("✓ the bridge mybr0 is in firewalld's zone trusted"), mended);
  }
}
