// One process that a Starter has started, from its start to its end: told by the thread that
// listens, waited for by a call.
package io.mycni.process;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A process; it waits until it gets its input. */
final class StartedTool {
  /** What is told of a process that was killed, as the shell has it. */
  private static final int KILLED = 128 + 9;

  private static final int NOT_STARTED = 127;

  private static final byte[] LOST_REASON =
      "it was killed, as mycni-starter, which had started it, is gone"
          .getBytes(StandardCharsets.US_ASCII);

  /** How long a starter may take to answer, on a machine that swaps. */
  private static final Duration LONGEST_START = Duration.ofSeconds(10);

  /** How long the news of an end may take. */
  private static final Duration LONGEST_NEWS = Duration.ofSeconds(1);

  /** What has become of it. */
  private enum State {
    STARTING,
    RUNNING,
    ENDED,
    /** It was not started. */
    REFUSED,
    /** It was not started, as its namespace could not be entered. */
    OUTSIDE,
    /** Its starter is gone, and nobody knows. */
    LOST
  }

  private final Starter starter;
  private final int number;
  private final Output out = new Output();
  private final Output err = new Output();
  private State state = State.STARTING;
  private Optional<ProcessHandle> process = Optional.empty();
  private int exit;

  StartedTool(Starter starter, int number) {
    this.starter = starter;
    this.number = number;
  }

  int number() {
    return number;
  }

  synchronized void runs(int pid) {
    process = ProcessHandle.of(pid);
    if (state == State.STARTING) {
      become(State.RUNNING);
    }
  }

  void wrote(byte[] text) {
    out.writeBytes(text);
  }

  void complained(byte[] text) {
    err.writeBytes(text);
  }

  synchronized void ended(int status) {
    exit = status;
    become(State.ENDED);
  }

  synchronized void refused(Optional<String> reason) {
    reason.ifPresent(text -> err.writeBytes(text.getBytes(StandardCharsets.UTF_8)));
    become(reason.isPresent() ? State.REFUSED : State.OUTSIDE);
  }

  synchronized void lost() {
    err.writeBytes(LOST_REASON);
    become(State.LOST);
  }

  private void become(State next) {
    state = next;
    notifyAll();
  }

  /** Waits until it runs, or does not; tells whether it does. */
  synchronized boolean isRunning() {
    awaitWhile(State.STARTING, Deadline.in(LONGEST_START));
    return state == State.RUNNING;
  }

  /** Tells whether it was not started because its namespace could not be entered. */
  synchronized boolean isOutside() {
    awaitWhile(State.STARTING, Deadline.in(LONGEST_START));
    return state == State.OUTSIDE;
  }

  /** Returns which process it is, as {@link ProcessIdentity} has it; empty if it does not run. */
  synchronized String identity() {
    awaitWhile(State.STARTING, Deadline.in(LONGEST_START));
    boolean runs = state == State.RUNNING && process.isPresent();
    return runs ? ProcessIdentity.of(process.get().pid()) : "";
  }

  /** Ends what has got no input, and so has done nothing. */
  void drop() {
    starter.feed(this, new byte[0]);
    Optional<ProcessHandle> running;
    synchronized (this) {
      running = process;
    }
    running.ifPresent(ProcessHandle::destroyForcibly);
  }

  /** Gives it its whole input and waits for its end, which comes at the limit at last. */
  Runner.Outcome finish(byte[] input, Duration limit) {
    starter.feed(this, input);
    return await(limit);
  }

  /** Waits for its end, which comes at the limit at last. */
  Runner.Outcome await(Duration limit) {
    Optional<ProcessHandle> late;
    synchronized (this) {
      Deadline end = Deadline.in(limit);
      awaitWhile(State.STARTING, end);
      awaitWhile(State.RUNNING, end);
      if (state == State.ENDED || state == State.REFUSED || state == State.OUTSIDE) {
        return outcome(false);
      }
      late = process;
    }
    // Where its starter is gone it may be at work all the same, and nobody would hear of its end.
    late.ifPresent(running -> new Ending(running).end());
    synchronized (this) {
      boolean lost = state == State.LOST;
      awaitWhile(State.RUNNING, Deadline.in(LONGEST_NEWS));
      return outcome(!lost);
    }
  }

  private Runner.Outcome outcome(boolean timedOut) {
    int status =
        switch (state) {
          case ENDED -> exit;
          case LOST -> KILLED;
          case STARTING, RUNNING, REFUSED, OUTSIDE -> NOT_STARTED;
        };
    return new Runner.Outcome(status, out.toByteArray(), err.toByteArray(), timedOut);
  }

  /** Waits; whoever waits for a process cannot be sent away before its end is known. */
  private void awaitWhile(State given, Deadline end) {
    boolean interrupted = false;
    while (state == given && !end.isOver()) {
      try {
        wait(end.left(LONGEST_START).toMillis());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
