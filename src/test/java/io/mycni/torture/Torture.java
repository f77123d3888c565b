// The search for faulty schedules: picks them by a seed until the time is over, plays them, and
// says what it found. A schedule follows from the seed and its number alone, never from the time.
package io.mycni.torture;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** One search. */
final class Torture {
  private static final int SCHEDULES_IN_A_WORLD = 12;
  private static final List<String> VERBS =
      List.of("ADD", "ADD", "ADD", "DEL", "DEL", "GC", "CHECK");

  private final long seed;
  private final long end;
  private final Map<String, Tally> tallies = new TreeMap<>();
  private final List<String> found = new ArrayList<>();

  Torture(long seed, double minutes) {
    this.seed = seed;
    this.end = System.nanoTime() + (long) (minutes * 60e9);
  }

  /** What was counted of one kind of deed. */
  static final class Tally {
    int schedules;
    int violations;
    final java.util.Set<String> points = new java.util.TreeSet<>();
  }

  /** Searches beside others of its kind: takes each world of which the number is its own. */
  void search(List<String> by, int first, int step) {
    List<Chain> chains = Chain.all();
    for (int number = first; System.nanoTime() < end; number += step) {
      Random random = new Random(seed * 1_000_003 + number);
      Chain chain = chains.get(random.nextInt(chains.size()));
      String who = by.get(random.nextInt(by.size()));
      try {
        Trial.of(chain, who).ifPresent(trial -> play(trial, chain, who, random));
      } catch (RuntimeException | Error e) {
        broken(chain.name() + " " + who, e);
      }
    }
  }

  private void play(Trial trial, Chain chain, String by, Random random) {
    try (trial) {
      String verb = pick(random, VERBS);
      int member = random.nextInt(chain.members().size());
      List<String> points = trial.points(verb, member);
      note(chain.name() + " " + by + " " + verb + "/" + member, points);
      for (int i = 0; i < SCHEDULES_IN_A_WORLD && System.nanoTime() < end; i++) {
        Deed deed = Deeds.pick(random, by, verb, points);
        String then = pick(random, List.of("del", "del", "gc", "add"));
        Schedule schedule = new Schedule(chain.name(), by, verb, member, deed, then);
        if (!well(trial, schedule)) {
          return;
        }
      }
    }
  }

  private synchronized void broken(String what, Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    found.add("the search itself broke off at " + what + ": " + text);
  }

  /** Kills one call at each of its points: {@code CHAIN BY VERB/MEMBER THEN}. */
  void every(String call) {
    Schedule like = Schedule.read(call.replaceFirst(" (\\w+)$", " kill=write:1 $1"));
    Trial trial = Trial.of(Chain.named(like.chain()), like.by()).orElseThrow();
    List<String> points = trial.points(like.verb(), like.member());
    note(call, points);
    String kind = like.by().equals("agent") ? "kill-agent=" : "kill=";
    for (String point : points) {
      Deed deed = Deed.read(kind + point);
      if (!well(
          trial,
          new Schedule(like.chain(), like.by(), like.verb(), like.member(), deed, like.then()))) {
        trial.close();
        trial = Trial.of(Chain.named(like.chain()), like.by()).orElseThrow();
      }
    }
    trial.close();
  }

  static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private synchronized void note(String call, List<String> points) {
    Tally tally = tallies.computeIfAbsent(call.split(" ")[1], _ -> new Tally());
    points.forEach(point -> tally.points.add(call + " " + point));
  }

  private boolean well(Trial trial, Schedule schedule) {
    List<String> violations;
    try {
      violations = trial.play(schedule);
    } catch (AssertionError e) {
      violations = List.of("the trial broke off: " + e.getMessage());
    }
    count(schedule, violations, trial.reached());
    return violations.isEmpty();
  }

  private synchronized void count(Schedule schedule, List<String> violations, boolean reached) {
    Tally tally =
        tallies.computeIfAbsent(schedule.by() + " " + schedule.deed().kind(), _ -> new Tally());
    tally.schedules += reached ? 1 : 0;
    if (!violations.isEmpty()) {
      tally.violations++;
      found.add(schedule + "\n    " + String.join("\n", violations).replace("\n", "\n    "));
      System.out.println("torture: " + found.getLast());
    }
  }

  /** Plays one schedule in a world of its own; returns what is not as it must be. */
  static Optional<List<String>> replay(Schedule schedule) {
    return Trial.of(Chain.named(schedule.chain()), schedule.by())
        .map(trial -> {
          try (trial) {
            return trial.play(schedule);
          }
        });
  }

  /** What was found: each schedule with what is wrong after it. */
  List<String> found() {
    return found;
  }

  String table() {
    StringBuilder text = new StringBuilder();
    tallies.forEach((what, tally) ->
        text.append(
            what.contains(" ")
                ? "%-24s %6d schedules %4d violations\n"
                    .formatted(what, tally.schedules, tally.violations)
                : "%-24s %6d points\n".formatted(what, tally.points.size())));
    return text.toString();
  }
}
