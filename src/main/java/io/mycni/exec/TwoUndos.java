// Plans that were carried out one after the other are taken back the other way round.
package io.mycni.exec;

/**
 * Takes back what two plans have done.
 *
 * @param second what is taken back first
 * @param first what is taken back whatever became of that
 */
public record TwoUndos(Undo second, Undo first) implements Undo {
  @Override
  public Undone undo() {
    Undone undone = second.undo();
    return undone.and(first.undo());
  }

  @Override
  public Undone undoOwn() {
    Undone undone = second.undoOwn();
    return undone.and(first.undoOwn());
  }
}
