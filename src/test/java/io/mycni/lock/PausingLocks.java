// File locks that are not waited for by a clock: whoever has to wait does what a test says.
package io.mycni.lock;

import java.time.Duration;

/** File locks with waits of a test's own. */
public class PausingLocks extends FileLocks {
  private final Runnable pause;

  /** Waits by doing that, again and again. */
  public PausingLocks(Runnable pause) {
    this.pause = pause;
  }

  @Override
  void awaitThreads(LockQueue queue, LockQueue.Turn turn, Duration most) {
    pause.run();
  }

  @Override
  void awaitProcesses(long millis) {
    pause.run();
  }
}
