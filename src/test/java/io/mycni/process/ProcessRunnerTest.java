package io.mycni.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRunnerTest {
  private static final Duration LIMIT = Duration.ofMillis(300);

  private static Runner.Outcome sh(String script, String input, Duration limit) {
    return new ProcessRunner(java.nio.file.Path.of("/"))
        .run(
            List.of("/bin/sh", "-c", script, "name", "two words \"quoted\""),
            input.getBytes(StandardCharsets.UTF_8),
            Map.of("PATH", "/usr/bin:/bin", "X", "y z"),
            limit);
  }

  @Test
  void argumentsInputAndEnvironmentArriveAsTheyAre() {
    Runner.Outcome outcome =
        sh("cat; echo \"$1|$X\"; echo oops >&2; exit 3", "in\n", Duration.ofSeconds(10));
    assertEquals("in\ntwo words \"quoted\"|y z\n", outcome.out());
    assertEquals("oops", outcome.err());
    assertEquals(3, outcome.exit());
    assertFalse(outcome.ok());
  }

  @Test
  void aProcessThatTakesTooLongIsKilledAndSaidToBe() {
    long begun = System.nanoTime();
    Runner.Outcome outcome = sh("sleep 30", "", Duration.ofMillis(200));
    assertTrue(outcome.timedOut());
    assertTrue(Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 10);
  }

  @Test
  void aProcessThatIgnoresTheFirstSignalIsKilledAfterAGrace() {
    long begun = System.nanoTime();
    Runner.Outcome outcome = sh("trap '' TERM; while :; do sleep 0.1; done", "", LIMIT);
    assertTrue(outcome.timedOut());
    assertTrue(Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 8);
  }

  @Test
  void aProcessThatUsesItsGraceEndsInItsOwnWay(@TempDir Path folder) {
    Path sign = folder.resolve("cleaned");
    Runner.Outcome outcome =
        sh("trap 'sleep 0.5; : > " + sign + "; exit 0' TERM; sleep 60 & wait", "", LIMIT);
    assertTrue(outcome.timedOut());
    assertTrue(Files.exists(sign));
  }

  @Test
  void whatAKilledProcessHasStartedIsKilledToo() throws InterruptedException {
    Runner.Outcome outcome =
        sh(
            "trap '' TERM; (trap '' TERM; sleep 61 & echo $!; wait) & "
                + "setsid sh -c 'trap \"\" TERM; echo $$; sleep 62' & wait; wait; sleep 63",
            "",
            LIMIT);
    assertTrue(outcome.timedOut());
    String[] pids = outcome.out().strip().split("\n");
    assertEquals(2, pids.length, outcome.out());
    for (String pid : pids) {
      // Nobody but init can collect an orphan, which may take a moment.
      boolean lives = true;
      for (int i = 0; i < 100 && lives; i++) {
        lives = ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
        lives &= !ProcessState.of(pid).equals("Z");
        Thread.sleep(10);
      }
      assertFalse(lives, "process " + pid + " of " + outcome.out());
    }
  }

  @Test
  void aGrandchildThatKeepsTheOutputOpenIsNotWaitedFor() {
    long begun = System.nanoTime();
    Runner.Outcome outcome = sh("sleep 8 & echo done", "", Duration.ofSeconds(20));
    assertEquals(0, outcome.exit());
    assertTrue(Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 7);
  }

  @Test
  void aProcessThatCannotBeStartedEndsWith127AndTheReason() {
    Runner.Outcome outcome =
        new ProcessRunner(java.nio.file.Path.of("/"))
            .run(List.of("/nonexistent/tool"), new byte[0], Map.of(), Duration.ofSeconds(5));
    assertEquals(127, outcome.exit());
    assertTrue(outcome.err().contains("/nonexistent/tool"), outcome.err());
  }

  @Test
  void inputThatNobodyReadsIsNoFailure() {
    assertTrue(sh("exit 0", "x".repeat(1 << 20), Duration.ofSeconds(10)).ok());
  }
}
