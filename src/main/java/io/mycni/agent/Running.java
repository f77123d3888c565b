// The places of the agent: how many calls run side by side, who waits for one, and who is better
// served by a process of its own.
package io.mycni.agent;

import io.mycni.process.Places;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Hands places out in the order in which they were asked for. */
final class Running implements Places {
  /** Calls wait for the kernel more than for a processor, so more of them run than there are. */
  private static final int CALLS_PER_PROCESSOR = 4;

  /** How often a caller that waits is told that it is not forgotten; also how often it is asked. */
  private static final long SIGN_MS = 500;

  /** When no place has become free for so long, something hangs in all of them. */
  private static final long STALLED_NANOS = 1_000_000_000;

  /** Each that is sent away starts a Java runtime, so they go one by one. */
  private static final long SENT_AWAY_EVERY_NANOS = 100_000_000;

  private final int most;
  private final LongSupplier nanos;
  private final Deque<Object> waiting = new ArrayDeque<>();
  private int running;
  private long lastChange;
  private long lastSentAway;

  /**
   * Makes places.
   *
   * @param most how many there are
   * @param nanos the time, as {@link System#nanoTime} has it
   */
  Running(int most, LongSupplier nanos) {
    this.most = most;
    this.nanos = nanos;
    this.lastChange = nanos.getAsLong();
    this.lastSentAway = lastChange;
  }

  static Running ofThisMachine() {
    return new Running(
        CALLS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(), System::nanoTime);
  }

  /** Tells a caller that it still waits. */
  interface Sign {
    void send() throws IOException;
  }

  /**
   * Waits for a place.
   *
   * @param sign sent again and again meanwhile
   * @return whether there is one; otherwise the caller is to serve itself
   * @throws IOException when a sign could not be sent
   */
  boolean enter(Sign sign) throws IOException, InterruptedException {
    Object ticket = new Object();
    begin(ticket);
    try {
      while (true) {
        Turn turn = await(ticket);
        if (turn != Turn.WAIT) {
          return turn == Turn.ENTER;
        }
        sign.send();
      }
    } finally {
      end(ticket);
    }
  }

  private enum Turn {
    ENTER,
    WAIT,
    GO_AWAY
  }

  private synchronized void begin(Object ticket) {
    if (waiting.isEmpty() && running < most) {
      lastChange = nanos.getAsLong();
    }
    waiting.add(ticket);
  }

  private synchronized void end(Object ticket) {
    waiting.remove(ticket);
    notifyAll();
  }

  private synchronized Turn await(Object ticket) throws InterruptedException {
    long end = nanos.getAsLong() + SIGN_MS * 1_000_000;
    while (true) {
      long now = nanos.getAsLong();
      if (running < most && waiting.peek() == ticket) {
        running++;
        lastChange = now;
        return Turn.ENTER;
      }
      if (now - lastChange > STALLED_NANOS && now - lastSentAway > SENT_AWAY_EVERY_NANOS) {
        lastSentAway = now;
        return Turn.GO_AWAY;
      }
      if (now >= end) {
        return Turn.WAIT;
      }
      wait(Math.max((end - now) / 1_000_000, 1));
    }
  }

  /** Gives a place back at the end of a call, or for the time in which it waits for others. */
  @Override
  public synchronized void leave() {
    running--;
    lastChange = nanos.getAsLong();
    notifyAll();
  }

  @Override
  public synchronized void comeBack() {
    running++;
  }

  /** Returns how many calls have a place. */
  synchronized int many() {
    return running;
  }

  /** Returns how many callers wait for a place. */
  synchronized int waiting() {
    return waiting.size();
  }
}
