package io.mycni.exec;

import java.util.List;

/** What takes back what a plan has done; to be used once at most. */
public interface Undo {
  /** Takes everything back; returns what could not be, each with its reason. */
  List<String> undo();

  /** Says in words what an undo has left behind. */
  static String told(List<String> notUndone) {
    return notUndone.isEmpty()
        ? "everything that had been changed was undone"
        : "these changes could not be undone: " + String.join("; ", notUndone);
  }
}
