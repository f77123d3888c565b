// The lock under which mycni processes share a host's bridges.
//
//   /run/mycni/host-NETNS.lock   NETNS: the inode of the network namespace in which mycni runs
//
//   /run/mycni/claims-NETNS.lock one byte for each thing that only one attachment can have
//
// Who uses what is shared (a bridge, its addresses, forwarding) holds it shared; who makes it or
// takes it back holds it alone. So a bridge that a failed ADD removes again is never one that
// another ADD has just found in place.
package io.mycni.lock;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.process.Deadline;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hands out the lock. */
public final class HostLock {
  private static final Path FOLDER = Path.of("/run/mycni");
  private static final Path OWN_NAMESPACE = Path.of("/proc/self/ns/net");

  private final FileLocks locks;
  private final Deadline deadline;

  /** Makes a lock that is waited for until {@code deadline} at most. */
  public HostLock(FileLocks locks, Deadline deadline) {
    this.locks = locks;
    this.deadline = deadline;
  }

  /**
   * Waits for the lock.
   *
   * @throws CniException with {@link ErrorCode#TRY_AGAIN} when it is not to be had in time, naming
   *     its holder
   */
  public FileLocks.Held acquire(FileLocks.Mode mode) {
    return acquire(mode, deadline);
  }

  /** Waits for the lock like {@link #acquire(FileLocks.Mode)}, but until {@code end} at most. */
  public FileLocks.Held acquire(FileLocks.Mode mode, Deadline end) {
    return acquire(mode, end, FileLocks.ALWAYS).orElseThrow();
  }

  /**
   * Waits to be alone, as long as that is needed.
   *
   * @return the lock; empty when it is not needed any more
   * @throws CniException with {@link ErrorCode#TRY_AGAIN} when it is not to be had in time, naming
   *     its holder
   */
  public Optional<FileLocks.Held> aloneWhile(FileLocks.Need need) {
    return acquire(FileLocks.Mode.ALONE, deadline, need);
  }

  /**
   * Waits until no other call is at work on any of some things that only one attachment of the host
   * can have. This comes before the lock itself.
   *
   * @param things their numbers, in ascending order
   * @throws CniException with {@link ErrorCode#TRY_AGAIN} when that takes too long, naming the
   *     process that is at work
   */
  public FileLocks.Held claim(List<Integer> things) {
    if (things.isEmpty()) {
      return FileLocks.NONE;
    }
    Claims claims = new Claims();
    boolean complete = false;
    try {
      for (int thing : things) {
        LockRange range = new LockRange(thing, 1);
        claims.held.add(
            acquire("claims-", range, FileLocks.Mode.ALONE, deadline, FileLocks.ALWAYS)
                .orElseThrow());
      }
      complete = true;
      return claims;
    } finally {
      if (!complete) {
        claims.close();
      }
    }
  }

  /** Several locks, given up together. */
  private static final class Claims implements FileLocks.Held {
    private final List<FileLocks.Held> held = new ArrayList<>();

    @Override
    public void close() {
      for (FileLocks.Held each : held.reversed()) {
        each.close();
      }
    }
  }

  private Optional<FileLocks.Held> acquire(FileLocks.Mode mode, Deadline end, FileLocks.Need need) {
    return acquire("host-", LockRange.ALL, mode, end, need);
  }

  private Optional<FileLocks.Held> acquire(
      String name, LockRange range, FileLocks.Mode mode, Deadline end, FileLocks.Need need) {
    try {
      // FileLocks makes the folder where it is missing.
      String inode = String.valueOf(Files.getAttribute(OWN_NAMESPACE, "unix:ino"));
      Path file = FOLDER.resolve(name + inode + ".lock");
      return locks.acquire(file, range, mode, end, need);
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "the lock in " + FOLDER + " cannot be used: " + IoReason.of(e),
          "mycni needs to write to " + FOLDER + "; is /run mounted, and is this root?",
          e);
    }
  }
}
