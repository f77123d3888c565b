// A command together with what takes it back.
package io.mycni.plan;

import java.util.List;

/**
 * One change. What undoes it is run only when the change itself was made, so an undo can never
 * remove what somebody else had made.
 *
 * @param run the command that makes the change
 * @param undo the commands that take it back, in the order in which they are run; empty when the
 *     change goes by itself with another one (an address with its link)
 */
public record Change(Command run, List<Command> undo) {
  /** Copies the list. */
  public Change {
    undo = List.copyOf(undo);
  }

  /** Makes a change that goes by itself when another one is undone. */
  public static Change of(Command run) {
    return new Change(run, List.of());
  }

  /** Makes a change with one command that takes it back. */
  public static Change of(Command run, Command undo) {
    return new Change(run, List.of(undo));
  }
}
