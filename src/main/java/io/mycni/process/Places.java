// The places of the calls that are served side by side in one process. A call that waits for
// something other than this machine's processors gives its place up meanwhile.
package io.mycni.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What a call tells before and after it waits, and how it waits; safe to use from several threads.
 */
public interface Places {
  /** The places of a process that serves one call. */
  Places WITHOUT_END =
      new Places() {
        @Override
        public void leave() {}

        @Override
        public void comeBack() {}
      };

  /** Gives the place of a call up, as it waits for others. */
  void leave();

  /**
   * Takes a place again, at once and even if there is none: whoever comes back may hold locks for
   * which those in the places wait.
   */
  void comeBack();

  /**
   * Waits so long, or until somebody unparks this thread ({@link LockSupport#unpark}), since it may
   * have what it waits for. Every wait of one call for another is made of such pauses, so whoever
   * gives the places out can say in which order calls go on.
   */
  default void pause(Duration most) throws InterruptedException {
    LockSupport.parkNanos(this, most.toNanos());
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
