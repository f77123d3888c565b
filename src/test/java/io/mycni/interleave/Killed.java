package io.mycni.interleave;

/** What becomes of a call that is killed: whatever catches it, it does nothing any more. */
final class Killed extends Error {
  private static final long serialVersionUID = 1;

  Killed() {
    super("killed", null, false, false);
  }
}
