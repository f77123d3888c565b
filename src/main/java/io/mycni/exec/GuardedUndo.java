// An undo that must not meet others at work: it takes the host's lock first.
package io.mycni.exec;

import io.mycni.cni.CniException;
import io.mycni.lock.FileLocks;
import io.mycni.lock.HostLock;
import io.mycni.process.Deadline;

/** Takes back under the host's lock what was done under it, in time of its own. */
public final class GuardedUndo implements Undo {
  private final Undo undo;
  private final HostLock lock;
  private final FileLocks.Mode mode;

  /** Guards an undo by that lock, to be held in that mode. */
  public GuardedUndo(Undo undo, HostLock lock, FileLocks.Mode mode) {
    this.undo = undo;
    this.lock = lock;
    this.mode = mode;
  }

  @Override
  public Undone undo() {
    return undo(false);
  }

  @Override
  public Undone undoOwn() {
    return undo(true);
  }

  private Undone undo(boolean ownOnly) {
    Deadline end = Deadline.in(Deadline.TIME_TO_UNDO);
    try (FileLocks.Held _ = lock.acquire(mode, end)) {
      return ownOnly ? undo.undoOwn() : undo.undo();
    } catch (CniException e) {
      return Undone.failed(e.getMessage());
    }
  }
}
