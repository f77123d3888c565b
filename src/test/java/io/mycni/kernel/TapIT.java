package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin tap. */
class TapIT {
  private static final String CONFIG =
      """
      { "cniVersion": "1.1.0", "name": "taps", "type": "tap", "mtu": 1400,
        "ipam": { "type": "host-local", "dataDir": "DATADIR",
                  "ranges": [[{ "subnet": "10.17.0.0/24" }], [{ "subnet": "fd17::/64" }]],
                  "routes": [ { "dst": "10.20.0.0/16" }, { "dst": "fd20::/64" } ] } }
      """;
  private static final String LAYER2 =
      "{ \"cniVersion\": \"1.1.0\", \"name\": \"l2\", \"type\": \"tap\" }";
  private static final String OWNED = "\"owner\": 4711, \"group\": 4712";

  /** TUNSETIFF with IFF_TAP, IFF_NO_PI and what else is given, if_tun.h. */
  private static final String OPEN =
      """
      sub opened { open(my $f, "+<", "/dev/net/tun") or die "open: $!";
        my ($flags, $user, $group) = (@ARGV, 0, 0, 0);
        if ($user) { ($(, $)) = ($group, "$group $group"); ($<, $>) = ($user, $user) }
        ioctl($f, 0x400454ca, pack("a16 S x22", "eth0", 0x1002 | $flags)) or die "TUNSETIFF: $!\\n";
        $f }
      """;

  /** Has the taps of containers a and b open, and carries frames from each to the other. */
  private static final String CABLE =
      OPEN
          + """
          my $a = opened(); open(my $ns, "<", "/run/netns/b") or die;
          syscall(308, fileno($ns), 0) == 0 or die "setns: $!"; my $b = opened();
          open(my $ready, ">", "ready"); close $ready;
          while (1) { my $in = ''; vec($in, fileno($_), 1) = 1 for $a, $b; select($in, undef, undef, undef);
            for ([$a, $b], [$b, $a]) {
              next unless vec($in, fileno($_->[0]), 1);
              sysread($_->[0], my $frame, 65536); syswrite($_->[1], $frame) } }
          """;

  private final World world = World.make();
  private final Plugin tap = new Plugin(world, "tap", CONFIG);

  @BeforeEach
  void begin() {
    world.requireKernel("taps", "ip tuntap add probe mode tap && ip link delete probe");
    world.container("a").container("b");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static void onlyAsRoot() throws IOException {
    Assumptions.assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "other users are known to root only");
  }

  private Process cable() {
    Process cable = world.start(Map.of(), "", "ip", "netns", "exec", "a", "perl", "-e", CABLE);
    world.sh("n=0; until [ -e ready ]; do sleep 0.02; [ $((n=n+1)) -lt 500 ]; done").ok();
    return cable;
  }

  @Test
  void framesGoToTheProgramAndComeFromIt() {
    String result = tap.add("a");
    tap.add("b");
    Process cable = cable();
    new Traffic(world)
        .ping("a", "10.17.0.3")
        .ping("b", "fd17::2")
        .tcp("a", "b", "10.17.0.3")
        .tcp("a", "b", "fd17::3");
    assertEquals("", tap.check("a", result));
    cable.destroy();
    World.await(cable);
    // It stays when nobody has it open.
    assertEquals("", tap.check("a", result));
  }

  @Test
  void itIsAPortOfABridgeInTheContainer() {
    world
        .sh(
            """
            ip -n a link add br0 type bridge; ip -n a link set br0 up
            ip -n a address add 10.17.0.77/24 dev br0
            """)
        .ok();
    Plugin port = new Plugin(world, "tap", LAYER2).with("\"bridge\": \"br0\"");
    String result = port.add("a");
    assertEquals("", port.check("a", result));
    tap.add("b");
    Process cable = cable();
    new Traffic(world).ping("b", "10.17.0.77").tcp("b", "a", "10.17.0.77");
    cable.destroy();
    World.await(cable);
    world.sh("ip -n a link set eth0 nomaster").ok();
    String said = port.check("a", result);
    assertTrue(said.contains("eth0 is no port of the bridge br0"), said);
    port.del("a");
    World.Ended missing =
        new Plugin(world, "tap", LAYER2).with("\"bridge\": \"br9\"").call("ADD", "a").run();
    assertTrue(missing.out().contains("failed to get bridge br9"), missing.out());
    assertEquals("", world.sh("ip -n a -o link show type tun").ok());
  }

  private World.Ended openedBy(int user, int group, int flags) {
    return world.run(
        Map.of(),
        "",
        "ip",
        "netns",
        "exec",
        "a",
        "perl",
        "-e",
        OPEN + "opened()",
        String.valueOf(flags),
        String.valueOf(user),
        String.valueOf(group));
  }

  @Test
  void onlyItsOwnerInItsGroupOpensIt() throws IOException {
    onlyAsRoot();
    String result = tap.with(OWNED).add("a");
    openedBy(4711, 4712, 0).ok();
    for (int[] other : new int[][] {{4711, 4711}, {4712, 4712}}) {
      World.Ended refused = openedBy(other[0], other[1], 0);
      assertTrue(refused.err().contains("not permitted"), refused.err());
    }
    assertEquals("", tap.with(OWNED).check("a", result));
    String said = tap.with("\"owner\": 1, \"group\": 4712").check("a", result);
    assertTrue(said.contains("belongs to the user 4711, not 1"), said);
    assertTrue(tap.check("a", result).contains("belongs to the group 4712, not (none)"));
    tap.with(OWNED).del("a");
  }

  @Test
  void itHasSeveralQueuesWhereThatIsAsked() throws IOException {
    onlyAsRoot();
    Plugin queues = tap.with("\"multiQueue\": true");
    String result = queues.add("a");
    openedBy(0, 0, 0x100).ok();
    assertTrue(openedBy(0, 0, 0).err().contains("Invalid argument"));
    assertEquals("", queues.check("a", result));
    assertTrue(tap.check("a", result).contains("eth0 has several queues"));
  }

  @Test
  void delLeavesNothingHoweverOftenItIsCalled() {
    String before = world.snapshot();
    tap.add("a");
    for (int i = 0; i < 3; i++) {
      tap.del("a");
    }
    world.sh("rm -rf data").ok();
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/run/netns/a"})
  void aDelGivesTheAddressesBackWhereTheNamespaceIsGone(String netns) {
    tap.add("a");
    world.remove("a");
    tap.call("DEL", "a").with("CNI_NETNS", netns).run().ok();
    assertEquals("", world.sh("ls data/taps | grep 17 || true").ok());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ip -n a link delete eth0                             | the interface eth0 is gone
          ip -n a link set eth0 down                           | the interface eth0 is down
          ip -n a link set eth0 mtu 1500                       | eth0 has the MTU 1500, not 1400
          ip -n a link set eth0 address 02:00:00:00:00:01      | has the MAC address 02:00:00:00:00:01
          ip -n a link set eth0 alias other                    | lacks its alias
          ip -n a address delete 10.17.0.2/24 dev eth0         | the address 10.17.0.2/24 is gone
          ip -n a address delete fd17::2/64 dev eth0           | the address fd17::2/64 is gone
          ip -n a route delete 10.20.0.0/16                    | the route to 10.20.0.0/16
          ip -n a link delete eth0; ip -n a link add eth0 type bridge | is no tap any more
          ip -n a link delete eth0; ip -n a tuntap add eth0 mode tun  | is a tun, not a tap
          """)
  void aBreakageIsNamed(String breakage, String expected) {
    String result = tap.add("a");
    world.sh(breakage).ok();
    String said = tap.check("a", result);
    assertTrue(said.contains(expected), said);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "tuntap add dev eth0",
        "link set dev eth0 address",
        "address add 10.17.0.2",
        "address add fd17::2",
        "link set dev eth0 up",
        "route prepend 10.20"
      })
  void aStepThatFailsIsUndoneWithAllBeforeIt(String line) {
    tap.assertUndone("a", line);
  }

  @Test
  void gcGivesTheAddressesOfForgottenOnesBack() {
    tap.add("a");
    tap.add("b");
    String valid =
        "\"cni.dev/valid-attachments\": [{\"containerID\": \"b\", \"ifname\": \"eth0\"}]";
    world.remove("a");
    tap.with(valid).call("GC", "a").run().ok();
    assertEquals("10.17.0.3\nfd17::3\n", world.sh("ls data/taps | grep 17").ok());
    world.sh("ip -n b link show eth0").ok();
  }

  @Test
  void theContextIsRefusedWhereSelinuxIsOff() {
    Assumptions.assumeFalse(
        world.sh("cat /proc/filesystems").ok().contains("selinuxfs"), "SELinux is on");
    Plugin labelled = tap.with("\"selinuxContext\": \"system_u:system_r:container_t:s0\"");
    String before = world.snapshot();
    World.Ended add = labelled.call("ADD", "a").run();
    assertTrue(add.out().contains("SELinux is off on this host"), add.out());
    assertEquals("", World.differences(before, world.snapshot()));
  }

  /** A host that says so is all that is needed of SELinux to see what is run in which context. */
  @Test
  void theTapIsMadeInItsContextWhereSelinuxIsOn() {
    world.sh("(cat /proc/filesystems; printf 'nodev\\tselinuxfs\\n') > fs").ok();
    world.sh("mount --bind fs /proc/filesystems").ok();
    String path = world.wrap("runcon", "echo \"$*\" > context; shift; exec \"$@\"\n");
    Plugin labelled = tap.with("\"selinuxContext\": \"system_u:system_r:container_t:s0\"");
    labelled.call("ADD", "a").with("PATH", path).run().ok();
    String ran = world.sh("cat context").ok();
    assertTrue(ran.startsWith("system_u:system_r:container_t:s0 ") && ran.contains("ip"), ran);
    labelled.del("a");
    path = world.wrap("runcon", "echo 'runcon: invalid context' >&2; exit 125\n");
    World.Ended add = labelled.call("ADD", "a").with("PATH", path).run();
    assertTrue(add.out().contains("runcon: invalid context"), add.out());
    assertEquals("", world.sh("ip -n a -o link show type tun").ok());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"multiQueue\": true", OWNED})
  void theAnswerIsTheReferencesAndEitherRemovesWhatTheOtherMade(String keys) throws IOException {
    onlyAsRoot();
    // With both of owner and group, the reference leaves mtu and mac out.
    String config = keys.contains("group") ? CONFIG.replace("\"mtu\": 1400,", "") : CONFIG;
    Plugin both = new Plugin(world, "tap", config).with(keys);
    String before = world.snapshot();
    String theirs = both.theirs("ADD", "a").run().ok();
    String made = world.sh("ip -n a -d link show eth0").ok();
    assertTrue(made.contains("tun type tap"), made);
    assertEquals("", both.check("a", theirs));
    both.del("a");
    world.sh("rm -rf data").ok();
    assertEquals("", World.differences(before, world.snapshot()));
    String ours = both.add("a");
    both.after(ours).theirs("CHECK", "a").run().ok();
    both.theirs("DEL", "a").run().ok();
    both.del("a");
    world.sh("rm -rf data").ok();
    assertEquals("", World.differences(before, world.snapshot()));
    assertEquals(Plugin.comparable(theirs), Plugin.comparable(ours));
  }
}
