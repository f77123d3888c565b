// Consecutive commands that go into one subprocess. How it is told about them, and what it tells of
// them, is in Dialect.
package io.mycni.exec;

import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Tool;
import io.mycni.process.Launch;
import io.mycni.process.Runner;
import io.mycni.process.Settings;
import io.mycni.process.Tools;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands of one tool in one namespace, in their order; settings of a container may come first.
 *
 * @param works the commands; never empty
 */
record Batch(List<Work> works) {
  /** Splits a lane's work into batches. */
  static List<Batch> split(List<Work> works) {
    List<Batch> batches = new ArrayList<>();
    List<Work> current = new ArrayList<>();
    for (Work work : works) {
      if (!current.isEmpty() && !joins(current.getLast().command(), work.command())) {
        batches.add(new Batch(List.copyOf(current)));
        current.clear();
      }
      current.add(work);
    }
    if (!current.isEmpty()) {
      batches.add(new Batch(List.copyOf(current)));
    }
    return batches;
  }

  private static boolean joins(Command before, Command next) {
    if (before.isByItself() || next.isByItself() || !before.where().equals(next.where())) {
      return false;
    }
    return before.tool() == next.tool()
        || before.tool() == Tool.SETTINGS
            && next.tool().input() == Tool.Input.LINES
            && next.where() instanceof Namespace.Container;
  }

  /** Returns one command of each step that has commands in it. */
  List<Work> firstOfEachStep() {
    List<Work> firsts = new ArrayList<>();
    for (Work work : works) {
      if (firsts.isEmpty() || firsts.getLast().step() != work.step()) {
        firsts.add(work);
      }
    }
    return firsts;
  }

  Command first() {
    return works.getFirst().command();
  }

  /** Returns the tool; the one behind the settings where there is one. */
  Tool tool() {
    return works.getLast().command().tool();
  }

  List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    for (Work work : works) {
      commands.add(work.command());
    }
    return commands;
  }

  /** Tells whether mycni does this itself: settings of its own namespace are files to it. */
  boolean needsNoProcess() {
    return first().tool() == Tool.SETTINGS && first().where() instanceof Namespace.Host;
  }

  /**
   * Returns what the subprocess is.
   *
   * @param keepGoing whether a command that fails shall not stop those behind it
   */
  Launch process(Tools tools, boolean keepGoing) {
    List<String> entering = new ArrayList<>();
    if (first().where() instanceof Namespace.Container container) {
      entering.add(tools.require("nsenter"));
      entering.add("--net=" + container.path());
    }
    List<String> argv = new ArrayList<>();
    Dialect.of(tool()).start(this, tools, keepGoing, argv);
    return new Launch(entering, settings(keepGoing), argv, reading(keepGoing));
  }

  private Launch.Reading reading(boolean keepGoing) {
    return switch (tool().input()) {
      case LINES -> keepGoing ? Launch.Reading.LINES : Launch.Reading.LINES_UNTIL_ONE_FAILS;
      case RULES -> Launch.Reading.TABLES;
      case STATEMENTS -> Launch.Reading.WHOLE;
      case SETTINGS, WORDS -> Launch.Reading.ANYHOW;
    };
  }

  private Settings settings(boolean keepGoing) {
    if (!(first() instanceof Command.Sysctl)) {
      return Settings.NONE;
    }
    List<String> pairs = new ArrayList<>();
    for (Work work : works) {
      if (work.command() instanceof Command.Sysctl sysctl) {
        pairs.add((sysctl.whenPresent() ? "?" : "") + sysctl.key());
        pairs.add(sysctl.value());
      }
    }
    return new Settings(keepGoing, pairs);
  }

  /** Returns what the subprocess reads on its standard input. */
  byte[] input() {
    return Dialect.of(tool()).input(this).getBytes(StandardCharsets.UTF_8);
  }

  /** See {@link Dialect#failed}. */
  int failed(String line) {
    return Dialect.of(tool()).failed(this, line);
  }

  /** See {@link Dialect#isDone}. */
  boolean isDone(Runner.Outcome outcome) {
    return Dialect.of(tool()).isDone(this, outcome);
  }

  /** See {@link Dialect#stoppedAt}. */
  int stoppedAt(Runner.Outcome outcome) {
    return Dialect.of(tool()).stoppedAt(this, outcome);
  }
}
