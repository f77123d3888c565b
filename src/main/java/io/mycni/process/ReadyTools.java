// Tools that an agent has started beforehand: they wait for their input, so that a call finds them
// past what a start costs. Which call uses which is AgentRunner's business.
//
// One is used only for what it was started for: the same command line and environment, from the
// file that is still there. Scripts are never started beforehand.
package io.mycni.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Keeps them; safe to use from several threads. */
public final class ReadyTools implements AutoCloseable {
  /** How long one may wait: what it knows from its start (libraries, files of names) grows old. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  /** How many kinds there may be: each caller's PATH makes some. */
  private static final int MOST_KINDS = 16;

  /** How soon a starter that cannot be had is tried again. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Path ROOT = Path.of("/");

  private final Path launcher;
  private final ToolNotes notes;
  private final Consumer<String> log;
  private final Duration longestWait;
  private final int mostOfAKind;
  private final Together together = new Together(Places.WITHOUT_END);
  private final ToolTally tally = new ToolTally();
  private final Map<Kind, Deque<Waiting>> waiting = new HashMap<>();
  private Optional<Starter> starter = Optional.empty();
  private Deadline nextTry = Deadline.in(Duration.ZERO);
  private boolean closed;

  /** What a tool was started for. */
  record Kind(List<String> command, Map<String, String> environment) {
    static Kind of(List<String> command, Map<String, String> environment) {
      Map<String, String> unmarked = new HashMap<>(environment);
      unmarked.remove(Tools.TOOL_OF);
      return new Kind(command, unmarked);
    }
  }

  /**
   * One that waits.
   *
   * @param file which file it was started from
   * @param end until when it may wait
   */
  private record Waiting(StartedTool tool, String file, Deadline end) {}

  /**
   * What waits with one command line.
   *
   * @param command the command line
   * @param many how many there are
   * @param oldest for how long one has waited
   */
  public record Ready(String command, int many, Duration oldest) {
    /** Returns the name of the executable. */
    public String tool() {
      String path = command.split(" ", 2)[0];
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /**
   * Makes tools for an agent; none is started before a call has used one of its kind.
   *
   * @param launcher the program that starts them
   * @param notes takes which of them works for which call
   * @param log takes lines for the journal
   */
  public ReadyTools(Path launcher, ToolNotes notes, Consumer<String> log) {
    this(launcher, notes, log, LONGEST_WAIT);
  }

  ReadyTools(Path launcher, ToolNotes notes, Consumer<String> log, Duration longestWait) {
    this.launcher = launcher;
    this.notes = notes;
    this.log = log;
    this.longestWait = longestWait;
    this.mostOfAKind = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
  }

  /** Returns what runs the processes of one call, which stands in that folder. */
  public AgentRunner runnerIn(Path folder) {
    return new AgentRunner(this, folder);
  }

  /** Returns what starts processes; empty where that is not to be had. */
  synchronized Optional<Starter> starter() {
    boolean usable = starter.isPresent() && starter.get().isThere();
    if (usable || closed || !nextTry.isOver()) {
      return usable ? starter : Optional.empty();
    }
    nextTry = Deadline.in(PAUSE);
    for (Map.Entry<Kind, Deque<Waiting>> lost : waiting.entrySet()) {
      for (int i = 0; i < lost.getValue().size(); i++) {
        count(lost.getKey(), ToolTally.Fate.ENDED);
      }
    }
    waiting.clear();
    try {
      starter = Optional.of(Starter.open(launcher));
      nextTry = Deadline.in(Duration.ZERO);
    } catch (IOException e) {
      starter = Optional.empty();
      log.accept("tools are started the slow way: " + e.getMessage());
    }
    return starter;
  }

  /** Starts what starts processes, so that the first call finds it. */
  public void prepare() {
    starter();
  }

  /** Tells whether there is what starts processes, without starting it. */
  public synchronized boolean hasStarter() {
    return starter.isPresent() && starter.get().isThere();
  }

  /** Returns what became of tools so far. */
  public ToolTally tally() {
    return tally;
  }

  /** Returns what waits, in the order of the command lines. */
  public synchronized List<Ready> ready() {
    Map<String, Ready> all = new TreeMap<>();
    for (Map.Entry<Kind, Deque<Waiting>> kind : waiting.entrySet()) {
      String command = String.join(" ", kind.getKey().command());
      for (Waiting one : kind.getValue()) {
        Duration age = longestWait.minus(one.end().left(longestWait));
        Ready before = all.getOrDefault(command, new Ready(command, 0, Duration.ZERO));
        Duration oldest = age.compareTo(before.oldest()) > 0 ? age : before.oldest();
        all.put(command, new Ready(command, before.many() + 1, oldest));
      }
    }
    return List.copyOf(all.values());
  }

  private void count(Kind kind, ToolTally.Fate fate) {
    tally.add(kind.command(), ToolTally.Where.HOST, fate);
  }

  ToolNotes notes() {
    return notes;
  }

  Together together() {
    return together;
  }

  /** Takes one out, which is the caller's then; empty when none is fit. */
  synchronized Optional<StartedTool> take(Kind kind) {
    Deque<Waiting> all = waiting.get(kind);
    if (all == null || all.isEmpty()) {
      return Optional.empty();
    }
    String file = Executable.identity(kind.command().getFirst());
    while (!all.isEmpty()) {
      Waiting one = all.poll();
      if (!one.end().isOver() && one.file().equals(file) && one.tool().isRunning()) {
        return Optional.of(one.tool());
      }
      count(
          kind,
          one.end().isOver()
              ? ToolTally.Fate.OLD
              : one.file().equals(file) ? ToolTally.Fate.ENDED : ToolTally.Fate.REPLACED);
      one.tool().drop();
    }
    return Optional.empty();
  }

  /**
   * Starts one in the place of one that was used, without waiting for it.
   *
   * @param atOnce how many of them the call has used
   */
  synchronized void refill(Kind kind, int atOnce) {
    String path = kind.command().getFirst();
    Optional<Starter> by = starter();
    if (by.isEmpty() || !Executable.isProgram(path)) {
      return;
    }
    Deque<Waiting> all = waiting.get(kind);
    if (all == null) {
      all = new ArrayDeque<>();
      forgetOneOfMany();
      waiting.put(kind, all);
    }
    String file = Executable.identity(path);
    while (all.size() < Math.min(atOnce, mostOfAKind)) {
      StartedTool tool = by.get().start(kind.command(), ROOT, Optional.empty(), kind.environment());
      all.add(new Waiting(tool, file, Deadline.in(longestWait)));
    }
  }

  private void forgetOneOfMany() {
    if (waiting.size() >= MOST_KINDS) {
      Iterator<Map.Entry<Kind, Deque<Waiting>>> any = waiting.entrySet().iterator();
      Map.Entry<Kind, Deque<Waiting>> forgotten = any.next();
      forgotten
          .getValue()
          .forEach(one -> {
            count(forgotten.getKey(), ToolTally.Fate.CROWDED);
            one.tool().drop();
          });
      any.remove();
    }
  }

  /** Ends what has waited too long; to be called now and then. */
  public void endOld() {
    List<StartedTool> old = new ArrayList<>();
    synchronized (this) {
      Iterator<Map.Entry<Kind, Deque<Waiting>>> kinds = waiting.entrySet().iterator();
      while (kinds.hasNext()) {
        Map.Entry<Kind, Deque<Waiting>> kind = kinds.next();
        Deque<Waiting> all = kind.getValue();
        while (!all.isEmpty() && all.peek().end().isOver()) {
          count(kind.getKey(), ToolTally.Fate.OLD);
          old.add(all.poll().tool());
        }
        if (all.isEmpty()) {
          kinds.remove();
        }
      }
    }
    old.forEach(StartedTool::drop);
  }

  /** Ends all that wait. */
  @Override
  public synchronized void close() {
    closed = true;
    waiting.values().forEach(all -> all.forEach(one -> one.tool().drop()));
    waiting.clear();
    starter.ifPresent(Starter::close);
  }
}
