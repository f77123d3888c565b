package io.mycni.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The search for faulty schedules, by a seed: {@code ./check --torture}. */
class TortureIT {
  private static final double MINUTES =
      Double.parseDouble(System.getProperty("torture.minutes", "2"));
  private static final long SEED = Long.parseLong(System.getProperty("torture.seed", "1"));
  private static final String ONLY = System.getProperty("torture.only", "");
  private static final int CALLS = Integer.getInteger("torture.calls", 0);
  private static final String EVERY = System.getProperty("torture.every", "");
  private static final List<String> BY =
      List.of(System.getProperty("torture.by", "direct,direct,agent").split(","));

  @Test
  void whatWasFoundOnceIsNotThereAgain() throws IOException {
    List<String> found = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("src/test/resources/torture/kept"))) {
      if (!line.startsWith("#") && CALLS == 0 && (ONLY + EVERY).isEmpty()) {
        Torture.replay(Schedule.read(line))
            .ifPresent(violations -> violations.forEach(each -> found.add(line + ": " + each)));
      }
    }
    assertEquals(List.of(), found);
  }

  /** On demand: how long a call waits among many is the machine's affair, and told. */
  @Test
  void amongManyAtOnceNothingIsGivenTwiceOrLeft() throws Exception {
    Assumptions.assumeTrue(CALLS > 0, "asked for by ./check --torture --calls N");
    Crowd crowd = new Crowd(CALLS, BY);
    List<String> violations = crowd.run(Integer.getInteger("torture.workers", 64), SEED);
    String text = crowd.table() + String.join("\n", violations) + "\n";
    Files.writeString(Path.of("target/torture.txt"), text);
    System.out.print(text);
    assertEquals(List.of(), violations);
  }

  @Test
  void whateverHappensNothingIsLostOrLeft() throws Exception {
    Assumptions.assumeTrue(CALLS == 0, "many at once are tried");
    if (!ONLY.isEmpty()) {
      assertEquals(List.of(), Torture.replay(Schedule.read(ONLY)).orElse(List.of("not here")));
      return;
    }
    Torture torture = new Torture(SEED, MINUTES);
    if (!EVERY.isEmpty()) {
      torture.every(EVERY);
      tell(torture);
      assertEquals(List.of(), torture.found());
      return;
    }
    List<Thread> workers = new ArrayList<>();
    int step = Integer.getInteger("torture.workers", Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < step; i++) {
      int first = i;
      workers.add(Thread.ofPlatform().start(() -> torture.search(BY, first, step)));
    }
    for (Thread worker : workers) {
      worker.join();
    }
    tell(torture);
    assertEquals(List.of(), torture.found());
  }

  private static void tell(Torture torture) throws IOException {
    String text =
        "torture: seed "
            + SEED
            + ", "
            + MINUTES
            + " minutes\n"
            + torture.table()
            + String.join("\n", torture.found())
            + "\n";
    Files.writeString(Path.of("target/torture.txt"), text);
    System.out.print(text);
  }
}
