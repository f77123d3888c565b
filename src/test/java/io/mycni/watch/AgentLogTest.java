package io.mycni.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentLogTest {
  private static final Map<String, String> CALL =
      Map.of(
          "CNI_CONTAINERID",
          "c1",
          "CNI_IFNAME",
          "eth0",
          "TRACEPARENT",
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private AgentLog log(boolean journal, LogLevel level) {
    return new AgentLog(
        new PrintStream(bytes, true, StandardCharsets.UTF_8),
        journal,
        level,
        Duration.ofSeconds(2));
  }

  private String said() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Served served(int code, int ms) {
    return new Served("bridge", "ADD", code, ms * 1_000_000L);
  }

  @Test
  void aCallThatWentWellAndFastIsNotTold() {
    log(true, LogLevel.INFO).call(served(0, 1999), CALL, "");
    assertEquals("", said());
  }

  @Test
  void aFailedCallIsOneLineWithWhatTheJournalNeeds() {
    log(true, LogLevel.ERROR).call(served(101, 23), CALL, "no\nsuch \u001b[1mlink");
    assertEquals(
        "<3>mycni agent: ADD of bridge for c1/eth0 failed after 23 ms, code 101: no; such ?[1mlink"
            + " traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n",
        said());
  }

  @Test
  void aSlowCallIsAWarning() {
    log(true, LogLevel.INFO).call(served(0, 2000), Map.of("TRACEPARENT", "no trace"), "");
    assertEquals("<4>mycni agent: ADD of bridge was slow: 2000 ms\n", said());
  }

  @Test
  void theLevelDecidesAndAPersonSeesNoPriorities() {
    AgentLog log = log(false, LogLevel.ERROR);
    log.call(served(0, 3000), CALL, "");
    log.warn("a warning");
    log.info("a word");
    assertEquals("", said());
    log(false, LogLevel.DEBUG).call(served(0, 1), Map.of(), "");
    assertEquals("mycni agent: ADD of bridge took 1 ms\n", said());
  }

  @Test
  void anErrorWithoutAnEndIsCut() {
    log(false, LogLevel.INFO).call(served(5, 1), Map.of(), "x".repeat(100_000));
    assertTrue(said().length() < 3000);
  }

  @Test
  void callsThatFailAgainAndAgainDoNotFillADisk() {
    AgentLog log = log(true, LogLevel.ERROR);
    for (int i = 0; i < 10_000; i++) {
      log.call(served(101, 23), CALL, "no such link");
    }
    long lines = said().lines().count();
    // A busy machine may be at it for more than one stretch of time.
    assertTrue(lines >= LineBudget.MOST && lines < 3_000, lines + " lines");
    assertTrue(said().contains("<3>mycni agent: more than 300 lines about calls in 30 s"), said());
  }

  @Test
  void whoAsksForEachCallGetsEach() {
    AgentLog log = log(false, LogLevel.DEBUG);
    for (int i = 0; i < 10_000; i++) {
      log.call(served(101, 23), CALL, "no such link");
    }
    assertEquals(10_000, said().lines().count());
  }
}
