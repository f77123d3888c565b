package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An attachment lives by what is inside a namespace, never by a path that exists. */
class LivingIT {
  private final World world = World.make();
  private final Person person = new Person(world);
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() {
    processes.forEach(Process::destroy);
    world.close();
  }

  private void attach(String... containers) {
    person.configure("10-mynet.conf", Configs.SAMPLE.replace("0.4.0", "1.1.0"));
    for (String container : containers) {
      world.container(container);
      person.mycni("add", "mynet", container, "--container-id", container).ok();
    }
  }

  /** A process in a namespace of its own, which has no name; returns the path of that. */
  private String process() {
    Process process = world.start(Map.of(), "", "unshare", "--net", "sleep", "1000");
    processes.add(process);
    String path = "/proc/" + process.pid() + "/ns/net";
    world
        .sh(
            "n=0; until [ \"$(cat /proc/"
                + process.pid()
                + "/comm)\" = sleep ]; do sleep 0.02;"
                + " [ $((n=n+1)) -lt 500 ]; done")
        .ok();
    return path;
  }

  private void keepAs(String path) {
    world
        .sh("sed -i 's#\"netns\":\"[^\"]*\"#\"netns\":\"" + path + "\"#' /var/lib/cni/results/*")
        .ok();
    assertTrue(world.sh("cat /var/lib/cni/results/*").ok().contains(path), path);
  }

  private void makeLeasesOld() {
    world.sh("touch -d '1 hour ago' data/*/[1-9f]*").ok();
  }

  /** Nothing of container a is left, whatever path was kept of it. */
  private void assertCollected() {
    makeLeasesOld();
    String list = person.mycni("ipam", "list").ok();
    assertTrue(list.matches("(?s).*mynet .* 1 of 65533 \\(<1 %\\) +1\n"), list);
    assertTrue(person.mycni("list").ok().contains("  0, 1 gone  "));
    World.Ended doctor = person.mycni("doctor");
    assertTrue(
        doctor.out().contains("! not detached, but gone: mynet:a/eth0 (its link veth"),
        doctor.out());
    assertTrue(doctor.out().contains("! network mynet: 1 lease belongs to nothing"), doctor.out());
    String gc = person.mycni("gc", "mynet").ok();
    assertTrue(gc.contains("0 attached to mynet and alive"), gc);
    assertTrue(gc.contains("detaching mynet:a/eth0: its link veth"), gc);
    assertEquals(
        "",
        world
            .sh("find data -name '10.*'; ls /var/lib/cni/results; iptables-save | grep CNI- || :")
            .ok());
  }

  @Test
  void aNamespaceThatWasMadeAgainUnderItsNameIsAnotherOne() {
    attach("a");
    world.remove("a").container("a");
    assertCollected();
  }

  @Test
  void theNamespaceOfAnotherProcessIsNotTheContainers() {
    attach("a");
    world.remove("a");
    keepAs(process());
    assertCollected();
  }

  @Test
  void theHostsOwnNamespaceIsNoContainers() {
    attach("a");
    world.remove("a");
    keepAs("/proc/self/ns/net");
    assertCollected();
  }

  @Test
  void aNameThatIsLeftWithoutItsNamespaceIsNone() {
    attach("a");
    world.remove("a").sh(": > /run/netns/a").ok();
    assertCollected();
  }

  /** The container "old" has lost its namespace; "new" has another of the same name. */
  private void attachByTheReferenceInANamespaceMadeAgain() {
    Reference.require();
    person.configure("10-mynet.conf", Configs.SAMPLE.replace("\"mycni\"", "\"bridge\""));
    world.sh("rm bin/bridge").ok();
    world.container("a");
    person.mycni("add", "mynet", "a", "--container-id", "old").ok();
    world.remove("a").container("a");
    person.mycni("add", "mynet", "a", "--container-id", "new").ok();
  }

  @Test
  void whoHasTheNamespaceNowKeepsItsInterface() {
    attachByTheReferenceInANamespaceMadeAgain();
    makeLeasesOld();
    String gc = person.mycni("gc", "mynet").ok();
    assertTrue(gc.contains("1 attached to mynet and alive"), gc);
    assertTrue(gc.contains("detaching mynet:old/eth0"), gc);
    world.sh("ip -n a address show dev eth0 | grep 10.16.0.3").ok();
    assertEquals("10.16.0.3\n", world.sh("ls data/mynet | grep ^10").ok());
  }

  @Test
  void aDelByWhatIsKeptLeavesTheInterfaceOfWhoHasTheNamespaceNow() {
    attachByTheReferenceInANamespaceMadeAgain();
    person.mycni("del", "mynet", "--container-id", "old").ok();
    world.sh("ip -n a address show dev eth0 | grep 10.16.0.3").ok();
    person.mycni("del", "mynet", "--container-id", "new").ok();
    assertEquals("", world.sh("ip -n a -br link show type veth; ls /var/lib/cni/results").ok());
  }

  /** As when a runtime detaches late, and the process has another's number by then. */
  @Test
  void aDelWithThePathOfAnothersNamespaceLeavesItsInterface() {
    world.container("a");
    world.add("a", Configs.SAMPLE).ok();
    world.remove("a").container("a");
    world.call("ADD", "a", Configs.SAMPLE).with("CNI_CONTAINERID", "new").run().ok();
    // Without the notes about what was made, as after an update.
    world.sh("rm -rf /run/mycni/made").ok();
    world.del("a", Configs.SAMPLE).ok();
    world.sh("ip -n a address show dev eth0 | grep 10.16.0.3").ok();
    world.call("DEL", "a", Configs.SAMPLE).with("CNI_CONTAINERID", "new").run().ok();
    assertEquals("", world.sh("ip -n a -br link show type veth; find data -name '10.*'").ok());
  }

  @Test
  void anAttachmentLivesThoughTheKeptPathIsGone() {
    person.configure("10-mynet.conf", Configs.SAMPLE.replace("0.4.0", "1.1.0"));
    String path = process();
    person.mycni("add", "mynet", path, "--container-id", "a").ok();
    keepAs("/run/netns/nothing");
    makeLeasesOld();
    String gc = person.mycni("gc", "mynet").ok();
    assertTrue(gc.contains("1 attached to mynet and alive"), gc);
    String list = person.mycni("ipam", "list").ok();
    assertTrue(list.endsWith("  0\n"), list);
    String show = person.mycni("ipam", "show", "mynet").ok();
    assertTrue(show.contains("process "), show);
    person.mycni("del", "mynet", "--container-id", "a").ok();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mycni", "bridge"})
  void onLayer2TheLinkTells(String type) {
    String config = Configs.LAYER2.replace("0.4.0", "1.1.0").replace("\"mycni\"", "\"bridge\"");
    if (type.equals("bridge")) {
      Reference.require();
      world.sh("rm bin/bridge").ok();
      config = config.replace("1.1.0", "0.4.0");
    }
    person.configure("10-l2.conf", config);
    world.container("a").container("b");
    person.mycni("add", "l2", "a", "--container-id", "a").ok();
    person.mycni("add", "l2", "b", "--container-id", "b").ok();
    world.remove("b").container("b");
    String gc = person.mycni("gc", "l2").ok();
    assertTrue(gc.contains("1 attached to l2 and alive"), gc);
    assertTrue(gc.contains("detaching l2:b/eth0: its link veth"), gc);
    world.sh("ip -n a link show dev eth0").ok();
  }

  @Test
  void whatHasNoLinkOnTheHostIsFoundByItsAddress() {
    Reference.require();
    world.requireKernel(
        "macvlan",
        "ip link add d0 type veth peer name d1; ip link set d0 up; ip link set d1 up;"
            + " ip link add m0 link d0 type macvlan;"
            + " ip link delete m0");
    person.configure(
        "10-mac.conf",
        Configs.LAYER2
            .replace("\"l2\", \"type\": \"mycni\"", "\"mac\", \"type\": \"macvlan\"")
            .replace(
                "\"bridge\": \"mybr0\"",
                "\"master\": \"d0\", \"ipam\": {\"type\": \"host-local\", \"subnet\":"
                    + " \"10.18.0.0/24\", \"dataDir\": \"DATADIR\"}"));
    world.container("a").container("b").container("c");
    for (String container : List.of("a", "b", "c")) {
      person.mycni("add", "mac", container, "--container-id", container).ok();
    }
    world.remove("b").container("b").sh("rm /var/lib/cni/results/*-c-*").ok();
    makeLeasesOld();
    String list = person.mycni("ipam", "list").ok();
    assertTrue(list.matches("(?s).*mac .* 3 of 25[34] .* +1\n"), list);
    String gc = person.mycni("gc", "mac").ok();
    assertTrue(gc.contains("2 attached to mac and alive"), gc);
    assertTrue(
        gc.contains("detaching mac:b/eth0: its interface is not in /run/netns/b, nor elsewhere"),
        gc);
    assertEquals("10.18.0.2\n10.18.0.4\n", world.sh("ls data/mac | grep ^10").ok());
  }

  @Test
  void whatCouldNotBeLookedIntoStaysAndIsSaid() {
    attach("a", "b");
    makeLeasesOld();
    // As where nobody may enter the namespace.
    String path =
        world.wrap(
            "nsenter",
            "case \"$*\" in *--net=/run/netns/a\\ *) echo 'cannot open: Permission denied' >&2;"
                + " exit 1;; esac; exec /usr/bin/nsenter \"$@\"");
    String before = world.snapshot();
    World.Ended gc = person.mycniIn(path, "gc", "mynet");
    assertTrue(
        gc.ok().contains("1 attached to mynet and alive; they stay, and 1 of which it"), gc.out());
    assertTrue(
        gc.err().contains("cannot tell whether mynet:a/eth0 lives, so it stays: its link veth"),
        gc.err());
    assertTrue(gc.err().contains("look into /run/netns/a"), gc.err());
    World.Ended collected = person.mycniIn(path, "ipam", "gc", "--yes");
    assertTrue(collected.ok().contains("no lease is lost"), collected.out());
    assertTrue(
        collected.err().contains("cannot tell whether 10.16.0.2 is in use"), collected.err());
    assertEquals("", World.differences(before, world.snapshot()));
    World.Ended release = person.mycniIn(path, "ipam", "release", "mynet", "10.16.0.2");
    assertEquals(1, release.status());
    assertTrue(release.err().contains("cannot tell whether 10.16.0.2 is in use"), release.err());
    String show = person.mycniIn(path, "ipam", "show", "mynet").ok();
    assertTrue(show.matches("(?s).*10.16.0.2 +a +eth0 +60 min +veth[0-9a-f]{8} +\\?\n.*"), show);
    assertTrue(person.mycniIn(path, "list").ok().contains("  1, 1 unknown  "));
    World.Ended doctor = person.mycniIn(path, "doctor");
    assertTrue(
        doctor.out().contains("! cannot tell whether mynet:a/eth0 lives: its link"), doctor.out());
  }

  @Test
  void aLinkWhoseOtherEndIsOnTheHostBelongsToNobodyAnyMore() {
    attach("a");
    world.sh("ip -n a link set dev eth0 down; ip -n a link set dev eth0 netns $$").ok();
    makeLeasesOld();
    assertEquals("0 put back, 0 complete\n", person.mycni("reload").ok());
    String topology = person.mycni("topology").ok();
    assertTrue(topology.contains("└── ? the other end of its link veth"), topology);
    World.Ended doctor = person.mycni("doctor");
    assertTrue(doctor.out().contains("mynet:a/eth0 (the other end of its link"), doctor.out());
    assertTrue(person.mycni("gc", "mynet").ok().contains("0 attached to mynet and alive"));
    assertFalse(world.sh("ip -br link").ok().contains("veth"));
    assertEquals("", world.sh("find data -name '10.*'").ok());
  }

  /** CRI-O and containerd name namespaces below /var/run, a link to /run. */
  @Test
  void aHealthyPodIsFoundByWhateverPathItsNamespaceIsNamed() {
    world.requireKernel("/var/run as a link to /run", "test /var/run -ef /run");
    person.configure("10-mynet.conf", Configs.SAMPLE);
    world.container("cni-1");
    person.mycni("add", "mynet", "/var/run/netns/cni-1", "--container-id", "pod").ok();
    String whole = "mynet:pod/eth0 is as it was made\n";
    assertEquals(whole, person.mycni("check", "mynet", "cni-1", "--container-id", "pod").ok());
    assertEquals(whole, person.mycni("check", "mynet", "cni-1").ok());
    assertEquals(whole, person.mycni("check", "mynet", "--container-id", "pod").ok());
    assertEquals("mynet:pod/eth0 is detached\n", person.mycni("del", "mynet", "cni-1").ok());
    assertEquals("", world.sh("find data -name '10.*'; ls /var/lib/cni/results").ok());
  }
}
