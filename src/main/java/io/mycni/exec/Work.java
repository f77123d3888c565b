// What a step is in pieces: the unit in which things are batched, done and undone.
package io.mycni.exec;

import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * One change and the step it belongs to.
 *
 * @param step the step, for messages
 * @param change the change
 */
record Work(Step step, Change change) {

  /** Returns the pieces of a step that is done by commands; none for the other kinds. */
  static List<Work> of(Step step) {
    List<Change> changes =
        switch (step) {
          case Step.Ensure ensure -> ensure.changes();
          case Step.Create create -> create.changes();
          case Step.Remove remove -> withoutUndo(remove.commands());
          case Step.Present present -> List.of();
          case Step.Perform perform -> List.of();
          case Step.AwaitAddresses await -> List.of();
        };
    List<Work> works = new ArrayList<>();
    for (Change change : changes) {
      works.add(new Work(step, change));
    }
    return works;
  }

  private static List<Change> withoutUndo(List<Command> commands) {
    List<Change> changes = new ArrayList<>();
    for (Command command : commands) {
      changes.add(Change.of(command));
    }
    return changes;
  }

  Command command() {
    return change.run();
  }
}
