// The file locks of a world, of both kinds: by fcntl(2), on ranges, which belong to a process, and
// by flock(2), on whole files. The two do not see each other.
package io.mycni.interleave;

import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.List;

/** Who holds what. */
final class MachineLocks {
  private final List<Held> all = new ArrayList<>();
  private boolean none;

  /**
   * A lock.
   *
   * @param waits whether it is only waited for, which is told of flock(2) alone
   */
  record Held(
      MachineProcess process,
      Object inode,
      long start,
      long length,
      boolean shared,
      boolean flock,
      boolean waits) {
    private boolean meets(Object other, long from, long many) {
      return inode.equals(other) && start < from + many && from < start + length;
    }
  }

  /** A fault: from now on locks keep nobody back. */
  void keepNobodyBack() {
    none = true;
  }

  List<Held> all() {
    return List.copyOf(all);
  }

  /**
   * Takes a lock of fcntl(2), if it is to be had.
   *
   * @throws OverlappingFileLockException as Java does where the same process has such a one
   */
  boolean take(MachineProcess process, Object inode, long start, long length, boolean shared) {
    for (Held held : none ? List.<Held>of() : all) {
      if (!held.flock && held.meets(inode, start, length)) {
        if (held.process == process) {
          throw new OverlappingFileLockException();
        }
        if (!shared || !held.shared) {
          return false;
        }
      }
    }
    return all.add(new Held(process, inode, start, length, shared, false, false));
  }

  void release(MachineProcess process, Object inode, long start, long length) {
    all.removeIf(
        held -> held.process == process && !held.flock && held.meets(inode, start, length));
  }

  /** Releases what a process has on a file; tells whether it had any. */
  boolean releaseAll(MachineProcess process, Object inode) {
    return all.removeIf(held -> held.process == process && !held.flock && held.inode.equals(inode));
  }

  void releaseAll(MachineProcess process) {
    all.removeIf(held -> held.process == process);
  }

  /** Takes the lock of flock(2) on a file, if it is to be had; otherwise it is waited for. */
  boolean flock(MachineProcess process, Object inode) {
    all.removeIf(held -> held.process == process && held.waits);
    boolean taken =
        all.stream().anyMatch(held -> held.flock && !held.waits && held.inode.equals(inode));
    all.add(new Held(process, inode, 0, Long.MAX_VALUE, false, true, taken));
    return !taken;
  }
}
