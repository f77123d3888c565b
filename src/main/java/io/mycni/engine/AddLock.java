// How an ADD takes the host's lock: shared where the link is there that attachments share, alone to
// make it, and not at all where everything is made in the container.
package io.mycni.engine;

import io.mycni.exec.GuardedUndo;
import io.mycni.exec.Undo;
import io.mycni.host.HostLook;
import io.mycni.lock.FileLocks;
import io.mycni.lock.HostLock;
import java.util.Optional;

/** The host's lock for one ADD. */
final class AddLock {
  private final HostLock lock;
  private final HostLook host;
  private final Optional<String> shared;
  private final boolean needed;

  AddLock(HostLock lock, HostLook host, PartList parts) {
    this.lock = lock;
    this.host = host;
    this.shared = parts.sharedLink();
    this.needed = !parts.isInside();
  }

  /**
   * The lock as it is held.
   *
   * @param held gives it up
   * @param mode with others, or alone
   */
  record Hold(FileLocks.Held held, FileLocks.Mode mode) implements AutoCloseable {
    @Override
    public void close() {
      held.close();
    }
  }

  /**
   * Waits for the lock as it is probably needed: whoever would share it first to see that the link
   * is missing would have to wait twice. Of many who want to make one bridge the first does; the
   * others share as soon as it is there, instead of keeping everybody back one after the other.
   */
  Hold first() {
    if (!isMissing()) {
      return as(FileLocks.Mode.SHARED);
    }
    Optional<FileLocks.Held> alone = lock.aloneWhile(this::isMissing);
    if (alone.isPresent() && isMissing()) {
      return new Hold(alone.get(), FileLocks.Mode.ALONE);
    }
    alone.ifPresent(FileLocks.Held::close);
    return as(FileLocks.Mode.SHARED);
  }

  /** Waits for the lock in a way that is known to be needed. */
  Hold as(FileLocks.Mode mode) {
    return new Hold(needed ? lock.acquire(mode) : FileLocks.NONE, mode);
  }

  /** Returns an undo that takes the lock again, in the mode in which everything was made. */
  Undo guard(Undo undo, FileLocks.Mode mode) {
    return needed ? new GuardedUndo(undo, lock, mode) : undo;
  }

  private boolean isMissing() {
    return shared.isPresent() && !host.seemsToHave(shared.get());
  }
}
