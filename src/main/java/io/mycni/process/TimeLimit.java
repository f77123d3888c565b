// The watch of Commons Exec over a process that must not take too long; Ending ends it.
package io.mycni.process;

import java.time.Duration;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.Watchdog;

/** The limit of one process; made by the thread that waits for it. */
final class TimeLimit extends ExecuteWatchdog {
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
    Ending ending = new Ending(process.toHandle());
    super.timeoutOccured(watchdog);
    if (!ending.end() && process.isAlive()) {
      // It hangs in the kernel, where no signal reaches it.
      gaveUp = true;
      waiting.interrupt();
    }
  }

  /** Whether the waiting thread was sent on although the process has not ended. */
  synchronized boolean gaveUp() {
    return gaveUp;
  }
}
