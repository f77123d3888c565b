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
    List<Work> works = new ArrayList<>();
    for (Change change : step.changes()) {
      works.add(new Work(step, change));
    }
    return works;
  }

  Command command() {
    return change.run();
  }
}
