// One lock file as this process has it open: its locks by fcntl(2), and whether it is still the one
// that others find by its path.
package io.mycni.lock;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** An open lock file; its users take turns, see {@link LockQueue}. */
final class LockFile {
  private static final int MOST_ATTEMPTS = 10;

  private final Path path;
  private final FileChannel channel;
  private final long inode;
  private final List<Locked> locks = new ArrayList<>();
  private int users;

  /** A range that is locked, once for all threads that share it. */
  private static final class Locked {
    private final LockRange range;
    private final FileLock lock;
    private int holders = 1;

    Locked(LockRange range, FileLock lock) {
      this.range = range;
      this.lock = lock;
    }
  }

  private LockFile(Path path, FileChannel channel, long inode) {
    this.path = path;
    this.channel = channel;
    this.inode = inode;
  }

  static LockFile open(Path path) throws IOException {
    while (true) {
      long before = inode(path);
      FileChannel channel = openChannel(path);
      // Somebody may have put another file there meanwhile: then it is not known which was opened.
      if (before >= 0 && before == inode(path)) {
        return new LockFile(path, channel, before);
      }
      channel.close();
    }
  }

  private static FileChannel openChannel(Path path) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return channel(path);
      } catch (NoSuchFileException noFolder) {
        // Whoever had made the folder for himself may take it away again meanwhile.
        if (attempt == MOST_ATTEMPTS) {
          throw noFolder;
        }
        makeFolder(path.toAbsolutePath().getParent());
      }
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  private static FileChannel channel(Path path) throws IOException {
    try {
      return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      // Whoever may read a file may lock it, and so keep everybody from what it guards.
      return FileChannel.open(
          path,
          Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  private static long inode(Path path) throws IOException {
    try {
      return (Long) Files.getAttribute(path, "unix:ino");
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  /** Tells whether the path still leads to this file. */
  boolean isInPlace() throws IOException {
    return inode(path) == inode;
  }

  /** Locks a range, or joins those of this process who share it; tells whether that could be. */
  synchronized boolean lock(LockRange range, FileLocks.Mode mode) throws IOException {
    if (mode == FileLocks.Mode.SHARED) {
      for (Locked locked : locks) {
        if (locked.range.is(range)) {
          locked.holders++;
          return true;
        }
      }
    }
    FileLock lock = attempt(range, mode);
    if (lock != null) {
      locks.add(new Locked(range, lock));
    }
    return lock != null;
  }

  /** Returns a lock on a range; null, as {@link FileChannel#tryLock} does, when another has it. */
  FileLock attempt(LockRange range, FileLocks.Mode mode) throws IOException {
    try {
      return channel.tryLock(range.start(), range.length(), mode == FileLocks.Mode.SHARED);
    } catch (OverlappingFileLockException heldByOtherLocksOfThisProcess) {
      return null;
    }
  }

  synchronized void unlock(LockRange range) throws IOException {
    for (Locked locked : locks) {
      if (locked.range.is(range)) {
        locked.holders--;
        if (locked.holders == 0) {
          locks.remove(locked);
          locked.lock.release();
        }
        return;
      }
    }
  }

  /** Counts one more user. */
  synchronized void join() {
    users++;
  }

  /** Counts one user less; the last closes the file. Returns whether that was the last. */
  synchronized boolean closeAfterLast() throws IOException {
    users--;
    if (users == 0) {
      channel.close();
    }
    return users == 0;
  }
}
