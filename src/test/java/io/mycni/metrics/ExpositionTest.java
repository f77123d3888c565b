package io.mycni.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.chain.NetworkFolder;
import io.mycni.cni.Attachment;
import io.mycni.part.MadeNote;
import io.mycni.part.MadeNotes;
import io.mycni.process.ReadyTools;
import io.mycni.watch.CallTally;
import io.mycni.watch.Counts;
import io.mycni.watch.DirectCalls;
import io.mycni.watch.Served;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpositionTest {
  private static final String NETWORK =
      """
      { "cniVersion": "1.0.0", "name": "NAME", "plugins": [ { "type": "bridge", "ipam": {
        "type": "host-local", "dataDir": "DATA",
        "ranges": [[{ "subnet": "10.1.0.0/24" }], [{ "subnet": "fd01::/64" }]] } } ] }
      """;

  private final CallTally tally = new CallTally();
  private final Counts undo = new Counts();
  private final Counts declined = new Counts("crowded");

  @TempDir private Path folder;
  private Path networks;
  private Path data;

  @BeforeEach
  void begin() throws IOException {
    networks = Files.createDirectory(folder.resolve("net.d"));
    data = Files.createDirectory(folder.resolve("data"));
  }

  private void network(String name) throws IOException {
    Files.writeString(
        networks.resolve(name + ".conflist"),
        NETWORK.replace("NAME", name).replace("DATA", data.toString()));
  }

  private void lease(String network, String address) throws IOException {
    Path leases = Files.createDirectories(data.resolve(network));
    Files.writeString(leases.resolve(address), "c\r\neth0");
  }

  private NodeLook look() {
    return new NodeLook(
        new NetworkFolder(networks),
        new MadeNotes(folder.resolve("made")),
        new DirectCalls(folder.resolve("direct")));
  }

  private Scraped scrape() {
    AgentFacts facts =
        new AgentFacts(
            Instant.ofEpochMilli(1_700_000_000_500L),
            2,
            1,
            OptionalLong.of(50_000_000),
            4_000_000,
            tally.lines(),
            undo,
            declined,
            new ReadyTools(folder.resolve("none"), (call, process) -> true, line -> {}));
    return Scraped.of(new String(Exposition.of(facts, look()), StandardCharsets.UTF_8));
  }

  private Scraped scrapeWithoutAgent(Exposition.NoAgent why) {
    return Scraped.of(new String(Exposition.of(why, look()), StandardCharsets.UTF_8));
  }

  @Test
  void callsAreToldByPluginAndVerbAndFailuresByCode() {
    tally.add(new Served("bridge", "ADD", 0, 15_000_000));
    tally.add(new Served("bridge", "ADD", 101, 3_000_000_000L));
    tally.add(new Served("bridge", "ADD", CallTally.OTHER_CODE, 300_000_000_000L));
    tally.add(new Served("(unknown)", "(invalid)", 4, 1));
    undo.add("bridge");
    Scraped told = scrape();
    String[] add = {"plugin", "bridge", "verb", "ADD"};
    assertEquals(
        1, told.value("mycni_calls_total", "plugin", "bridge", "verb", "ADD", "result", "ok"));
    assertEquals(
        2, told.value("mycni_calls_total", "plugin", "bridge", "verb", "ADD", "result", "error"));
    String failures = "mycni_call_failures_total";
    assertEquals(1, told.value(failures, "plugin", "bridge", "verb", "ADD", "code", "101"));
    assertEquals(1, told.value(failures, "plugin", "bridge", "verb", "ADD", "code", "other"));
    assertEquals(-1, told.value(failures, "plugin", "bridge", "verb", "ADD", "code", "0"));
    assertEquals(1, told.value(failures, "plugin", "(unknown)", "verb", "(invalid)", "code", "4"));
    assertEquals(3, told.value("mycni_call_duration_seconds_count", add));
    assertEquals(303.015, told.value("mycni_call_duration_seconds_sum", add), 0.001);
    String bucket = "mycni_call_duration_seconds_bucket";
    assertEquals(0, told.value(bucket, "plugin", "bridge", "verb", "ADD", "le", "0.01"));
    assertEquals(1, told.value(bucket, "plugin", "bridge", "verb", "ADD", "le", "0.02"));
    assertEquals(2, told.value(bucket, "plugin", "bridge", "verb", "ADD", "le", "200.0"));
    assertEquals(1, told.value("mycni_undo_failures_total", "plugin", "bridge"));
    assertEquals(0, told.value("mycni_undo_failures_total", "plugin", "(unknown)"));
    assertEquals(0, told.value("mycni_callers_declined_total", "reason", "crowded"));
    assertEquals(1_700_000_000.5, told.value("mycni_agent_start_time_seconds"));
    assertEquals(50_000_000, told.value("mycni_agent_resident_memory_bytes"));
    assertEquals(1, told.value("mycni_agent_up"));
    assertEquals(0, told.value("mycni_agent_starter_up"));
    assertEquals(0, told.value("mycni_look_errors", "what", "agent"));
  }

  @Test
  void leasesAreCountedInTheirRangesAndOutsideOfThem() throws IOException {
    network("n");
    network("empty");
    lease("n", "10.1.0.2");
    lease("n", "10.1.0.3");
    lease("n", "10.9.0.2");
    lease("n", "fd01::2");
    lease("n", "last_reserved_ip.0");
    lease("gone", "10.2.0.2");
    Scraped told = scrape();
    String used = "mycni_leases_used";
    String free = "mycni_leases_free";
    assertEquals(2, told.value(used, "network", "n", "set", "0", "family", "ipv4"));
    assertEquals(251, told.value(free, "network", "n", "set", "0", "family", "ipv4"));
    assertEquals(1, told.value(used, "network", "n", "set", "1", "family", "ipv6"));
    assertEquals(0x1p64, told.value(free, "network", "n", "set", "1", "family", "ipv6"), 0x1p20);
    assertEquals(1, told.value(used, "network", "n", "set", "none", "family", "ipv4"));
    assertEquals(-1, told.value(free, "network", "n", "set", "none", "family", "ipv4"));
    assertEquals(0, told.value(used, "network", "empty", "set", "0", "family", "ipv4"));
    assertEquals(253, told.value(free, "network", "empty", "set", "0", "family", "ipv4"));
    assertEquals(1, told.value(used, "network", "gone", "set", "none", "family", "ipv4"));
    assertEquals(0, told.value("mycni_look_errors", "what", "networks"));
  }

  @Test
  void callsThatServedThemselvesAreCountedWithOrWithoutAnAgent() {
    DirectCalls direct = new DirectCalls(folder.resolve("direct"));
    direct.count("bridge", "ADD", true);
    direct.count("bridge", "ADD", true);
    direct.count("bridge", "DEL", false);
    String[] add = {"plugin", "bridge", "verb", "ADD", "result", "ok"};
    String[] del = {"plugin", "bridge", "verb", "DEL", "result", "error"};
    for (Scraped told : List.of(scrape(), scrapeWithoutAgent(Exposition.NoAgent.NOT_RUNNING))) {
      assertEquals(2, told.value("mycni_direct_calls_total", add));
      assertEquals(1, told.value("mycni_direct_calls_total", del));
      assertEquals(0, told.value("mycni_look_errors", "what", "direct"));
    }
  }

  @Test
  void whatCouldNotBeLookedAtIsMissingAndCounted() throws IOException {
    network("n");
    Files.createSymbolicLink(data.resolve("n"), data.resolve("n"));
    Files.writeString(networks.resolve("broken.conf"), "{");
    Files.writeString(folder.resolve("made"), "no folder");
    Files.writeString(folder.resolve("direct"), "no folder");
    Scraped told = scrapeWithoutAgent(Exposition.NoAgent.UNKNOWN);
    assertEquals(-1, told.value("mycni_leases_used", "network", "n", "set", "0", "family", "ipv4"));
    assertEquals(-1, told.value("mycni_agent_up"));
    assertFalse(told.types().containsKey("mycni_attachments"));
    for (String what : new String[] {"networks", "leases", "attachments", "direct", "agent"}) {
      assertEquals(1, told.value("mycni_look_errors", "what", what), what);
    }
  }

  @Test
  void attachmentsAreCountedByNetwork() {
    MadeNotes notes = new MadeNotes(folder.resolve("made"));
    for (String container : new String[] {"a", "b"}) {
      notes.write(
          new Attachment("n", container, "eth0"),
          new MadeNote(List.of(), "", "", List.of(), "", "", MadeNote.State.BEGUN));
    }
    Scraped told = scrapeWithoutAgent(Exposition.NoAgent.NOT_RUNNING);
    assertEquals(2, told.value("mycni_attachments", "network", "n"));
    assertEquals(0, told.value("mycni_agent_up"));
  }

  @Test
  void namesOfNetworksAreTextAndHaveAnEnd() throws IOException {
    lease("a \"b\\", "10.2.0.2");
    network("n");
    for (int i = 0; i < 600; i++) {
      lease("x" + i, "10.2.0.2");
    }
    Scraped told = scrape();
    String used = "mycni_leases_used";
    assertEquals(1, told.value(used, "network", "a \\\"b\\\\", "set", "none", "family", "ipv4"));
    double others = told.value(used, "network", "(others)", "set", "none", "family", "ipv4");
    assertTrue(others >= 100, "others are " + others);
    assertTrue(told.values().size() < 600, told.values().size() + " samples");
  }
}
