package io.mycni.interleave;

import io.mycni.lock.FileLocks;
import io.mycni.lock.LockRange;
import io.mycni.process.Deadline;
import java.nio.file.Path;
import java.util.Optional;

/** A fault: locks that keep nobody back. */
final class NoLocks extends FileLocks {
  @Override
  public Optional<Held> acquire(
      Path file, LockRange range, Mode mode, Deadline deadline, Need need) {
    return Optional.of(NONE);
  }
}
