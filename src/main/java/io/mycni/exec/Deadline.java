// The end of the time that a call may take. Runtimes give up after about four minutes and kill the
// plugin without a warning; an own end before that leaves time to undo.
package io.mycni.exec;

import java.time.Duration;

/** A point in time, on the clock that never jumps. */
public final class Deadline {
  private final long nanos;

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  /** Returns the point in time that is so far from now. */
  public static Deadline in(Duration distance) {
    return new Deadline(System.nanoTime() + distance.toNanos());
  }

  /** Returns the time left, at least one millisecond, at most {@code most}. */
  public Duration left(Duration most) {
    Duration left = Duration.ofNanos(nanos - System.nanoTime());
    if (left.compareTo(most) > 0) {
      return most;
    }
    Duration least = Duration.ofMillis(1);
    return left.compareTo(least) < 0 ? least : left;
  }

  /** Tells whether the time is over. */
  public boolean isOver() {
    return System.nanoTime() - nanos >= 0;
  }
}
