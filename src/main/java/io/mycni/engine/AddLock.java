// How an ADD takes the host's lock: shared where the link is there that attachments
// share, alone to make it.
package io.mycni.engine;

import io.mycni.host.HostLook;
import io.mycni.lock.FileLocks;
import io.mycni.lock.HostLock;
import java.util.Optional;

/** The host's lock for one ADD. */
final class AddLock {
  private final HostLock lock;
  private final HostLook host;
  private final Optional<String> shared;

  AddLock(HostLock lock, HostLook host, Optional<String> shared) {
    this.lock = lock;
    this.host = host;
    this.shared = shared;
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
    return new Hold(lock.acquire(mode), mode);
  }

  private boolean isMissing() {
    return shared.isPresent() && !host.seemsToHave(shared.get());
  }
}
