// The seam between a call and what works for it: the processes that it starts, and its threads.
package io.mycni.process;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs one process to its end; starts threads beside that of the call. */
@FunctionalInterface
public interface Runner {
  /**
   * Runs a command. The process gets pipes of its own, so it cannot write to mycni's standard
   * output nor keep it open.
   *
   * @param command the executable's path and its arguments
   * @param stdin what it reads
   * @param environment its whole environment
   * @param limit how long it may run; then it is ended with all that it has started, by SIGTERM and
   *     two seconds later by SIGKILL
   * @return how it ended; a process that could not be started counts as exit 127 with the reason on
   *     its standard error
   */
  Outcome run(List<String> command, byte[] stdin, Map<String, String> environment, Duration limit);

  /** Runs a tool with what comes before it; see {@link #run(List, byte[], Map, Duration)}. */
  default Outcome run(
      Launch launch, byte[] stdin, Map<String, String> environment, Duration limit) {
    return run(launch.command(), stdin, environment, limit);
  }

  /** Tells whether anything comes of {@link #expect}. */
  default boolean expects() {
    return false;
  }

  /**
   * Hears what will be run soon. It may be started already where it waits for its input; whatever
   * is not run by the end of the call has done nothing.
   */
  default void expect(Launch launch, Map<String, String> environment) {}

  /** Runs another plugin, which may take its time and may call mycni again. */
  default Outcome runPlugin(
      List<String> command, byte[] stdin, Map<String, String> environment, Duration limit) {
    return run(command, stdin, environment, limit);
  }

  /** Starts a thread of the call beside its own. */
  default Thread beside(Runnable work) {
    return Thread.ofPlatform().start(work);
  }

  /**
   * How a process ended.
   *
   * @param exit its exit status
   * @param stdout what it wrote, cut at a bound
   * @param stderr what it wrote, cut at a bound
   * @param timedOut whether it was killed at its limit
   */
  record Outcome(int exit, byte[] stdout, byte[] stderr, boolean timedOut) {
    /** Tells whether the process ended well. */
    public boolean ok() {
      return exit == 0 && !timedOut;
    }

    /** Returns standard output as text. */
    public String out() {
      return new String(stdout, StandardCharsets.UTF_8);
    }

    /** Returns standard error as text, without white space around it. */
    public String err() {
      return new String(stderr, StandardCharsets.UTF_8).strip();
    }
  }
}
