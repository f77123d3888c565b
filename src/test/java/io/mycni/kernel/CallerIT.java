package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Attachment;
import io.mycni.lock.AttachmentLock;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of one attachment follow each other, and nothing is made for a caller that is gone. */
@InBothModes
class CallerIT {
  private static final String NEWEST = Configs.SAMPLE.replace("0.4.0", "1.1.0");

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  /** A PATH with a tool that says by the file {@code here} that it began, and takes its time. */
  private String slow(String tool, String when) {
    return world.wrap(
        tool,
        """
        for real in /usr/sbin/TOOL /sbin/TOOL /usr/bin/TOOL; do [ ! -x $real ] || break; done
        case "$*" in *WHEN*) : > HERE; sleep 1 ;; esac
        exec $real "$@"
        """
            .replace("TOOL", tool)
            .replace("WHEN", when)
            .replace("HERE", world.folder().resolve("here").toString()));
  }

  private void until(String condition) {
    world.sh("n=0; until " + condition + "; do sleep 0.02; [ $((n=n+1)) -lt 500 ]; done").ok();
  }

  private String leasesOfA() {
    return world.sh("grep -l '^a' data/mynet/10.* || true").ok();
  }

  private World.Ended check(String container, String config, String result) {
    return world.call("CHECK", container, Configs.after(config, result)).run();
  }

  /** Nothing of what a cancelled ADD has begun may reach the next one. */
  private void theNextAddStays() throws InterruptedException {
    world.del("a", Configs.SAMPLE).ok();
    String result = world.add("a", Configs.SAMPLE).ok();
    Thread.sleep(2000);
    check("a", Configs.SAMPLE, result).ok();
    world.sh("ip netns exec a ping -q -c 1 -W 2 10.16.0.1").ok();
    assertEquals(1, leasesOfA().lines().count());
    assertEquals("", world.sh("ls -A /run/mycni/calls").ok());
    world.del("a", Configs.SAMPLE).ok();
    world.del("b", Configs.SAMPLE).ok();
    String after = world.snapshot();
    assertFalse(after.contains("veth"), after);
    assertFalse(after.contains("CNI-"), after);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"ip, -batch", "nsenter, ip", "iptables-restore, noflush"})
  void afterAKilledAddDelAndAddCanFollowAtOnce(String tool, String when) throws Exception {
    world.container("a").container("b");
    world.add("b", Configs.SAMPLE).ok();
    Process add = world.call("ADD", "a", Configs.SAMPLE).with("PATH", slow(tool, when)).start();
    until("[ -e here ]");
    add.destroyForcibly().waitFor();
    theNextAddStays();
  }

  @Test
  void afterACallerThatClosedItsEndDelAndAddCanFollowAtOnce() throws Exception {
    world.container("a").container("b");
    world.add("b", Configs.SAMPLE).ok();
    Process add =
        world
            .call("ADD", "a", Configs.SAMPLE)
            .with("PATH", slow("iptables-restore", "noflush"))
            .start();
    until("[ -e here ]");
    add.getInputStream().close();
    theNextAddStays();
    assertTrue(add.waitFor(20, TimeUnit.SECONDS));
    assertEquals(1, add.exitValue());
  }

  @ParameterizedTest(name = "after {0} ms")
  @ValueSource(ints = {0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 100, 120, 150, 180, 220, 300})
  void whateverACallerOfOurHostLocalWasKilledInNoLeaseIsLeft(int millis) throws Exception {
    Reference.require();
    String theirs = Reference.FOLDER + "/bridge";
    String config = Configs.SAMPLE.replace("0.4.0", "1.0.0");
    world.container("a").container("b");
    // A port keeps their bridge usable: it cannot set the MAC address of one without ports.
    world.call("ADD", "b", config).program(theirs).run().ok();
    Process add = world.call("ADD", "a", config).program(theirs).start();
    Thread.sleep(millis);
    add.destroyForcibly().waitFor();
    // Their DEL may fail over rules that were made by half; a runtime calls again.
    World.Ended del = world.call("DEL", "a", config).program(theirs).run();
    for (int i = 0; i < 5 && del.status() != 0; i++) {
      del = world.call("DEL", "a", config).program(theirs).run();
    }
    del.ok();
    assertEquals("", leasesOfA());
    world.call("ADD", "a", config).program(theirs).run().ok();
    Thread.sleep(500);
    assertEquals(1, leasesOfA().lines().count());
    world.call("DEL", "a", config).program(theirs).run().ok();
    assertEquals("", leasesOfA());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "mycni, > /dev/full",
    "mycni, >&-",
    "mycni, | true",
    "host-local, > /dev/full",
    "host-local, >&-",
    "host-local, | true"
  })
  void anAddWhoseAnswerCannotBeWrittenIsUndone(String program, String where) throws IOException {
    world.container("a");
    String before = world.snapshot();
    World.Ended ended = into(program, where);
    assertEquals("", ended.out());
    assertEquals("1\n", world.sh("cat status").ok());
    if (!where.startsWith("|")) {
      assertFalse(ended.err().isEmpty());
    }
    // By the agent it is undone while the launcher has left, if nobody reads.
    for (int i = 0; i < 50 && !World.differences(before, world.snapshot()).isEmpty(); i++) {
      world.sh("sleep 0.1").ok();
    }
    assertEquals("", World.differences(before, world.snapshot()));
    world.call("ADD", "a", Configs.SAMPLE).program(program).run().ok();
    world.call("DEL", "a", Configs.SAMPLE).program(program).run().ok();
  }

  /** Runs an ADD whose answer goes there; its exit status comes into the file {@code status}. */
  private World.Ended into(String program, String where) {
    String script =
        "(%s; echo $? > status) %s; until [ -s status ]; do sleep 0.02; done"
            .formatted(world.bin().resolve(program), where);
    return world.call("ADD", "a", Configs.SAMPLE).program("/bin/sh").arguments("-c", script).run();
  }

  @Test
  void aSlowReaderIsNoReaderThatIsGone() throws Exception {
    world.container("a");
    Process add = world.call("ADD", "a", Configs.SAMPLE).start();
    assertTrue(add.waitFor(20, TimeUnit.SECONDS));
    String result = World.await(add).ok();
    check("a", Configs.SAMPLE, result).ok();
  }

  @Test
  void garbageIsNotCollectedFromUnderAnAddThatIsAtWork() {
    world.container("a").container("b");
    world.add("b", NEWEST).ok();
    Process add =
        world.call("ADD", "a", NEWEST).with("PATH", slow("iptables-restore", "noflush")).start();
    until("[ -e here ]");
    String nothingIsValid = Configs.with(NEWEST, "\"cni.dev/valid-attachments\": []");
    world.call("GC", "", nothingIsValid).run().ok();
    World.await(add).ok();
    String after = world.snapshot();
    assertFalse(after.contains("veth"), after);
    assertFalse(after.contains("CNI-"), after);
    assertFalse(after.contains("10.16.0.2 f"), after);
    assertFalse(after.contains("10.16.0.3 f"), after);
  }

  @Test
  void aCheckWaitsUntilAnAddIsDone() {
    world.container("a");
    Process add =
        world
            .call("ADD", "a", Configs.SAMPLE)
            .with("PATH", slow("iptables-restore", "noflush"))
            .start();
    until("[ -e here ]");
    String result =
        """
        { "cniVersion": "0.4.0", "interfaces": [ { "name": "eth0", "sandbox": "/run/netns/a" } ],
          "ips": [ { "version": "4", "interface": 0, "address": "10.16.0.2/16" } ] }
        """;
    check("a", Configs.SAMPLE, result).ok();
    World.await(add).ok();
  }

  @Test
  void aSpoiltNoteOfAKilledCallHoldsNobodyUp() {
    world.container("a");
    String network = Plugin.json(Configs.SAMPLE).path("name").asString();
    String key = AttachmentLock.key("bridge", new Attachment(network, "a", "eth0"));
    String spoilt = "'\\377\\0 x\\n99999999999999999999999999 1\\n 7\\n'";
    world.sh("mkdir -p /run/mycni/calls; printf " + spoilt + " > /run/mycni/calls/" + key).ok();
    world.add("a", Configs.SAMPLE).ok();
    assertEquals("", world.sh("ls /run/mycni/calls").ok());
  }

  @Test
  void whenTheLocksAreWipedCallsGoOn() {
    world.container("a");
    String result = world.add("a", Configs.SAMPLE).ok();
    world.sh("rm -rf /run/mycni/*.lock /run/mycni/calls").ok();
    check("a", Configs.SAMPLE, result).ok();
    world.del("a", Configs.SAMPLE).ok();
    world.add("a", Configs.SAMPLE).ok();
  }
}
