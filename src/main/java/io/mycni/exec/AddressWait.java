// Waits for duplicate address detection (RFC 4862 section 5.4), which takes a second or more: short
// polls first, so that an address that is settled soon is not waited for long.
package io.mycni.exec;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import io.mycni.process.Deadline;
import io.mycni.process.Runner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Waits until no address of an interface is tentative. */
final class AddressWait {
  private static final long FIRST_PAUSE_MS = 10;
  private static final long LONGEST_PAUSE_MS = 160;

  private final Shell shell;

  AddressWait(Shell shell) {
    this.shell = shell;
  }

  Optional<Failure> await(Step.AwaitAddresses step) {
    Deadline end = Deadline.in(shell.deadline().left(step.limit()));
    long pause = FIRST_PAUSE_MS;
    List<String> question = List.of("-6", "-o", "address", "show", "dev", step.device());
    while (true) {
      Runner.Outcome outcome =
          switch (step.where()) {
            case Namespace.Host host -> shell.ask(step.describe(), "ip", question);
            case Namespace.Container container ->
                shell.askInside(step.describe(), container.path(), question);
          };
      String answer = outcome.out();
      if (!outcome.ok()) {
        return problem(step, "`ip address show` failed: " + outcome.err(), "");
      }
      if (answer.contains("dadfailed")) {
        return problem(
            step,
            "duplicate address detection found another node that uses an address of "
                + step.device(),
            "find the node with `ip -6 neigh`, or choose another range");
      }
      if (!answer.contains(" tentative")) {
        return Optional.empty();
      }
      if (end.isOver()) {
        return problem(
            step,
            "an address of " + step.device() + " was still tentative after " + text(step.limit()),
            "look at `ip -6 address` in the namespace; is the interface up?");
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return problem(step, "the wait was interrupted", "");
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    }
  }

  private static String text(Duration limit) {
    return limit.toSeconds() + " seconds";
  }

  private static Optional<Failure> problem(Step step, String message, String details) {
    return Optional.of(
        Failure.of(step, new CniException(ErrorCode.COMMAND_FAILED, message, details)));
  }
}
