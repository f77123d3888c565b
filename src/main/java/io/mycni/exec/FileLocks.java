// Locks on files, among processes and among the threads of this one.
//
// A lock by fcntl(2) belongs to the process as a whole, and is lost as soon as any thread
// closes the file. So each file is opened once here, and threads that want it wait for each
// other or share it.
package io.mycni.exec;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** The file locks of this process; one object serves all calls. */
public final class FileLocks {
  private static final long FIRST_PAUSE_MS = 1;
  private static final long LONGEST_PAUSE_MS = 16;

  private final Map<Path, Entry> entries = new HashMap<>();

  /** How a lock is held. */
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

  private static final class Entry {
    private final Mode mode;
    private FileChannel channel;
    private int holders = 1;

    Entry(Mode mode) {
      this.mode = mode;
    }
  }

  /**
   * Waits for a lock; makes the file if it is missing.
   *
   * @throws CniException with {@link ErrorCode#TRY_AGAIN} when it is not to be had in time, naming
   *     its holder
   */
  public Held acquire(Path file, Mode mode, Deadline deadline) throws IOException {
    Entry entry = enter(file, mode, deadline);
    if (entry.channel == null) {
      boolean locked = false;
      try {
        FileChannel channel = lock(file, mode, deadline);
        synchronized (entries) {
          entry.channel = channel;
          entries.notifyAll();
        }
        locked = true;
      } finally {
        if (!locked) {
          leave(file, entry);
        }
      }
    }
    return () -> leave(file, entry);
  }

  /** Joins a shared lock of this process, or takes the place of the one who locks. */
  private Entry enter(Path file, Mode mode, Deadline deadline) throws IOException {
    synchronized (entries) {
      while (true) {
        Entry entry = entries.get(file);
        if (entry == null) {
          Entry own = new Entry(mode);
          entries.put(file, own);
          return own;
        }
        boolean shareable = entry.mode == Mode.SHARED && mode == Mode.SHARED;
        if (shareable && entry.channel != null) {
          entry.holders++;
          return entry;
        }
        if (deadline.isOver()) {
          throw tooLong(file, "another thread of mycni");
        }
        try {
          entries.wait(deadline.left(java.time.Duration.ofSeconds(1)).toMillis());
        } catch (InterruptedException e) {
          throw interrupted(file);
        }
      }
    }
  }

  private void leave(Path file, Entry entry) {
    synchronized (entries) {
      entry.holders--;
      if (entry.holders > 0) {
        return;
      }
      entries.remove(file);
      entries.notifyAll();
      if (entry.channel != null) {
        try {
          entry.channel.close();
        } catch (IOException e) {
          // The lock goes with the process in any case.
        }
      }
    }
  }

  private static FileChannel lock(Path file, Mode mode, Deadline deadline) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      long pause = FIRST_PAUSE_MS;
      while (!attempt(channel, mode)) {
        if (deadline.isOver()) {
          throw tooLong(
              file,
              LockHolder.of(file, LockHolder.Kind.POSIX)
                  .map(LockHolder::toString)
                  .orElse("a process that cannot be seen from here"));
        }
        pause = pause(file, pause);
      }
      locked = true;
      return channel;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static boolean attempt(FileChannel channel, Mode mode) throws IOException {
    try {
      return channel.tryLock(0, Long.MAX_VALUE, mode == Mode.SHARED) != null;
    } catch (OverlappingFileLockException heldByOtherLocksOfThisProcess) {
      return false;
    }
  }

  /** Waits a little; returns how long to wait the next time. */
  private static long pause(Path file, long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(file);
    }
    return Math.min(millis * 2, LONGEST_PAUSE_MS);
  }

  private static CniException tooLong(Path file, String holder) {
    return new CniException(
        ErrorCode.TRY_AGAIN,
        file + " has been locked for too long by " + holder,
        "see what that process waits for, or end it");
  }

  private static CniException interrupted(Path file) {
    Thread.currentThread().interrupt();
    return new CniException(ErrorCode.TRY_AGAIN, "interrupted while waiting for " + file, "");
  }
}
