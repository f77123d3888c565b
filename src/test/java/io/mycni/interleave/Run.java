// One run of a scenario: what comes before, what happens at the same time by the decisions of a
// chooser, and the end. Nothing of it is left in the real world.
package io.mycni.interleave;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What came of a run.
 *
 * @param steps where something else might have happened
 * @param played what happened otherwise than where nobody is disturbed
 * @param violations what is not as it must be
 */
record Run(List<Step> steps, Schedule played, List<String> violations) {
  /** Makes the world of a run. */
  interface Maker {
    World make(Machine machine, Truth truth);
  }

  static Run of(Scenario scenario, Maker maker, Chooser chooser, Path folder) {
    try {
      Files.createDirectories(folder);
      try {
        Machine machine = new Machine(folder);
        Truth truth = new Truth();
        World world = maker.make(machine, truth);
        alone(world, machine, truth, scenario.before());
        Interleaver turns = new Interleaver(chooser);
        List<Worker> workers = new ArrayList<>();
        for (List<String> words : scenario.together()) {
          String label = Scenario.label(workers.size());
          workers.add(new Worker(label, machine, turns, tasks(world, words)));
        }
        turns.run(workers);
        turns.problems().forEach(truth::violate);
        if (turns.problems().isEmpty()) {
          alone(world, machine, truth, world.checks());
          List<String> then = scenario.then();
          alone(world, machine, truth, then.isEmpty() ? world.removals() : then);
          world.requireNothingLeft();
        }
        return new Run(turns.steps(), turns.played(), List.copyOf(truth.violations()));
      } finally {
        remove(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void alone(World world, Machine machine, Truth truth, List<String> words) {
    Interleaver turns = new Interleaver(Schedule.UNDISTURBED);
    turns.run(List.of(new Worker("alone", machine, turns, tasks(world, words))));
    turns.problems().forEach(truth::violate);
  }

  private static List<Worker.Task> tasks(World world, List<String> words) {
    List<Worker.Task> tasks = new ArrayList<>();
    for (String word : words) {
      boolean inAgent = word.startsWith("@");
      tasks.add(new Worker.Task(world.call(inAgent ? word.substring(1) : word), inAgent));
    }
    return tasks;
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
