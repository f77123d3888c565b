// How a batch is told to its tool, and how the tool tells which of its commands failed: once for
// each form of input, whichever tool reads it.
package io.mycni.exec;

import io.mycni.plan.Tool;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.util.List;

/** The way to talk to tools of one form of input. */
interface Dialect {
  /** A line of a tool that is about no command in particular. */
  int ABOUT_NONE = -1;

  /** A line of a tool that is about a command, but does not say which in a form that is known. */
  int ABOUT_UNKNOWN = -2;

  /** Returns the dialect of a tool. */
  static Dialect of(Tool tool) {
    return switch (tool.input()) {
      case LINES, SETTINGS -> new Lines();
      case RULES -> new Rules();
      case STATEMENTS -> new Statements();
      case WORDS -> new Words();
    };
  }

  /**
   * Adds the command line of the tool; settings that come before it are the batch's.
   *
   * @param keepGoing whether a command that fails shall not stop those behind it
   */
  void start(Batch batch, Tools tools, boolean keepGoing, List<String> argv);

  /** Returns what the process reads on its standard input. */
  String input(Batch batch);

  /**
   * Returns the place in the batch of the command that failed by what a tool wrote in one line of
   * its standard error, which may be behind the last; {@link #ABOUT_NONE} or {@link #ABOUT_UNKNOWN}
   * where there is none.
   */
  int failed(Batch batch, String line);

  /** Tells whether a process that has ended so has done all that it was told. */
  default boolean isDone(Batch batch, Runner.Outcome outcome) {
    return outcome.ok();
  }

  /**
   * Returns the place at which a process stopped that was not to keep going: everything before it
   * has been done.
   */
  int stoppedAt(Batch batch, Runner.Outcome outcome);
}
