// The end of the time that a call may take. Runtimes give up after about four minutes and kill the
// plugin without a warning; an own end before that leaves time to undo.
package io.mycni.exec;

import java.time.Duration;

/** A point in time, on the clock that never jumps. */
public final class Deadline {
  /** How long undoing may take: runtimes give up after four minutes, calls after less than that. */
  public static final Duration TIME_TO_UNDO = Duration.ofSeconds(30);

  private final long nanos;
  private volatile boolean cancelled;

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  /** Returns the point in time that is so far from now. */
  public static Deadline in(Duration distance) {
    return new Deadline(System.nanoTime() + distance.toNanos());
  }

  /** Returns the time left, at least one millisecond, at most {@code most}. */
  public Duration left(Duration most) {
    Duration left = cancelled ? Duration.ZERO : Duration.ofNanos(nanos - System.nanoTime());
    if (left.compareTo(most) > 0) {
      return most;
    }
    Duration least = Duration.ofMillis(1);
    return left.compareTo(least) < 0 ? least : left;
  }

  /** Ends the time now, because whoever asked has gone away. */
  public void cancel() {
    cancelled = true;
  }

  /** Tells whether whoever asked has gone away. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** Tells whether the time is over. */
  public boolean isOver() {
    return cancelled || System.nanoTime() - nanos >= 0;
  }
}
