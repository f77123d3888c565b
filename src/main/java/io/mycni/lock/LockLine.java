// The line of the processes that wait for a lock. Who polls for what comes free has the same chance
// as who came a moment ago; of many, some would wait for as long as there are others.
//
//   line   each of those who wait has one byte, behind the bytes of all who came before
//   door   whoever looks for the last byte has it meanwhile
//
// So who is first is told by the kernel, which also takes those out of the line who die in it. Who
// finds the lock free when it comes does not look whether others wait: that would cost every call,
// and seldom happens, as the first in the line looks each millisecond.
package io.mycni.lock;

import java.io.IOException;
import java.nio.channels.FileLock;

/** The place of one process in the line of a file. */
final class LockLine implements AutoCloseable {
  private static final LockRange LINE = new LockRange(4L << 60, 1L << 60);
  private static final LockRange DOOR = new LockRange(5L << 60, 1);

  /** How often the first looks, in milliseconds: nobody has the lock meanwhile. */
  private static final long FIRST_MS = 1;

  private static final long SOON_MS = 4;
  private static final long LATER_MS = 16;

  /** Before how many others one looks more often. */
  private static final long SOON = 4;

  private final LockFile file;
  private final FileLocks.Pause pause;
  private final FileLock place;

  private LockLine(LockFile file, FileLocks.Pause pause, FileLock place) {
    this.file = file;
    this.pause = pause;
    this.place = place;
  }

  /** Stands behind all who wait already. */
  static LockLine join(LockFile file, FileLocks.Pause pause) throws IOException {
    while (true) {
      FileLock door = file.attempt(DOOR, FileLocks.Mode.ALONE);
      if (door != null) {
        try {
          FileLock place = file.attempt(new LockRange(behindLast(file), 1), FileLocks.Mode.ALONE);
          if (place != null) {
            return new LockLine(file, pause, place);
          }
        } finally {
          door.release();
        }
      }
      pause.forProcesses(FIRST_MS);
    }
  }

  /** Returns the lowest byte from which on nobody stands. */
  private static long behindLast(LockFile file) throws IOException {
    long end = LINE.start() + LINE.length();
    long low = LINE.start();
    long step = 1;
    long free = low;
    while (!isFree(file, free, end)) {
      low = free + 1;
      free = low + step;
      step *= 2;
    }
    while (low < free) {
      long middle = low + (free - low) / 2;
      if (isFree(file, middle, end)) {
        free = middle;
      } else {
        low = middle + 1;
      }
    }
    return free;
  }

  private static boolean isFree(LockFile file, long from, long to) throws IOException {
    if (from >= to) {
      return true;
    }
    FileLock nobody = file.attempt(new LockRange(from, to - from), FileLocks.Mode.ALONE);
    if (nobody != null) {
      nobody.release();
    }
    return nobody != null;
  }

  /** Waits until nobody stands before this place, and then for a range of the file. */
  FileLock await(LockRange range) throws IOException {
    while (!isFree(file, LINE.start(), place.position())) {
      boolean soon = isFree(file, LINE.start(), place.position() - SOON);
      pause.forProcesses(soon ? SOON_MS : LATER_MS);
    }
    FileLock lock;
    while ((lock = file.attempt(range, FileLocks.Mode.ALONE)) == null) {
      pause.forProcesses(FIRST_MS);
    }
    return lock;
  }

  @Override
  public void close() throws IOException {
    place.release();
  }
}
