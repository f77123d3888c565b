// The end of the time that a call may take. Runtimes give up after about four minutes and kill the
// plugin without a warning; an own end before that leaves time to undo.
package io.mycni.process;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import java.time.Duration;

/** A point in time, on the clock that never jumps. */
public final class Deadline {
  /** How long undoing may take: runtimes give up after four minutes, calls after less than that. */
  public static final Duration TIME_TO_UNDO = Duration.ofSeconds(30);

  private final long nanos;
  private final Caller caller;
  private volatile boolean cancelled;

  private Deadline(long nanos, Caller caller) {
    this.nanos = nanos;
    this.caller = caller;
  }

  /** Returns the point in time that is so far from now. */
  public static Deadline in(Duration distance) {
    return in(distance, Caller.PERSON);
  }

  /** Returns the end of a call that somebody waits for. */
  public static Deadline in(Duration distance, Caller caller) {
    return new Deadline(System.nanoTime() + distance.toNanos(), caller);
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

  /**
   * Returns the end of a share of the time that is left.
   *
   * @param parts among how many it is shared, this one included
   */
  public Deadline share(int parts) {
    long now = System.nanoTime();
    return new Deadline(now + Math.max(nanos - now, 0) / parts, caller);
  }

  /** Ends the time now, because whoever asked has gone away. */
  public void cancel() {
    cancelled = true;
  }

  /** Tells whether whoever asked has gone away. */
  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Looks whether anybody still waits for the answer. To be called under the lock of what is about
   * to be taken: whoever would have to give it back again may have done so already, and comes no
   * more.
   *
   * @throws CniException with {@link ErrorCode#TRY_AGAIN} when nobody does
   */
  public void requireCaller() {
    if (!cancelled && !caller.isListening()) {
      cancel();
    }
    if (cancelled) {
      throw new CniException(
          ErrorCode.TRY_AGAIN, "whoever called has gone away", "nobody is left to read this");
    }
  }

  /** Tells whether the time is over. */
  public boolean isOver() {
    return cancelled || System.nanoTime() - nanos >= 0;
  }
}
