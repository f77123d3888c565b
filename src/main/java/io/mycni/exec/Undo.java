package io.mycni.exec;

/** What takes back what a plan has done; to be used once at most. */
public interface Undo {
  /** Takes everything back, as far as it can be. */
  Undone undo();

  /**
   * Takes back what the attachment has for itself, and leaves what attachments share: others have
   * come since it was made, and use it.
   */
  default Undone undoOwn() {
    return undo();
  }
}
