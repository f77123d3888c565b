// What was run and how long it took, for `mycni trace` and for tests that count subprocesses.
package io.mycni.exec;

import io.mycni.plan.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects entries; safe to use from several threads. */
public final class Journal {
  private final long start = System.nanoTime();
  private final List<Entry> entries = new ArrayList<>();

  /**
   * One thing that was done.
   *
   * @param what what it was for, in words
   * @param process the command line of the subprocess; empty when none was needed
   * @param commands what the subprocess was told to do
   * @param begin when it began, counted from the journal's beginning
   * @param took how long it took
   * @param ok whether it ended well
   */
  public record Entry(
      String what,
      List<String> process,
      List<Command> commands,
      Duration begin,
      Duration took,
      boolean ok) {}

  /** Returns the present time, to be given to {@link #add} when the thing is done. */
  public long now() {
    return System.nanoTime();
  }

  /** Notes something that began at {@code begun} and has just ended. */
  public synchronized void add(
      String what, List<String> process, List<Command> commands, long begun, boolean ok) {
    entries.add(
        new Entry(
            what,
            process,
            commands,
            Duration.ofNanos(begun - start),
            Duration.ofNanos(System.nanoTime() - begun),
            ok));
  }

  /** Returns what was noted so far, in the order in which it ended. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }
}
