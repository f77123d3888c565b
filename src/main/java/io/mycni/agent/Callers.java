// Who is being served: how many there may be at once, and since when nobody has come. Which of them
// run side by side is Running's business.
package io.mycni.agent;

import java.time.Duration;

/** Counts the callers of an agent. */
final class Callers {
  private final int most;
  private int here;
  private long lastSeen = System.nanoTime();

  /**
   * Makes the count.
   *
   * @param most how many there may be at once
   */
  Callers(int most) {
    this.most = most;
  }

  /** Lets one in, if there are not too many. */
  synchronized boolean enter() {
    if (here == most) {
      return false;
    }
    here++;
    return true;
  }

  synchronized void leave() {
    here--;
    lastSeen = System.nanoTime();
    notifyAll();
  }

  /** Tells whether nobody is here, and nobody was for so long. */
  synchronized boolean nobodyFor(Duration time) {
    return here == 0 && System.nanoTime() - lastSeen >= time.toNanos();
  }

  /** Waits until nobody is here, or the time is over. */
  synchronized void awaitNobody(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (here > 0) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      wait(left / 1_000_000 + 1);
    }
  }
}
