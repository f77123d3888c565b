package io.mycni.exec;

/** What takes back what a plan has done; to be used once at most. */
public interface Undo {
  /** Takes everything back, as far as it can be. */
  Undone undo();
}
