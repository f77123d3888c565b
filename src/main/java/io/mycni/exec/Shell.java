// Runs batches by the tools of the host, within the time that is left, and notes what was run.
package io.mycni.exec;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.plan.Command;
import io.mycni.process.Deadline;
import io.mycni.process.Launch;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The tools of the host, ready to be used by one call. */
public final class Shell {
  /** The longest that one command may take; waiting for another program's lock is included. */
  private static final Duration LONGEST_COMMAND = Duration.ofSeconds(90);

  private final Runner runner;
  private final Tools tools;
  private final Deadline deadline;
  private final Journal journal;

  /** Makes a shell that runs by {@code runner} until {@code deadline}. */
  public Shell(Runner runner, Tools tools, Deadline deadline, Journal journal) {
    this.runner = runner;
    this.tools = tools;
    this.deadline = deadline;
    this.journal = journal;
  }

  /** Returns the tools. */
  public Tools tools() {
    return tools;
  }

  /** Returns what was run so far. */
  public Journal journal() {
    return journal;
  }

  /** Returns the end of the call's time. */
  public Deadline deadline() {
    return deadline;
  }

  /**
   * Returns a shell that has another end of its time, to undo what the first had no time to finish.
   */
  Shell until(Deadline other) {
    return new Shell(runner, tools, other, journal);
  }

  /** Returns the runner, for those who start processes of their own. */
  public Runner runner() {
    return runner;
  }

  /**
   * Asks a tool something.
   *
   * @param what what for, in words
   * @param tool the tool's name
   * @param arguments its arguments
   */
  public Runner.Outcome ask(String what, String tool, List<String> arguments) {
    List<String> argv = new ArrayList<>();
    argv.add(tools.require(tool));
    argv.addAll(arguments);
    return run(what, argv, new byte[0]);
  }

  /**
   * Asks a tool something and returns what it wrote. A tool that could not be started, failed or
   * was killed has not answered; that is never taken for an empty answer.
   *
   * @param what what for, in words that follow "could not"
   * @param tool the tool's name
   * @param arguments its arguments
   * @throws CniException with {@link ErrorCode#COMMAND_FAILED} when there is no answer
   */
  public Runner.Outcome answer(String what, String tool, List<String> arguments) {
    Runner.Outcome outcome = ask(what, tool, arguments);
    if (!outcome.ok()) {
      throw unanswered(what, tool, arguments, outcome);
    }
    return outcome;
  }

  /** Returns the failure of a question that got no answer. */
  public static CniException unanswered(
      String what, String tool, List<String> arguments, Runner.Outcome outcome) {
    String why =
        outcome.timedOut()
            ? "did not end in time and was killed"
            : "failed with " + Complaints.toldWithStatus(outcome);
    return new CniException(
        ErrorCode.COMMAND_FAILED,
        "could not " + what + ": `" + typed(tool, arguments) + "` " + why,
        "run it by hand; what could not be looked at was left alone");
  }

  private static String typed(String tool, List<String> arguments) {
    return arguments.isEmpty() ? tool : tool + " " + String.join(" ", arguments);
  }

  /**
   * Asks {@code ip} something in a container's namespace.
   *
   * @param what what for, in words
   * @param netns the path of the namespace
   * @param arguments the arguments of {@code ip}
   */
  public Runner.Outcome askInside(String what, String netns, List<String> arguments) {
    return ask(what, "nsenter", insideArguments(netns, arguments));
  }

  /** The same as {@link #askInside}, with an answer or a failure as {@link #answer} gives them. */
  public Runner.Outcome answerInside(String what, String netns, List<String> arguments) {
    return answer(what, "nsenter", insideArguments(netns, arguments));
  }

  private List<String> insideArguments(String netns, List<String> arguments) {
    List<String> argv = new ArrayList<>();
    argv.add("--net=" + netns);
    argv.add(tools.require("ip"));
    argv.addAll(arguments);
    return argv;
  }

  Runner.Outcome run(Batch batch, boolean keepGoing) {
    Launch process = batch.process(tools, keepGoing);
    String what = batch.works().getFirst().step().describe();
    byte[] input = batch.input();
    requireTime(what);
    long begun = journal.now();
    Runner.Outcome outcome =
        runner.run(process, input, tools.environment(), deadline.left(LONGEST_COMMAND));
    journal.add(what, process.command(), batch.commands(), begun, outcome.ok());
    return outcome;
  }

  /** Says that a batch will be run soon. */
  void expect(Batch batch, boolean keepGoing) {
    if (runner.expects() && !batch.needsNoProcess() && !deadline.isOver()) {
      runner.expect(batch.process(tools, keepGoing), tools.environment());
    }
  }

  private Runner.Outcome run(String what, List<String> argv, byte[] input) {
    requireTime(what);
    long begun = journal.now();
    Runner.Outcome outcome =
        runner.run(argv, input, tools.environment(), deadline.left(LONGEST_COMMAND));
    journal.add(what, argv, List.of(), begun, outcome.ok());
    return outcome;
  }

  private void requireTime(String what) {
    if (deadline.isCancelled()) {
      throw new CniException(ErrorCode.TRY_AGAIN, "whoever called has gone away", "");
    }
    if (deadline.isOver()) {
      throw new CniException(
          ErrorCode.TRY_AGAIN,
          "no time is left to " + what,
          "something on this node is very slow; look at `mycni trace` and at what holds"
              + " /run/xtables.lock");
    }
  }

  void writeSetting(Command command) throws IOException {
    if (!(command instanceof Command.Sysctl sysctl)) {
      throw new IllegalArgumentException("no setting: " + command);
    }
    long begun = journal.now();
    Path file = Path.of("/proc/sys", sysctl.key());
    boolean written = false;
    try {
      Files.write(file, sysctl.value().getBytes(StandardCharsets.US_ASCII));
      written = true;
    } catch (NoSuchFileException e) {
      if (!sysctl.whenPresent()) {
        throw e;
      }
      written = true;
    } finally {
      journal.add("write " + file, List.of(), List.of(command), begun, written);
    }
  }

  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + " does not exist on this kernel";
      default -> String.valueOf(e.getMessage());
    };
  }
}
