// Reads what a tool wrote on standard error when it failed. What it says is believed only of a tool
// that ran: one that could not be started says nothing about the host.
package io.mycni.exec;

import io.mycni.plan.Command;
import java.util.ArrayList;
import java.util.List;

/** Turns a tool's complaints into failures and short sentences. */
final class Complaints {
  private static final String MARK = "Command failed -:";

  private Complaints() {}

  /** Returns what a tool said, in one line, without the marks by which batches are followed. */
  static String told(Runner.Outcome outcome) {
    StringBuilder text = new StringBuilder();
    for (String line : outcome.err().split("\n")) {
      String said = line.strip();
      if (said.isEmpty()
          || said.startsWith(MARK)
          || said.startsWith(Batch.SETTINGS_MARK)
          || said.startsWith("Try `")) {
        continue;
      }
      if (!text.isEmpty()) {
        text.append("; ");
      }
      text.append(said);
    }
    return text.isEmpty() ? "exit status " + outcome.exit() : text.toString();
  }

  /**
   * Returns what failed of a batch that was told to keep going. A line counts as done if ip says of
   * it, by its own exact words, that its link is gone.
   */
  static List<Failure> of(Batch batch, Runner.Outcome outcome) {
    List<Failure> failures = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    boolean marked = false;
    for (String line : outcome.err().split("\n")) {
      if (!line.startsWith(MARK)) {
        said.append(said.isEmpty() ? "" : "; ").append(line.strip());
        continue;
      }
      marked = true;
      int number = Integer.parseInt(line.substring(MARK.length()).strip());
      int place = Math.min(Math.max(number - 1, 0), batch.works().size() - 1);
      Work failed = batch.works().get(place);
      if (!saysGone(failed.command(), said.toString())) {
        failures.add(Failure.of(failed, said.toString(), false));
      }
      said.setLength(0);
    }
    Work work = batch.works().getFirst();
    boolean gone = outcome.exit() == 1 && saysGone(work.command(), said.toString());
    if (outcome.timedOut() || !marked && !gone) {
      failures.add(Failure.of(work, told(outcome), outcome.timedOut()));
    }
    return failures;
  }

  /** Whether ip says that the link which a command was to remove is not there. */
  static boolean saysGone(Command command, String said) {
    String removal = "link delete dev ";
    String line =
        switch (command.kind()) {
          case IP -> ((Command.Ip) command).line();
          case DROP_UNUSED_BRIDGE -> removal + ((Command.DropUnusedBridge) command).name();
          case BRIDGE, SYSCTL, IPTABLES, NFT, DROP_UNUSED_TABLE, DROP_NOTED_RULES -> "";
        };
    return line.startsWith(removal)
        && said.equals("Cannot find device \"" + line.substring(removal.length()) + "\"");
  }
}
