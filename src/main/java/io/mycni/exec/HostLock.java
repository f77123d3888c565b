// The lock under which mycni processes share a host's bridges.
//
//   /run/mycni/host-NETNS.lock   NETNS: the inode of the network namespace in which mycni runs
//
// Who uses what is shared (a bridge, its addresses, forwarding) holds it shared; who makes it or takes
// it back holds it alone. So a bridge that a failed ADD removes again is never one that another ADD
// has just found in place.
package io.mycni.exec;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Hands out the lock. */
public final class HostLock {
  private static final Path FOLDER = Path.of("/run/mycni");
  private static final Path OWN_NAMESPACE = Path.of("/proc/self/ns/net");
  private static final long FIRST_PAUSE_MS = 1;
  private static final long LONGEST_PAUSE_MS = 16;

  private final Deadline deadline;

  /** Makes a lock that is waited for until {@code deadline} at most. */
  public HostLock(Deadline deadline) {
    this.deadline = deadline;
  }

  /** How the lock is held. */
  public enum Mode {
    /** With others who only use what is there. */
    SHARED,
    /** Alone. */
    ALONE
  }

  /** A lock that is held until it is closed. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for the lock.
   *
   * @throws CniException with {@link ErrorCode#TRY_AGAIN} when it is not to be had in time, naming its
   *     holder
   */
  public Held acquire(Mode mode) {
    try {
      Files.createDirectories(FOLDER);
      String inode = String.valueOf(Files.getAttribute(OWN_NAMESPACE, "unix:ino"));
      Path file = FOLDER.resolve("host-" + inode + ".lock");
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        FileLock lock = await(channel, mode, file);
        return () -> release(channel, lock);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "the lock in " + FOLDER + " cannot be used: " + e,
          "mycni needs to write to " + FOLDER + "; is /run mounted, and is this root?",
          e);
    }
  }

  private FileLock await(FileChannel channel, Mode mode, Path file) throws IOException {
    long pause = FIRST_PAUSE_MS;
    while (true) {
      FileLock lock = attempt(channel, mode);
      if (lock != null) {
        return lock;
      }
      if (deadline.isOver()) {
        throw new CniException(
            ErrorCode.TRY_AGAIN,
            "another mycni has held " + file + " for too long" + LockHolder.of(file),
            "see what it waits for, or end it");
      }
      try {
        Thread.sleep(deadline.left(Duration.ofMillis(pause)).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CniException(ErrorCode.TRY_AGAIN, "interrupted while waiting for " + file, "");
      }
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  private static FileLock attempt(FileChannel channel, Mode mode) throws IOException {
    try {
      return channel.tryLock(0, Long.MAX_VALUE, mode == Mode.SHARED);
    } catch (OverlappingFileLockException heldByAnotherThread) {
      return null;
    }
  }

  private static void release(FileChannel channel, FileLock lock) {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      // The lock goes with the channel in any case.
    }
  }
}
