package io.mycni.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallTallyTest {
  private final CallTally tally = new CallTally();

  private void add(String plugin, String verb, int code, long micros) {
    tally.add(new Served(plugin, verb, code, micros * 1000));
  }

  @Test
  void callsAreCountedByPluginVerbAndCode() {
    add("ptp", "ADD", 0, 1);
    add("bridge", "ADD", 0, 1);
    add("bridge", "ADD", 101, 1);
    add("bridge", "DEL", 0, 1);
    List<CallTally.Line> lines = tally.lines();
    assertEquals(3, lines.size());
    CallTally.Line add = lines.getFirst();
    assertEquals("bridge ADD 2", add.plugin() + " " + add.verb() + " " + add.calls());
    assertEquals(Map.of(0, 1L, 101, 1L), add.byCode());
    assertEquals(1, add.failed());
  }

  @Test
  void theTimesAreThoseOfTheLastFiveHundred() {
    for (int i = 0; i < 700; i++) {
      add("bridge", "ADD", 0, i < 200 ? 1_000_000 : i - 199);
    }
    CallTally.Line line = tally.lines().getFirst();
    assertEquals(500, line.lastMicros().size());
    assertEquals(250, line.quantile(50));
    assertEquals(475, line.quantile(95));
    assertEquals(495, line.quantile(99));
  }

  @Test
  void ofOneCallAllTimesAreTheSame() {
    add("bridge", "ADD", 0, 7);
    assertEquals(7, tally.lines().getFirst().quantile(50));
    assertEquals(7, tally.lines().getFirst().quantile(99));
  }

  @Test
  void namesWithoutAnEndTakeNoMemory() {
    for (int i = 0; i < 1000; i++) {
      add("p" + i, "ADD", 0, 1);
    }
    assertTrue(tally.lines().size() <= 201);
    assertEquals(1000, tally.lines().stream().mapToLong(CallTally.Line::calls).sum());
  }
}
