// Reads what a tool wrote on standard error when it failed.
package io.mycni.exec;

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
      if (said.isEmpty() || said.startsWith(MARK) || said.startsWith("Try `")) {
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
   * Returns what failed of a batch that was told to keep going. Lines that failed because their
   * object is gone count as done.
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
      if (!Failure.saysGone(said.toString())) {
        int number = Integer.parseInt(line.substring(MARK.length()).strip());
        int place = Math.min(Math.max(number - 1, 0), batch.works().size() - 1);
        failures.add(Failure.of(batch.works().get(place), said.toString(), false));
      }
      said.setLength(0);
    }
    boolean goneAltogether = Failure.saysGone(said.toString()) && !isRules(batch);
    if (outcome.timedOut() || !marked && !goneAltogether) {
      Work work = batch.works().getFirst();
      failures.add(Failure.of(work, told(outcome), outcome.timedOut()));
    }
    return failures;
  }

  /** Rule tools do all or nothing: one rule that is gone means that the others were not removed. */
  private static boolean isRules(Batch batch) {
    return Lane.of(batch.first()) != Lane.LINKS;
  }
}
