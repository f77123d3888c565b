// Calls that change the same kind of things at the same time: while one process is at work, those
// who come wait, and then go into the next process together. What becomes of each when that process
// fails is in Shares.
package io.mycni.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Brings callers together; safe to use from several threads. */
final class Together {
  /** More than that is no gain, and a longer wait for the first of them. */
  private static final int MOST = 32;

  /** How much time whoever goes with others has at least. */
  private static final Duration ROOM = Duration.ofSeconds(10);

  /** Longer than any process may take. */
  private static final Duration ALL = Duration.ofHours(1);

  /** Whoever waits is woken when there is something for it. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private static final String COMMIT = "COMMIT\n";

  private final Map<ReadyTools.Kind, Line> lines = new HashMap<>();
  private final Places places;

  /** Brings those together who wait in that way. */
  Together(Places places) {
    this.places = places;
  }

  /** Runs one process for several calls, each of which has noted it before it reads. */
  @FunctionalInterface
  interface Work {
    /**
     * Runs it.
     *
     * @param calls the calls; empty where one has no name
     * @return what became of it; empty where nothing was started
     */
    Optional<Runner.Outcome> run(List<String> calls, byte[] input, Duration limit);
  }

  /** Who waits for a kind of process, and whether one is at work. */
  private static final class Line {
    private boolean busy;
    private final List<Caller> waiting = new ArrayList<>();
  }

  /** What has become of one who waits. */
  private enum Turn {
    WAIT,
    /** To run what all of its group want. */
    LEAD,
    ALONE,
    DONE
  }

  private static final class Caller {
    private final String call;
    private final byte[] input;
    private final Deadline end;
    private final Thread thread = Thread.currentThread();
    private Turn turn = Turn.WAIT;
    private List<Caller> group = List.of();
    private Runner.Outcome outcome = new Runner.Outcome(127, new byte[0], new byte[0], true);

    Caller(String call, byte[] input, Deadline end) {
      this.call = call;
      this.input = input;
      this.end = end;
    }

    /** Whose time is nearly over would end the others' process. */
    boolean hasTime() {
      return end.left(ROOM).equals(ROOM);
    }
  }

  /**
   * Runs a process for a call, perhaps with others.
   *
   * @param reading what its input is
   * @param call the call, as {@link Tools#TOOL_OF} has it
   */
  Runner.Outcome run(
      ReadyTools.Kind kind,
      Launch.Reading reading,
      String call,
      byte[] input,
      Duration limit,
      Work work) {
    Caller caller = new Caller(call, input, Deadline.in(limit));
    Line line = enter(kind, caller);
    Turn turn = await(line, caller);
    if (turn == Turn.LEAD) {
      try {
        lead(line, caller, reading, work);
      } finally {
        leave(kind, line);
      }
      turn = caller.turn;
    }
    return turn == Turn.ALONE ? alone(caller, work) : caller.outcome;
  }

  private static Runner.Outcome alone(Caller caller, Work work) {
    return work.run(List.of(caller.call), caller.input, caller.end.left(ALL))
        .orElse(caller.outcome);
  }

  private Line enter(ReadyTools.Kind kind, Caller caller) {
    synchronized (lines) {
      Line line = lines.computeIfAbsent(kind, key -> new Line());
      synchronized (line) {
        if (line.busy) {
          line.waiting.add(caller);
        } else {
          line.busy = true;
          caller.group = List.of(caller);
          caller.turn = Turn.LEAD;
        }
      }
      return line;
    }
  }

  /** Waits for a turn; whoever has waited too long has done nothing, and is not led any more. */
  private Turn await(Line line, Caller caller) {
    boolean interrupted = false;
    while (turnOf(line, caller) == Turn.WAIT && !caller.end.isOver()) {
      interrupted |= pause(caller.end.left(LONGEST_PAUSE));
    }
    // Where its lines are in a process that is at work, this ends by the same limit.
    while (!stopsWaiting(line, caller)) {
      interrupted |= pause(LONGEST_PAUSE);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return turnOf(line, caller);
  }

  private static Turn turnOf(Line line, Caller caller) {
    synchronized (line) {
      return caller.turn;
    }
  }

  /** Leaves the line; tells whether there is nothing to wait for any more. */
  private static boolean stopsWaiting(Line line, Caller caller) {
    synchronized (line) {
      return caller.turn != Turn.WAIT || line.waiting.remove(caller);
    }
  }

  /** Waits a little; tells whether somebody wanted it to end at once, which it cannot. */
  private boolean pause(Duration most) {
    try {
      places.pause(most);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private static void lead(Line line, Caller leader, Launch.Reading reading, Work work) {
    List<Caller> group = leader.group;
    if (group.size() == 1) {
      leader.outcome = alone(leader, work);
      leader.turn = Turn.DONE;
      return;
    }
    List<byte[]> inputs = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    Duration limit = ALL;
    for (Caller each : group) {
      inputs.add(each.input);
      calls.add(each.call);
      limit = each.end.left(limit);
    }
    List<Optional<Runner.Outcome>> shares = Shares.ofFault(inputs, reading);
    try {
      shares =
          work.run(calls, joined(group, reading), limit)
              .map(outcome -> Shares.of(outcome, inputs, reading))
              .orElse(Shares.ofNone(inputs));
    } finally {
      synchronized (line) {
        for (int i = 0; i < group.size(); i++) {
          Caller each = group.get(i);
          each.outcome = shares.get(i).orElse(each.outcome);
          each.turn = shares.get(i).isPresent() ? Turn.DONE : Turn.ALONE;
          LockSupport.unpark(each.thread);
        }
      }
    }
  }

  /** Lets the next go, with all who go together with it. */
  private void leave(ReadyTools.Kind kind, Line line) {
    synchronized (lines) {
      synchronized (line) {
        if (line.waiting.isEmpty()) {
          line.busy = false;
          lines.remove(kind);
          return;
        }
        Caller next = line.waiting.removeFirst();
        List<Caller> group = new ArrayList<>(List.of(next));
        String table = next.hasTime() ? table(next) : "";
        for (Caller each : table.isEmpty() ? List.<Caller>of() : List.copyOf(line.waiting)) {
          if (group.size() < MOST && each.hasTime() && table.equals(table(each))) {
            line.waiting.remove(each);
            group.add(each);
          }
        }
        next.group = group;
        next.turn = Turn.LEAD;
        LockSupport.unpark(next.thread);
      }
    }
  }

  /**
   * Returns the first line of an input that is one table of iptables-restore(8), of which all rules
   * are done or none; what is in two tables may be done by half, and so has to go alone. What is no
   * table may go with whatever the same tool reads.
   */
  private static String table(Caller caller) {
    String text = new String(caller.input, StandardCharsets.UTF_8);
    if (!text.startsWith("*")) {
      return "no table";
    }
    boolean one = text.indexOf("\n" + COMMIT) == text.length() - COMMIT.length() - 1;
    return one ? text.substring(0, text.indexOf('\n') + 1) : "";
  }

  private static byte[] joined(List<Caller> group, Launch.Reading reading) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    if (reading != Launch.Reading.TABLES) {
      for (Caller each : group) {
        text.writeBytes(each.input);
      }
      return text.toByteArray();
    }
    String table = table(group.getFirst());
    text.writeBytes(table.getBytes(StandardCharsets.UTF_8));
    for (Caller each : group) {
      int begin = table.getBytes(StandardCharsets.UTF_8).length;
      text.write(each.input, begin, each.input.length - begin - COMMIT.length());
    }
    text.writeBytes(COMMIT.getBytes(StandardCharsets.UTF_8));
    return text.toByteArray();
  }
}
