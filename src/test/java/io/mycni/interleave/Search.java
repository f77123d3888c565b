// The search for faulty schedules of a scenario: all of those with few disturbances, then others by
// a seed. What is found is made as short as it stays faulty.
package io.mycni.interleave;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** One search. */
final class Search {
  private static final int MOST_DISTURBANCES = 6;
  private static final int SHORTEST = 50;

  private final Scenario scenario;
  private final Run.Maker maker;
  private final Path folder;
  private final Map<String, List<String>> found = new LinkedHashMap<>();
  private int runs;
  private int longest;

  Search(Scenario scenario, Run.Maker maker, Path folder) {
    this.scenario = scenario;
    this.maker = maker;
    this.folder = folder;
  }

  Run run(Chooser chooser) {
    Run run = Run.of(scenario, maker, chooser, folder.resolve("world-" + runs++));
    longest = Math.max(longest, run.steps().size());
    return run;
  }

  int runs() {
    return runs;
  }

  int longest() {
    return longest;
  }

  /** Returns what was found: each schedule with what is wrong after it. */
  Map<String, List<String>> found() {
    return found;
  }

  private Run tried(Chooser chooser) {
    Run run = run(chooser);
    if (!run.violations().isEmpty()) {
      Schedule shortest = shortened(run.played());
      found.putIfAbsent(scenario + " :: " + shortest, run(shortest).violations());
    }
    return run;
  }

  private Schedule shortened(Schedule faulty) {
    Schedule shortest = faulty;
    for (String point : faulty.deeds().keySet()) {
      Schedule without = shortest.without(point);
      if (!run(without).violations().isEmpty()) {
        shortest = without;
      }
    }
    return shortest;
  }

  /** A schedule that is to be extended behind its last deed. */
  private record Begun(Schedule schedule, int disturbances, int from) {}

  /**
   * Plays every schedule with so many disturbances at most: that one loses its turn without need,
   * or is killed. Who goes on when one ends or waits is tried in every way. Where there are more
   * than may be played, the seed picks.
   *
   * @return whether all were played
   */
  boolean all(int disturbances, long seed, int most) {
    Random random = new Random(seed);
    return all(disturbances, most, random::nextInt);
  }

  /** Plays every schedule with so many disturbances at most, until one is faulty. */
  boolean all(int disturbances) {
    return all(disturbances, Integer.MAX_VALUE, many -> many - 1);
  }

  private boolean all(int disturbances, long most, IntUnaryOperator picked) {
    List<Begun> left = new ArrayList<>(List.of(new Begun(Schedule.UNDISTURBED, 0, 0)));
    long end = runs + most;
    while (!left.isEmpty() && runs < end && found.isEmpty()) {
      Collections.swap(left, picked.applyAsInt(left.size()), left.size() - 1);
      Begun begun = left.removeLast();
      List<Step> steps = tried(begun.schedule()).steps();
      for (int i = begun.from(); i < steps.size(); i++) {
        for (Map.Entry<Schedule.Deed, Integer> way : ways(steps.get(i)).entrySet()) {
          int sum = begun.disturbances() + way.getValue();
          if (sum <= disturbances) {
            left.add(
                new Begun(begun.schedule().with(steps.get(i).point(), way.getKey()), sum, i + 1));
          }
        }
      }
    }
    return left.isEmpty();
  }

  /** Returns what might happen at a step, and how many disturbances that is. */
  private Map<Schedule.Deed, Integer> ways(Step step) {
    Map<Schedule.Deed, Integer> ways = new LinkedHashMap<>();
    List<Integer> others = others(step);
    // Where one has to go on, the first in the order does so undisturbed.
    for (int other : others) {
      ways.put(
          new Schedule.Deed(Schedule.Deed.Kind.SWITCH, Scenario.label(other)), step.free() ? 0 : 1);
    }
    if (!step.free()) {
      ways.put(new Schedule.Deed(Schedule.Deed.Kind.KILL, ""), 1);
      if (step.point().contains(".tool:")) {
        ways.put(new Schedule.Deed(Schedule.Deed.Kind.KILL_AFTER_TOOL, ""), 1);
        ways.put(new Schedule.Deed(Schedule.Deed.Kind.REFUSE, ""), 1);
        ways.put(new Schedule.Deed(Schedule.Deed.Kind.OUTLIVE, ""), 1);
      }
    }
    return ways;
  }

  private List<Integer> others(Step step) {
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < scenario.together().size(); i++) {
      if ((step.others() >> i & 1) == 1) {
        others.add(i);
      }
    }
    return others;
  }

  /** Plays schedules by a seed, until so many were played or one is faulty. */
  void random(long seed, int many) {
    for (int number = 0; number < many && found.isEmpty(); number++) {
      tried(picking(new Random(seed * 1_000_003 + number), 1 + number % MOST_DISTURBANCES));
    }
  }

  /** Returns what disturbs a run about so many times. */
  Chooser picking(Random random, int disturbances) {
    double often = (double) disturbances / Math.max(longest, SHORTEST);
    boolean kills = random.nextInt(3) == 0;
    return step -> {
      if (step.free() ? random.nextBoolean() : random.nextDouble() >= often) {
        return Optional.empty();
      }
      List<Schedule.Deed> ways = new ArrayList<>(ways(step).keySet());
      ways.removeIf(way -> way.kills() && !kills);
      return ways.isEmpty() ? Optional.empty() : Optional.of(ways.get(random.nextInt(ways.size())));
    };
  }
}
