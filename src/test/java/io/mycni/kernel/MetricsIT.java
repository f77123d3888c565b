package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.metrics.Scraped;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent tells whoever scrapes it, and what the command writes. */
class MetricsIT {
  private static final String GET = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String CALLS = "mycni_calls_total";
  private static final String[] VERSION = {"plugin", "bridge", "verb", "VERSION", "result", "ok"};
  private static final String[] NETWORK = {"network", "mynet", "set", "0", "family", "ipv4"};

  private final World world = World.make();
  private final Person person = new Person(world);

  @BeforeEach
  void begin() {
    Resident.requireLauncherInC();
    person.configure("10-mynet.conf", Configs.SAMPLE);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private String path(String name) {
    return world.folder().resolve(name).toString();
  }

  /** An agent that knows the person's networks, and tells its metrics there. */
  private Resident agentWithMetricsOn(String address) {
    String mycni = world.bin().resolve("mycni").toString();
    Process process =
        world.start(
            Map.of("NETCONFPATH", path("net.d")),
            "",
            "sh",
            "-c",
            "exec " + mycni + " agent --socket a.sock --metrics " + address + " > a.log 2>&1");
    awaitInLog("metrics are told on");
    awaitInLog("serving on");
    return new Resident(world, process, world.folder().resolve("a.sock"));
  }

  private void awaitInLog(String words) {
    world
        .sh("n=0; until grep -s '" + words + "' a.log; do sleep 0.05; [ $((n=n+1)) -lt 600 ]; done")
        .ok();
  }

  /** Asks again when all places are taken. */
  private String ask(String request) {
    String answer = askOnce(request);
    for (int i = 0; answer.isEmpty() && i < 600; i++) {
      world.sh("sleep 0.05").ok();
      answer = askOnce(request);
    }
    return answer;
  }

  private String askOnce(String request) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path("m.sock")))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      return read(channel);
    } catch (IOException sentAway) {
      return "";
    }
  }

  private static String read(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
    while (channel.read(bytes) >= 0) {
      assertTrue(bytes.hasRemaining());
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  private static Scraped scraped(String answer) {
    String[] parts = answer.split("\r\n\r\n", 2);
    assertTrue(parts[0].startsWith("HTTP/1.1 200 OK\r\n"), parts[0]);
    assertTrue(parts[0].contains("Content-Type: text/plain; version=0.0.4"), parts[0]);
    int length = parts[1].getBytes(StandardCharsets.UTF_8).length;
    assertTrue(parts[0].contains("Content-Length: " + length), parts[0] + " of " + length);
    return Scraped.of(parts[1]);
  }

  private static double used(Scraped told) {
    return told.value("mycni_leases_used", NETWORK);
  }

  private Scraped scrapeUntil(double value, String name, String... labels) {
    return until(value, () -> scraped(ask(GET)), name, labels);
  }

  /** Looks again until it sees that: a look counts for some time, a call when it was answered. */
  private Scraped until(double value, Supplier<Scraped> scrape, String name, String... labels) {
    Scraped told = scrape.get();
    for (int i = 0; told.value(name, labels) != value && i < 600; i++) {
      world.sh("sleep 0.05").ok();
      told = scrape.get();
    }
    assertEquals(value, told.value(name, labels), name);
    return told;
  }

  @Test
  void theUnixSocketTellsCallsFailuresLeasesAndAttachments() {
    try (Resident agent = agentWithMetricsOn("unix:" + path("m.sock"))) {
      assertEquals("srw-------", world.sh("stat -c %A m.sock").ok().strip());
      Scraped before = scraped(ask(GET));
      assertEquals(0, used(before));
      double free = before.value("mycni_leases_free", NETWORK);
      world.container("a");
      agent.call("ADD", "a").run().ok();
      Scraped told = scrapeUntil(1, "mycni_leases_used", NETWORK);
      assertEquals(free - 1, told.value("mycni_leases_free", NETWORK));
      assertEquals(1, told.value("mycni_attachments", "network", "mynet"));
      String[] add = {"plugin", "bridge", "verb", "ADD"};
      scrapeUntil(1, "mycni_call_duration_seconds_count", add);
      String wrong = Configs.SAMPLE.replace("mybr0", "a name that no link can have");
      assertEquals(1, agent.call("ADD", "b", wrong).run().status());
      agent.call("DEL", "a").run().ok();
      told = scrapeUntil(0, "mycni_leases_used", NETWORK);
      assertEquals(free, told.value("mycni_leases_free", NETWORK));
      scrapeUntil(1, "mycni_call_failures_total", "plugin", "bridge", "verb", "ADD", "code", "7");
      told = scrapeUntil(1, "mycni_calls_total", "plugin", "bridge", "verb", "DEL", "result", "ok");
      assertEquals(1, told.value("mycni_agent_up"));
      assertEquals(1, told.value("mycni_agent_starter_up"));
      assertTrue(
          told.value("mycni_tool_runs_total", "tool", "ip", "where", "host", "start", "fresh") > 0);
      assertEquals(0, told.value("mycni_undo_failures_total", "plugin", "bridge"));
      told.types().keySet().forEach(name -> assertTrue(name.startsWith("mycni_"), name));
    }
    assertFalse(Files.exists(world.folder().resolve("m.sock")));
  }

  @Test
  void anUndoThatFailsIsCounted() {
    try (Resident agent = agentWithMetricsOn("unix:" + path("m.sock"))) {
      world.container("a").container("b");
      agent.call("ADD", "a").run().ok();
      world.wrap("iptables-restore", "exit 1\n");
      String path =
          world.wrap(
              "ip",
              "case $* in *-batch*) all=$(cat); case $all in *'link del'*) exit 1;; esac;"
                  + " echo \"$all\" | /usr/sbin/ip \"$@\"; exit;; esac; exec /usr/sbin/ip \"$@\"\n");
      World.Ended add = agent.call("ADD", "b").with("PATH", path).run();
      assertTrue(add.out().contains("could not be undone"), add.out());
      scrapeUntil(1, "mycni_undo_failures_total", "plugin", "bridge");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:9470", "[::1]:9470"})
  void aPortOfThisMachineTellsTheSame(String address) {
    try (Resident agent = agentWithMetricsOn(address)) {
      agent.call("VERSION", "a").run().ok();
      String get =
          ("perl -MIO::Socket::IP -e '$s = IO::Socket::IP->new(\"" + address + "\") or die $!;")
              + (" print $s \""
                  + GET.replace("\r\n", "\\r\\n")
                  + "\"; $s->flush; print while <$s>'");
      until(1, () -> scraped(world.sh(get).ok()), CALLS, VERSION);
    }
  }

  @Test
  void whoSendsNothingOrRubbishKeepsNobodyFromAsking() throws IOException {
    try (Resident agent = agentWithMetricsOn("unix:" + path("m.sock"))) {
      assertTrue(ask("GET /metrics?x=1 HTTP/1.0\r\n\r\n").startsWith("HTTP/1.1 200 OK\r\n"));
      String head = ask("HEAD /metrics HTTP/1.1\r\n\r\n");
      assertTrue(head.startsWith("HTTP/1.1 200") && head.endsWith("\r\n\r\n"), head);
      assertTrue(ask("GET / HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 404 "));
      assertTrue(ask("POST /metrics HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 405 "));
      assertTrue(ask("rubbish\r\n\r\n").startsWith("HTTP/1.1 400 "));
      assertTrue(ask("x".repeat(8192)).startsWith("HTTP/1.1 400 "));
      List<SocketChannel> silent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        silent.add(SocketChannel.open(UnixDomainSocketAddress.of(path("m.sock"))));
      }
      // All places are taken until their time is over; calls are served meanwhile.
      agent.call("VERSION", "a").run().ok();
      for (SocketChannel each : silent) {
        assertEquals("", read(each));
        each.close();
      }
      scraped(ask(GET));
    }
  }

  @Test
  void anAddressThatIsTakenIsTriedAgainAndCallsAreServed() {
    String mycni = world.bin().resolve("mycni").toString();
    try (Resident first = agentWithMetricsOn("127.0.0.1:9470")) {
      Process second =
          world.start(
              Map.of(),
              "",
              "sh",
              "-c",
              "exec " + mycni + " agent --socket b.sock --metrics 127.0.0.1:9470 > b.log 2>&1");
      world
          .sh("n=0; until grep -s 'no metrics' b.log; do sleep 0.05; [ $((n=n+1)) -lt 600 ]; done")
          .ok();
      String status = mycni + " agent status --socket ";
      assertTrue(world.sh(status + "a.sock").ok().contains("\nmetrics on 127.0.0.1:9470\n"));
      assertTrue(world.sh(status + "b.sock").ok().contains("\nno metrics on 127.0.0.1:9470; "));
      first.process().destroy();
      World.await(first.process());
      world
          .sh("n=0; until grep 'metrics are' b.log; do sleep 0.05; [ $((n=n+1)) -lt 600 ]; done")
          .ok();
      second.destroy();
      World.await(second);
    }
  }

  @Test
  void callsThatServedThemselvesAreToldByTheAgentTheCommandAndStatus() {
    world.container("a");
    World.Call add = world.call("ADD", "a", Configs.SAMPLE).with("MYCNI_SOCKET", path("none"));
    add.with("MYCNI_DRY_RUN", "1").run().ok();
    String[] ok = {"plugin", "bridge", "verb", "ADD", "result", "ok"};
    String[] error = {"plugin", "bridge", "verb", "ADD", "result", "error"};
    String direct = "mycni_direct_calls_total";
    world.call("ADD", "a", Configs.SAMPLE).with("MYCNI_SOCKET", path("none")).run().ok();
    world.call("ADD", "a", Configs.SAMPLE).with("MYCNI_SOCKET", path("none")).run();
    until(1, () -> Scraped.of(person.mycni("metrics").ok()), direct, ok);
    try (Resident _ = agentWithMetricsOn("unix:" + path("m.sock"))) {
      assertEquals(1, scrapeUntil(1, direct, error).value(direct, ok));
      String mycni = world.bin().resolve("mycni").toString();
      String status = world.sh(mycni + " agent status --socket a.sock").ok();
      String served = "calls that served themselves since the boot: 2, 1 of them failed";
      assertTrue(status.contains(served), status);
    }
  }

  @Test
  void theCommandAsksTheAgentAndReplacesAFileAsAWhole() throws IOException {
    try (Resident agent = Resident.in(world, "c.sock")) {
      agent.call("VERSION", "a").run().ok();
      world.sh("echo old > out.prom; ln out.prom before").ok();
      until(
          1,
          () -> {
            person.mycni("metrics", "--socket", path("c.sock"), "--output", path("out.prom")).ok();
            return Scraped.of(world.sh("cat out.prom").ok());
          },
          CALLS,
          VERSION);
      assertEquals("old\n", Files.readString(world.folder().resolve("before")));
      assertEquals("-rw-r--r--", world.sh("stat -c %A out.prom").ok().strip());
      assertEquals("0\n", world.sh("ls -a | grep -c '[.]new$' || true").ok());
    }
    World.Ended alone = person.mycni("metrics", "--socket", path("c.sock"));
    Scraped told = Scraped.of(alone.ok());
    assertEquals(0, told.value("mycni_agent_up"));
    assertEquals(0, used(told));
    World.Ended nowhere = person.mycni("metrics", "-o", path("none/out.prom"));
    assertEquals(1, nowhere.status());
    assertTrue(nowhere.err().contains("cannot be written"), nowhere.err());
  }
}
