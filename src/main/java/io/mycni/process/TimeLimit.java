// Ends a process that takes too long, with all that it has started: SIGTERM, a grace, SIGKILL.
// Nothing of this is loaded before a limit is reached.
package io.mycni.process;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.Watchdog;

/** The limit of one process; made by the thread that waits for it. */
final class TimeLimit extends ExecuteWatchdog {
  /** How long a process may clean up after SIGTERM. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** How long the kernel may take to end what was killed. */
  private static final Duration LONGEST_DYING = Duration.ofSeconds(1);

  private static final long PAUSE_MS = 10;

  private final Thread waiting = Thread.currentThread();
  private Process process;
  private boolean gaveUp;

  @SuppressWarnings("deprecation") // The builder makes no subclasses.
  TimeLimit(Duration limit) {
    super(Math.max(limit.toMillis(), 1));
  }

  @Override
  public synchronized void start(Process started) {
    process = started;
    super.start(started);
  }

  /** Keeps the waiting thread from going on until everything has ended, or has to be given up. */
  @Override
  public synchronized void timeoutOccured(Watchdog watchdog) {
    if (process == null) {
      super.timeoutOccured(watchdog);
      return;
    }
    // Found before their parents end: afterwards they would be nobody's children.
    Set<ProcessHandle> victims = new LinkedHashSet<>();
    victims.add(process.toHandle());
    addDescendants(victims);
    super.timeoutOccured(watchdog);
    victims.forEach(ProcessHandle::destroy);
    if (!haveEnded(victims, GRACE)) {
      victims.forEach(ProcessHandle::destroyForcibly);
      if (!haveEnded(victims, LONGEST_DYING) && process.isAlive()) {
        // It hangs in the kernel, where no signal reaches it.
        gaveUp = true;
        waiting.interrupt();
      }
    }
  }

  /** Whether the waiting thread was sent on although the process has not ended. */
  synchronized boolean gaveUp() {
    return gaveUp;
  }

  private static void addDescendants(Set<ProcessHandle> victims) {
    for (ProcessHandle victim : Set.copyOf(victims)) {
      victim.descendants().forEach(victims::add);
    }
  }

  private static boolean haveEnded(Set<ProcessHandle> victims, Duration limit) {
    Deadline deadline = Deadline.in(limit);
    while (true) {
      addDescendants(victims);
      if (victims.stream().noneMatch(ProcessHandle::isAlive)) {
        return true;
      }
      if (deadline.isOver()) {
        return false;
      }
      try {
        Thread.sleep(PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
