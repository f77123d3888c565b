// The lock on a network's leases.
//
// mycni processes lock the file `lock` by fcntl(2), which Java can do cheaply. The reference plugin
// locks the same file by flock(2), which is another kind of lock, so the two do not wait for each
// other. LeaseFiles tells why that is safe. Only who meets an empty file has to know whether a
// reference plugin is about to fill it; /proc/locks tells, which takes the kernel 20 ms to print.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.lock.FileLocks;
import io.mycni.lock.LockHolder;
import io.mycni.process.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** A lock that is held until it is closed. */
final class LeaseLock implements AutoCloseable {
  /** A hundred callers on a busy node may stand in line before one. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final Path file;
  private final FileLocks.Held held;
  private final LeaseDirectory.Made made;

  private LeaseLock(Path file, FileLocks.Held held, LeaseDirectory.Made made) {
    this.file = file;
    this.held = held;
    this.made = made;
  }

  /**
   * Waits for the lock; makes its file and folders where they are missing.
   *
   * @param end the end of the call's time
   * @throws CniException with {@link ErrorCode#TRY_AGAIN} when it is not to be had in time, naming
   *     its holder
   */
  static LeaseLock acquire(LeaseDirectory directory, FileLocks locks, Deadline end) {
    Path file = directory.folder().resolve(LeaseDirectory.LOCK);
    Deadline deadline = Deadline.in(end.left(LONGEST_WAIT));
    LeaseDirectory.Made made = LeaseDirectory.Made.NOTHING;
    try {
      while (true) {
        made = made.and(directory.make());
        Object before = inode(file);
        FileLocks.Held held = locks.acquire(file, FileLocks.Mode.ALONE, deadline);
        boolean keep = false;
        try {
          // Whoever undid the first lease of a network may have removed the file under our hands.
          if (before.equals(inode(file))) {
            keep = true;
            return new LeaseLock(file, held, made);
          }
        } finally {
          if (!keep) {
            held.close();
          }
        }
      }
    } catch (IOException e) {
      throw LeaseDirectory.failed("lock " + file, e);
    }
  }

  private static Object inode(Path file) throws IOException {
    try {
      return Files.getAttribute(file, "unix:ino");
    } catch (NoSuchFileException e) {
      return new Object();
    }
  }

  /** Returns what was missing, and was made for the lock. */
  LeaseDirectory.Made made() {
    return made;
  }

  /** Tells whether a reference plugin is seen to be at work on these leases at this moment. */
  boolean referenceIsSeen() {
    try {
      return LockHolder.of(file, LockHolder.Kind.FLOCK).isPresent();
    } catch (IOException e) {
      throw LeaseDirectory.failed("look at the lock " + file, e);
    }
  }

  /**
   * Tells whether it is certain that no reference plugin is at work on these leases; a process that
   * made a file before, and has not filled it, is then dead. What cannot be seen is not certain.
   */
  boolean referenceIsAway() {
    return FlockView.showsNobody(file);
  }

  @Override
  public void close() {
    held.close();
  }
}
