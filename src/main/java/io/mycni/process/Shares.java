// One process has worked for several calls: what became of the work of each. A process that changes
// all or nothing has done nothing when it says that it failed. One that does lines until one fails
// has done what is before that line.
package io.mycni.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of each call by the order in which they went into the process; empty for one of which
 * nothing was done, so that it goes alone.
 */
final class Shares {
  /** What is added to the number of the signal that has killed a process. */
  private static final int KILLED = 128;

  /** A process that nobody knows anything of, but that it was started. */
  private static final Runner.Outcome UNKNOWN =
      new Runner.Outcome(1, new byte[0], new byte[0], true);

  private Shares() {}

  /** Nothing was started. */
  static List<Optional<Runner.Outcome>> ofNone(List<byte[]> inputs) {
    return each(inputs, Optional.empty());
  }

  /** A fault of mycni's own came between. */
  static List<Optional<Runner.Outcome>> ofFault(List<byte[]> inputs, Launch.Reading reading) {
    boolean lines = reading == Launch.Reading.LINES_UNTIL_ONE_FAILS;
    return each(inputs, lines ? Optional.of(UNKNOWN) : Optional.empty());
  }

  static List<Optional<Runner.Outcome>> of(
      Runner.Outcome outcome, List<byte[]> inputs, Launch.Reading reading) {
    // What was killed may have come to its end all the same, so nobody does it again.
    boolean killed = outcome.timedOut() || outcome.exit() > KILLED;
    if (outcome.ok() || killed) {
      return each(inputs, Optional.of(outcome));
    }
    if (reading != Launch.Reading.LINES_UNTIL_ONE_FAILS) {
      return each(inputs, Optional.empty());
    }
    int failed = failedLine(outcome);
    if (failed < 1) {
      return each(inputs, Optional.of(outcome));
    }
    List<Optional<Runner.Outcome>> shares = new ArrayList<>();
    int before = 0;
    for (byte[] input : inputs) {
      int end = before + lines(input);
      shares.add(
          failed > end
              ? Optional.of(new Runner.Outcome(0, new byte[0], new byte[0], false))
              : failed > before ? Optional.of(own(outcome, before)) : Optional.empty());
      before = end;
    }
    return shares;
  }

  private static List<Optional<Runner.Outcome>> each(
      List<byte[]> inputs, Optional<Runner.Outcome> share) {
    return Collections.nCopies(inputs.size(), share);
  }

  private static int lines(byte[] input) {
    int lines = 0;
    for (byte each : input) {
      lines += each == '\n' ? 1 : 0;
    }
    return lines;
  }

  /** Returns the number of the line that failed, from 1; less where that is not said. */
  private static int failedLine(Runner.Outcome outcome) {
    for (String said : outcome.err().split("\n")) {
      if (said.startsWith(FailedLine.OF_BATCH)) {
        return FailedLine.number(said);
      }
    }
    return -1;
  }

  /** Returns the outcome as the call would have it alone, whose lines come behind others'. */
  private static Runner.Outcome own(Runner.Outcome outcome, int before) {
    String mark = FailedLine.OF_BATCH + failedLine(outcome);
    String own = FailedLine.OF_BATCH + (failedLine(outcome) - before);
    byte[] err = outcome.err().replace(mark, own).getBytes(StandardCharsets.UTF_8);
    return new Runner.Outcome(outcome.exit(), outcome.stdout(), err, false);
  }
}
