package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The agent and its launcher, when all goes well and when it does not. */
class AgentIT {
  private final World world = World.make();
  private Process agent;
  private Path socket;

  @BeforeEach
  void begin() {
    Resident resident = Resident.in(world, "agent.sock");
    agent = resident.process();
    socket = resident.socket();
  }

  @AfterEach
  void end() throws InterruptedException {
    agent.destroy();
    agent.waitFor();
    world.close();
  }

  private World.Call call(String verb, String container) {
    return world.call(verb, container, Configs.SAMPLE).with("MYCNI_SOCKET", socket.toString());
  }

  /** A wrapper of a tool that tells who its parent's parent's program was. */
  private String whoRuns(String tool) {
    return world.wrap(
        tool,
        "tr '\\0' ' ' < /proc/$PPID/cmdline >> "
            + world.folder().resolve("parents")
            + "; echo >> "
            + world.folder().resolve("parents")
            + "; exec /usr/sbin/"
            + tool
            + " \"$@\"\n");
  }

  /**
   * A PATH with an iptables-restore that tells by the file `here` that it began, and takes its
   * time.
   */
  private String slowRules() {
    return world.wrap(
        "iptables-restore",
        ": > "
            + world.folder().resolve("here")
            + "; sleep 1; exec /usr/sbin/iptables-restore \"$@\"\n");
  }

  @Test
  void aCallIsServedByTheAgent() {
    world.container("a");
    String result = call("ADD", "a").with("PATH", whoRuns("iptables-restore")).run().ok();
    assertTrue(result.contains("10.16.0.2/16"), result);
    assertTrue(world.sh("cat parents").ok().contains(" --starter "), world.sh("cat parents").ok());
    call("DEL", "a").run().ok();
    assertFalse(world.snapshot().contains("CNI-"));
  }

  @Test
  void errorsAndRemarksComeThroughWithTheirStatus() {
    World.Ended add = call("ADD", "a").run();
    assertEquals(1, add.status());
    assertTrue(add.out().contains("\"code\": 3"), add.out());
    world.container("a");
    World.Ended dry = call("ADD", "a").with("MYCNI_DRY_RUN", "1").run();
    assertTrue(dry.err().contains("To be done"), dry.err());
  }

  @Test
  void aCallerOfAnotherWorldIsDeclinedAndServesItself() {
    try (World other = World.make()) {
      other.container("a");
      String path = world.folder().resolve("agent.sock").toString();
      other.call("ADD", "a", Configs.SAMPLE).with("MYCNI_SOCKET", path).run().ok();
      assertTrue(other.snapshot().contains("mybr0"));
      assertFalse(world.snapshot().contains("mybr0"));
    }
  }

  @Test
  void withoutAnAgentTheCallIsServedDirectly() throws InterruptedException {
    agent.destroy();
    agent.waitFor();
    world.container("a");
    call("ADD", "a").run().ok();
    world.sh("rm -f agent.sock; : > agent.sock").ok();
    call("DEL", "a").run().ok();
  }

  @Test
  void anAgentThatHangsBeforeItAcceptsIsPassedOver() {
    world.container("a");
    world.sh("kill -STOP " + agent.pid()).ok();
    call("ADD", "a").run().ok();
    world.sh("kill -CONT " + agent.pid()).ok();
    // It must not do the same a second time when it wakes up.
    call("DEL", "a").run().ok();
    assertFalse(world.snapshot().contains("veth"));
  }

  @Test
  void anAgentThatDiesInTheMiddleIsError11() {
    world.container("a");
    String path = world.wrap("iptables-restore", "kill -9 " + agent.pid() + "; sleep 1; exit 1\n");
    World.Ended add = call("ADD", "a").with("PATH", path).run();
    assertEquals(1, add.status());
    assertTrue(add.out().contains("\"code\": 11") && add.out().contains("\"0.4.0\""), add.out());
    call("DEL", "a").run().ok();
    call("ADD", "a").run().ok();
  }

  @Test
  void aDelWhoseAgentDiesInTheMiddleIsServedDirectly() {
    world.container("a");
    call("ADD", "a").run().ok();
    String kill =
        "kill -9 " + agent.pid() + " || exec /usr/sbin/iptables-restore \"$@\"\nsleep 60\n";
    String path = world.wrap("iptables-restore", kill);
    call("DEL", "a").with("PATH", path).run().ok();
    assertFalse(world.snapshot().contains("veth") || world.snapshot().contains("CNI-"));
  }

  @Test
  void aCallerThatGoesAwayHasItsAddUndone() throws InterruptedException {
    world.container("a");
    String before = world.snapshot();
    String path = slowRules();
    Process caller = call("ADD", "a").with("PATH", path).start();
    world.sh("n=0; until [ -e here ]; do sleep 0.02; [ $((n=n+1)) -lt 500 ]; done").ok();
    caller.destroyForcibly().waitFor();
    world
        .sh("n=0; until [ ! -e data/mynet/10.16.0.2 ]; do sleep 0.05; [ $((n=n+1)) -lt 100 ]; done")
        .ok();
    world.sh("n=0; while ip -o link | grep veth; do sleep 0.05; [ $((n=n+1)) -lt 100 ]; done").ok();
    Thread.sleep(300);
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @Test
  void aCallerThatGoesAwayHasTheLeaseOfAnotherIpamPluginGivenBack()
      throws IOException, InterruptedException {
    Path ipam = world.bin().resolve("otheripam");
    Files.writeString(
        ipam,
        "#!/bin/sh\ncat > /dev/null\ncase $CNI_COMMAND in\n"
            + "ADD) : > taken; echo '{\"cniVersion\": \"0.4.0\", \"ips\": [{\"version\": \"4\","
            + " \"address\": \"10.16.0.9/16\", \"gateway\": \"10.16.0.1\"}]}';;\n"
            + "DEL) rm -f taken; : > given-back;;\nesac\n");
    ipam.toFile().setExecutable(true);
    world.container("a");
    Process add =
        world
            .call("ADD", "a", Configs.SAMPLE.replace("host-local", "otheripam"))
            .with("MYCNI_SOCKET", socket.toString())
            .with("PATH", slowRules())
            .start();
    world.sh("until [ -e here ]; do sleep 0.02; done; [ -e taken ]").ok();
    add.destroyForcibly();
    add.waitFor();
    world.sh("n=0; until [ -e given-back ]; do sleep 0.1; [ $((n=n+1)) -lt 100 ]; done").ok();
    world.sh("[ ! -e taken ]").ok();
  }

  @Test
  void stoppingFinishesWhatRuns() throws InterruptedException {
    world.container("a").container("b");
    String path = slowRules();
    Process caller = call("ADD", "a").with("PATH", path).start();
    world.sh("n=0; until [ -e here ]; do sleep 0.02; [ $((n=n+1)) -lt 500 ]; done").ok();
    agent.destroy();
    call("ADD", "b").run().ok();
    assertTrue(World.await(caller).ok().contains("\"address\""));
    assertTrue(agent.waitFor(10, TimeUnit.SECONDS));
    assertFalse(Files.exists(socket));
  }

  @Test
  void aHundredCallersAtOnceAreServed() {
    world.sh("for i in $(seq 100); do ip netns add c$i; done").ok();
    List<Process> adds = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      adds.add(call("ADD", "c" + i).start());
    }
    adds.forEach(add -> World.await(add).ok());
    assertEquals("100\n", world.sh("ls /sys/class/net/mybr0/brif | wc -l").ok());
    List<Process> dels = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      dels.add(call("DEL", "c" + i).start());
    }
    dels.forEach(del -> World.await(del).ok());
    assertFalse(world.snapshot().contains("veth"));
  }

  /**
   * The kernel takes one macvlan of that mode on a link; ip(8) says so of the line of each other.
   */
  @Test
  void ofManyAtOnceThoseThatTheKernelRefusesSpoilNobody() {
    world.sh("ip link add wire type veth peer name other; ip link set wire up").ok();
    world.sh("for i in $(seq 40); do ip netns add c$i; done").ok();
    List<Process> adds = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      adds.add(oneOfMany("ADD", i).start());
    }
    int refused = 0;
    for (int i = 1; i <= 40; i++) {
      World.Ended add = World.await(adds.get(i - 1));
      refused += add.status();
      assertTrue(add.status() == 0 || i % 4 == 0, add.out());
      assertTrue(add.status() == 0 || add.out().contains("RTNETLINK answers:"), add.out());
    }
    assertEquals(9, refused);
    assertEquals("30\n", world.sh("ls /sys/class/net/mybr0/brif | wc -l").ok());
    List<Process> dels = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      dels.add(oneOfMany("DEL", i).start());
    }
    dels.forEach(del -> World.await(del).ok());
    String left = world.snapshot();
    for (String made : List.of("master mybr0", "macvlan", "eth0", "CNI-")) {
      assertFalse(left.contains(made), left);
    }
  }

  private World.Call oneOfMany(String verb, int i) {
    String passthru =
        "{ \"cniVersion\": \"1.1.0\", \"name\": \"lan\", \"type\": \"macvlan\","
            + " \"master\": \"wire\", \"mode\": \"passthru\" }";
    return i % 4 == 0
        ? world
            .call(verb, "c" + i, passthru)
            .program("macvlan")
            .with("MYCNI_SOCKET", socket.toString())
        : call(verb, "c" + i);
  }

  @Test
  void rubbishAndHalfOpenCallersBlockNobody() throws IOException {
    List<SocketChannel> open = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        open.add(channel);
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        bytes.putInt(i % 3 == 0 ? Integer.MAX_VALUE : i % 3 == 1 ? 100 : -5).putInt(i).flip();
        channel.write(bytes);
      }
      world.container("a");
      long begun = System.nanoTime();
      call("ADD", "a").run().ok();
      assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(5));
    } finally {
      for (SocketChannel channel : open) {
        channel.close();
      }
    }
  }

  @Test
  void anInputOfAnySizeIsServed() {
    world.container("a");
    String large = Configs.with(Configs.SAMPLE, "\"x\": \"" + "y".repeat(9 << 20) + "\"");
    world.call("ADD", "a", large).with("MYCNI_SOCKET", socket.toString()).run().ok();
    String middle = Configs.with(Configs.SAMPLE, "\"x\": \"" + "y".repeat(2 << 20) + "\"");
    world.call("DEL", "a", middle).with("MYCNI_SOCKET", socket.toString()).run().ok();
    assertFalse(world.snapshot().contains("veth"));
  }

  @Test
  void relativePathsBeginInTheCallersFolder() {
    world.container("a");
    String config = Configs.SAMPLE.replace("DATADIR", "here/leases");
    world.call("ADD", "a", config).with("MYCNI_SOCKET", socket.toString()).run().ok();
    assertTrue(Files.exists(world.folder().resolve("here/leases/mynet/10.16.0.2")));
  }

  @Test
  void onlyItsOwnUserMayUseTheSocket() throws IOException {
    assertEquals("srw-------", world.sh("stat -c %A agent.sock").ok().strip());
  }

  @Test
  void systemdIsToldWhenTheAgentServes() {
    String path =
        world.wrap(
            "systemd-notify", "ls other.sock > /dev/null && echo \"$1 $NOTIFY_SOCKET\" > told\n");
    Process other =
        world.start(
            java.util.Map.of("PATH", path, "NOTIFY_SOCKET", "/run/systemd/notify"),
            "",
            world.bin().resolve("mycni").toString(),
            "agent",
            "--socket",
            "other.sock");
    world.sh("n=0; until [ -s told ]; do sleep 0.05; [ $((n=n+1)) -lt 200 ]; done").ok();
    assertEquals("--ready /run/systemd/notify\n", world.sh("cat told").ok());
    other.destroy();
    World.await(other);
  }

  @Test
  void aSecondAgentOnTheSameSocketIsRefused() {
    World.Ended second =
        world.sh(world.bin().resolve("mycni") + " agent --socket " + socket + " 2>&1 || true");
    assertTrue(second.out().contains("an agent serves on"), second.out());
    call("VERSION", "a").run().ok();
  }

  @Test
  void theAgentStartsFromACacheOfItsOwn() {
    String maps = world.sh("cat /proc/" + agent.pid() + "/maps").ok();
    assertTrue(maps.contains("-agent.aot\n"), maps);
    assertFalse(maps.contains("-calls.aot\n"), maps);
  }
}
