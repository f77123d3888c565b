package io.mycni.interleave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.mycni.ipam.hostlocal.CarelessLeases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls that are interleaved at every point, by the thousand; {@code ./check --schedules N} plays N
 * of each scenario.
 */
@Tag("interleaved")
@Execution(ExecutionMode.CONCURRENT)
class InterleavingTest {
  private static final int SCHEDULES = Integer.getInteger("interleaved.schedules", 0);
  private static final int SCHEDULES_OF_A_CHECK = 50;

  /** A run of a chain takes as long as four others. */
  private static final int THOSE_OF_A_CHAIN = 20;

  private static final int EXHAUSTIVE = Integer.getInteger("interleaved.exhaustive", 0);
  private static final long SEED = Long.getLong("interleaved.seed", 1);
  private static final String ONLY = System.getProperty("interleaved.only", "");
  private static final Path RESOURCES = Path.of("src/test/resources/interleaved");
  private static final Path MEMORY = Path.of("/dev/shm");

  private static List<String> lines(String file) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(RESOURCES.resolve(file)));
    lines.removeIf(line -> line.isBlank() || line.startsWith("#"));
    return lines;
  }

  static List<String> scenarios() throws IOException {
    List<String> scenarios = lines("scenarios");
    scenarios.removeIf(line -> !line.startsWith(ONLY));
    return scenarios.isEmpty() ? List.of(ONLY) : scenarios;
  }

  /** In memory where that can be: a run makes and removes some fifty files. */
  private static Path folder() throws IOException {
    Path parent = Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    return Files.createTempDirectory(parent, "mycni-interleaved-");
  }

  private static World world(Scenario scenario, Machine machine, Truth truth) {
    return scenario.kind().equals("leases")
        ? new LeaseWorld(machine, truth, LeaseWorld.REAL)
        : new NodeWorld(machine, truth, Network.named(scenario.kind()));
  }

  private interface Searching {
    void in(Search search);
  }

  private static Search searched(String line, Run.Maker maker, Searching searching)
      throws IOException {
    Path folder = folder();
    try {
      Search search = new Search(Scenario.read(line), maker, folder);
      searching.in(search);
      return search;
    } finally {
      Files.delete(folder);
    }
  }

  private static Run.Maker real(String line) {
    Scenario scenario = Scenario.read(line);
    return (machine, truth) -> world(scenario, machine, truth);
  }

  private static void replay(String line) throws IOException {
    String[] halves = line.split(" :: ");
    searched(
        halves[0],
        real(halves[0]),
        search -> {
          Run run = search.run(Schedule.read(halves[1]));
          assertEquals(List.of(), run.violations(), line);
          assertEquals(halves[1].strip(), run.played().toString(), "it came to other points");
        });
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void whoeverComesInBetweenNothingIsLostOrLeft(String line) throws IOException {
    if (line.contains(" :: ")) {
      replay(line);
      return;
    }
    long begun = System.nanoTime();
    Search search =
        searched(
            line,
            real(line),
            EXHAUSTIVE > 0 ? each -> each.all(EXHAUSTIVE) : each -> some(each, many(line)));
    if (SCHEDULES > 0 || EXHAUSTIVE > 0) {
      System.out.printf(
          "%6d schedules of up to %3d points, %4d seconds: %s%n",
          search.runs(), search.longest(), (System.nanoTime() - begun) / 1_000_000_000, line);
    }
    assertEquals(Map.of(), search.found());
  }

  private static int many(String line) {
    boolean chain = line.startsWith("chain ") || line.startsWith("nft ");
    return SCHEDULES > 0 ? SCHEDULES : chain ? THOSE_OF_A_CHAIN : SCHEDULES_OF_A_CHECK;
  }

  private static void some(Search search, int many) {
    search.all(1, SEED, many / 2);
    search.random(SEED, many - search.runs());
  }

  @Test
  void whatWasFoundOnceIsNotThereAgain() throws IOException {
    for (String line : lines("kept")) {
      replay(line);
    }
  }

  @Test
  void aScheduleGivesTheRunAgain() throws IOException {
    String line = "leases add:x,del:x | ref-add:y | add:z";
    searched(
        line,
        real(line),
        search -> {
          Run first = search.run(search.picking(new Random(7), 6));
          assertFalse(first.played().deeds().isEmpty());
          Run again = search.run(Schedule.read(first.played().toString()));
          assertEquals(first.steps(), again.steps());
        });
  }

  private static void assertFound(String line, Run.Maker faulty) throws IOException {
    Search search = searched(line, faulty, each -> each.all(1, SEED, 3000));
    assertNotEquals(Map.of(), search.found());
  }

  @Test
  void whoLooksFirstAndThenTakesIsFound() throws IOException {
    LeaseWorld.Kind careless =
        (config, attachment, locks, end) ->
            CarelessLeases.of(config, attachment, LeaseWorld.INDEXES, locks, end);
    assertFound(
        "leases add:x | ref-add:y", (machine, truth) -> new LeaseWorld(machine, truth, careless));
  }

  private static Run.Maker withoutLocks(String line) {
    return (machine, truth) -> {
      machine.locks().keepNobodyBack();
      return world(Scenario.read(line), machine, truth);
    };
  }

  @Test
  void wholeCallsThatTakeNoLockAreFound() throws IOException {
    String line = "bridge add:x | add:x | del:x after add:z";
    assertFound(line, withoutLocks(line));
  }

  @Test
  void whoTakesNoLockIsFound() throws IOException {
    String line = "leases add:x | add:y,del:y after add:z";
    assertFound(line, withoutLocks(line));
  }
}
