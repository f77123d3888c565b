package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom the agent serves: who could have done the same by itself, and nobody else. */
class AgentCallersIT {
  private final World world = World.make();
  private final Resident agent = Resident.in(world, "agent.sock");

  @AfterEach
  void end() {
    agent.close();
    world.close();
  }

  private World.Ended callBy(String wrapper, String verb) {
    return callBy(wrapper, verb, Configs.SAMPLE);
  }

  @Test
  void rootWithoutCapabilitiesGetsNothingDoneThatItCouldNotDo() {
    world.container("a");
    String before = world.snapshot();
    World.Ended add = callBy("exec setpriv --inh-caps=-all --bounding-set=-all", "ADD");
    assertEquals(1, add.status(), add.out());
    assertEquals("", World.differences(before, world.snapshot()));
    assertEquals(
        1, callBy("exec setpriv --inh-caps=-net_admin --bounding-set=-net_admin", "ADD").status());
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @Test
  void rootOfAnotherUserNamespaceIsDeclined() {
    world.container("a");
    String before = world.snapshot();
    assertEquals(1, callBy("exec unshare --user --map-root-user", "ADD").status());
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @Test
  void aCallerThatSeesOtherProcessesServesItself() {
    world.container("a");
    callBy("exec unshare --pid --fork", "ADD").ok();
    assertFalse(agent.hasServed());
    callBy("exec", "DEL").ok();
  }

  @Test
  void aCallerWithAnotherRootFolderServesItself() {
    world.container("a");
    String root = world.folder().resolve("root").toString();
    world.sh("mkdir " + root + "; mount --rbind / " + root).ok();
    callBy("exec chroot " + root, "ADD").ok();
    assertFalse(agent.hasServed());
    callBy("exec", "DEL").ok();
    world.sh("umount --lazy " + root).ok();
  }

  @Test
  void nobodyPassesForAnotherProcess() throws IOException {
    // This test lies outside the world, and names a process in it that would be welcome.
    String pid = world.sh("echo $PPID").ok().strip();
    long inside =
        ProcessHandle.allProcesses()
            .filter(handle ->
                handle.info().commandLine().orElse("").contains(agent.socket().toString()))
            .mapToLong(ProcessHandle::pid)
            .max()
            .orElseThrow();
    for (String claimed :
        List.of(pid, String.valueOf(inside), "0", "1", "999999999", "", "x", "-1")) {
      try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(agent.socket()))) {
        channel.write(ByteBuffer.wrap(frame(claimed, "mycni", "/", "", "CNI_COMMAND=VERSION")));
        byte[] answer = Channels.newInputStream(channel).readNBytes(16);
        assertEquals("D", new String(answer, 15, answer.length - 15, StandardCharsets.US_ASCII));
      }
    }
  }

  private static byte[] frame(String... fields) {
    ByteBuffer frame = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder()).putInt(0);
    for (String field : fields) {
      byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
      frame.putInt(bytes.length).put(bytes);
    }
    byte[] whole = new byte[frame.position()];
    frame.putInt(0, whole.length - Integer.BYTES).get(0, whole);
    return whole;
  }

  @Test
  void aFolderThatIsNotAsciiIsServedWhateverTheLocale() {
    for (String locale : List.of("LANG=C", "LC_ALL=POSIX", "LC_ALL=C.UTF-8")) {
      world.container("a");
      String folder = "ein Ordnér ☃";
      world.sh("mkdir -p '" + folder + "'").ok();
      String config = Configs.SAMPLE.replace("DATADIR", "leasés");
      String enter = "cd '" + folder + "' && env -u LC_ALL -u LANG " + locale + " ";
      assertEquals(0, callBy(enter, "ADD", config).status());
      assertTrue(agent.hasServed(), locale);
      assertTrue(Files.exists(world.folder().resolve(folder + "/leasés/mynet/10.16.0.2")), locale);
      assertEquals(0, callBy(enter, "DEL", config).status());
      assertFalse(world.snapshot().contains("veth"));
      world.sh("ip netns del a; rm -r '" + folder + "'").ok();
    }
  }

  @Test
  void whatIsNotUtf8IsServedWithoutTheAgent() {
    world.container("a");
    String folder = "$(printf 'bad\\377dir')";
    world.sh("mkdir \"" + folder + "\"").ok();
    String config = Configs.SAMPLE.replace("DATADIR", "leases");
    String enter = "cd \"" + folder + "\" && ";
    callBy(enter, "ADD", config).ok();
    assertFalse(agent.hasServed());
    world.sh("[ -e \"" + folder + "/leases/mynet/10.16.0.2\" ]").ok();
    callBy(enter, "DEL", config).ok();
    assertFalse(world.snapshot().contains("veth"));
    world.sh("rm -r \"" + folder + "\"").ok();
    callBy("export X=\"$(printf 'a\\377b')\"; exec", "ADD").ok();
    assertFalse(agent.hasServed());
    callBy("exec", "DEL").ok();
  }

  private World.Ended callBy(String wrapper, String verb, String config) {
    return agent
        .call(verb, "a", config)
        .program(script(wrapper).toString())
        .with("PATH", agent.witness())
        .run();
  }

  private Path script(String wrapper) {
    try {
      Path script = world.folder().resolve("caller");
      Files.writeString(
          script, "#!/bin/sh\n" + wrapper + " " + world.bin().resolve("mycni") + "\n");
      script.toFile().setExecutable(true);
      return script;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
