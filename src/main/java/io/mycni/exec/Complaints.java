// Reads what a tool wrote on standard error when it failed. What it says is believed only of a tool
// that ran: one that could not be started says nothing about the host.
package io.mycni.exec;

import io.mycni.plan.Command;
import io.mycni.plan.Tool;
import io.mycni.plan.ToolCall;
import io.mycni.process.Runner;
import java.util.ArrayList;
import java.util.List;

/** Turns a tool's complaints into failures and short sentences. */
final class Complaints {
  private static final String LINK_DELETE = "link delete dev ";
  private static final String LINK_SET = "link set dev ";

  /** What tools exit with that have tried all lines when some failed. */
  private static final int FAILED = 1;

  /** What the shell and the Java runtime add to the number of the signal that killed a process. */
  private static final int KILLED = 128;

  private static final int LAST_SIGNAL = 64;

  private Complaints() {}

  /** Returns what a tool said, in one line, without the marks by which batches are followed. */
  static String told(Runner.Outcome outcome) {
    String said = said(outcome);
    return said.isEmpty() ? status(outcome) : said;
  }

  /** The same, and how the tool ended, in words that follow "failed with". */
  static String toldWithStatus(Runner.Outcome outcome) {
    String said = said(outcome);
    return status(outcome) + (said.isEmpty() ? "" : ": " + said);
  }

  private static String said(Runner.Outcome outcome) {
    StringBuilder text = new StringBuilder();
    for (String line : outcome.err().split("\n")) {
      String said = line.strip();
      if (said.isEmpty() || Lines.isMark(said) || said.startsWith("Try `")) {
        continue;
      }
      if (!text.isEmpty()) {
        text.append("; ");
      }
      text.append(said);
    }
    return text.toString();
  }

  private static String status(Runner.Outcome outcome) {
    int signal = outcome.exit() - KILLED;
    boolean killed = signal > 0 && signal <= LAST_SIGNAL;
    return "exit status " + outcome.exit() + (killed ? " (killed by signal " + signal + ")" : "");
  }

  /**
   * Returns what failed of a batch that was told to keep going. A line counts as done if ip says of
   * it, by its own exact words, that its link is gone.
   */
  static List<Failure> of(Batch batch, Runner.Outcome outcome) {
    List<Failure> failures = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    boolean marked = false;
    // Whatever it said of some lines: one that did not come to its own end has not done the others.
    boolean ended = outcome.exit() == FAILED && !outcome.timedOut();
    for (String line : outcome.err().split("\n")) {
      int place = batch.failed(line);
      if (place == Dialect.ABOUT_NONE) {
        said.append(said.isEmpty() ? "" : "; ").append(line.strip());
        continue;
      }
      marked = true;
      if (place == Dialect.ABOUT_UNKNOWN) {
        ended = false;
        continue;
      }
      Work failed = batch.works().get(Math.min(place, batch.works().size() - 1));
      if (!saysGone(failed.command(), said.toString())) {
        failures.add(Failure.of(failed, said.toString(), false));
      }
      said.setLength(0);
    }
    Command only = batch.works().getLast().command();
    boolean gone = batch.works().size() == 1 && saysGone(only, said.toString());
    ended |= gone && only.tool() == Tool.FIREWALL_CMD && !outcome.timedOut();
    if (!ended || !marked && !gone) {
      for (Work work : batch.firstOfEachStep()) {
        if (!isAmong(failures, work)) {
          failures.add(Failure.of(work, told(outcome), outcome.timedOut()));
        }
      }
    }
    return failures;
  }

  private static boolean isAmong(List<Failure> failures, Work work) {
    for (Failure failure : failures) {
      if (failure.step() == work.step()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether ip says that the link which a command was to remove or to give its old attributes is
   * not there, or the rule, or firewalld the same of a source. Where that does not run, nothing is
   * bound.
   */
  static boolean saysGone(Command command, String said) {
    if (command instanceof ToolCall.Firewalld told) {
      return told.line().contains(" --remove-source=")
          && (said.startsWith("Error: UNKNOWN_SOURCE:") || said.equals("FirewallD is not running"));
    }
    if (!(command instanceof Command.Line told) || !isOfIp(command.tool())) {
      return false;
    }
    String line = told.line();
    if (line.startsWith("rule delete ")) {
      return said.equals("RTNETLINK answers: No such file or directory");
    }
    boolean removal = line.startsWith(LINK_DELETE);
    boolean setting = line.startsWith(LINK_SET) && !line.contains(" netns ");
    String link = removal ? line.substring(LINK_DELETE.length()) : "";
    if (setting) {
      int end = line.indexOf(' ', LINK_SET.length());
      link = line.substring(LINK_SET.length(), end < 0 ? line.length() : end);
    }
    return !link.isEmpty() && said.equals("Cannot find device \"" + link + "\"");
  }

  private static boolean isOfIp(Tool tool) {
    return tool == Tool.IP || tool == Tool.IP6;
  }
}
