// A plan as a shell script that does the same by hand.
package io.mycni.plan;

import java.util.List;

/** Prints a plan as a script for sh(1). */
public final class PlanScript {
  private PlanScript() {}

  /** How a script begins. It stops at the first command that fails, and undoes nothing. */
  public static final String HEAD =
      """
      #!/bin/sh
      # Run it as root. It stops where a command fails, and undoes nothing.
      set -eu
      """;

  /** Returns the commands of a plan, to stand behind {@link #HEAD}. */
  public static String print(Plan plan) {
    StringBuilder text = new StringBuilder("\n# ").append(plan.title()).append('\n');
    for (String note : plan.notes()) {
      text.append("# Note: ").append(note).append('\n');
    }
    for (Step step : plan.steps()) {
      String there = step instanceof Step.Present ? "There already: " : "";
      text.append("\n# ").append(there).append(step.describe()).append('\n');
      for (String line : lines(step)) {
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }

  private static List<String> lines(Step step) {
    return switch (step) {
      case Step.Present present -> List.of();
      case Step.Ensure ensure -> typed(ensure.changes().stream().map(Change::run).toList());
      case Step.Create create -> typed(create.changes().stream().map(Change::run).toList());
      case Step.Remove remove -> typed(remove.commands());
      case Step.Perform perform -> perform.effect().byHand();
      case Step.AwaitAddresses await -> List.of(waiting(await));
    };
  }

  private static List<String> typed(List<Command> commands) {
    return commands.stream().map(Command::typed).toList();
  }

  private static String waiting(Step.AwaitAddresses await) {
    String look =
        Command.Ip.in(await.where(), "-6 -o address show dev " + await.device() + " tentative")
            .typed();
    return "while " + look + " | grep -q .; do sleep 0.1; done";
  }
}
