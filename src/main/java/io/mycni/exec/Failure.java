// Why a step failed, in the tool's own words, and what kind of failure that is.
package io.mycni.exec;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.plan.Step;

/**
 * A step that failed.
 *
 * @param step the step
 * @param cause what the runtime would be told about it
 * @param conflict whether the host may not be as the plan took it to be: something is there
 *     already, or is gone. A plan made after a closer look may succeed; nothing else is concluded
 *     from it
 */
public record Failure(Step step, CniException cause, boolean conflict) {

  /** What the kernel says of a bridge whose ports have all numbers (BR_MAX_PORTS, from 1 on). */
  private static final String NO_PORT_LEFT = "Exchange full";

  static Failure of(Step step, CniException cause) {
    return new Failure(step, cause, false);
  }

  static Failure of(Work work, String said, boolean timedOut) {
    String typed = work.command().typed();
    boolean full = said.contains(NO_PORT_LEFT);
    String why =
        timedOut
            ? "did not end in time and was killed"
            : "failed: " + (full ? "the bridge has 1023 ports, as many as it can: " : "") + said;
    CniException cause =
        new CniException(
            ErrorCode.COMMAND_FAILED,
            "could not " + work.step().describe() + ": `" + typed + "` " + why,
            full ? "detach containers from it, or use a network with another bridge" : hint(work));
    boolean rules = work.command().tool().isOfRules();
    return new Failure(work.step(), cause, !timedOut && (rules || saysConflict(said)));
  }

  private static String hint(Work work) {
    return work.step() instanceof Step.Create create ? create.hint() : "";
  }

  /**
   * What ip, bridge, tc and nsenter say when the host is not as expected. Rule tools often tell a
   * line number only, so each of their failures is worth a closer look.
   */
  private static boolean saysConflict(String said) {
    return said.contains("File exists")
        || said.contains("already exists")
        || said.contains("ddress already assigned")
        || said.contains("Cannot find device")
        || said.contains("does not exist")
        || said.contains("No such device")
        || said.contains("No such process")
        || said.contains("No such file or directory")
        || said.contains("Exclusivity flag on")
        || said.contains("handle of zero")
        || said.contains("Cannot find specified qdisc")
        || said.contains("in the target netns")
        || said.contains("Device or resource busy");
  }
}
