// How one lease file is looked at, taken, taken over and removed, beside other programs that do the
// same without waiting for our lock (see LeaseLock). Three rules keep an address from being given
// twice:
//
//   - An address is taken by link(2) alone, which fails when there is anything of that name; where
//     the file system has no such links, by an exclusive creation (O_EXCL, open(2)).
//   - An empty file, left by a crash, is filled in its own inode: no name is replaced or moved. It
//     is pinned by a second name, locked against other processes of mycni, and left alone unless
//     its writer is known to be dead.
//   - Nothing is removed by a name that was looked at before. The file is moved away first, looked
//     at where nobody else finds it, and put back by link(2) when it is not the one that was meant.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.net.IpAddress;
import io.mycni.process.Deadline;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lease files of one network, each by itself; all that changes is done under the lock. */
class LeaseFiles {
  private static final int MOST_ATTEMPTS = 3;
  private static final int LOOKS_BETWEEN_CLOCKS = 256;

  private final LeaseDirectory directory;
  private final Drafts drafts;

  LeaseFiles(LeaseDirectory directory) {
    this(directory, new Drafts(directory.dataDir(), directory.folder()));
  }

  LeaseFiles(LeaseDirectory directory, Drafts drafts) {
    this.directory = directory;
    this.drafts = drafts;
  }

  LeaseDirectory directory() {
    return directory;
  }

  /** Where another program may come in between. */
  enum Gap {
    BEFORE_LINKING,
    BEFORE_FILLING,
    BEFORE_MOVING_AWAY,
    AFTER_MOVING_AWAY,
    BEFORE_PUTTING_BACK
  }

  /** Comes to a gap; tests let others act there. */
  void at(Gap gap) {}

  LeaseContent look(IpAddress address) {
    return LeaseContent.in(directory.fileOf(address), address);
  }

  Optional<Lease> lease(IpAddress address) {
    return look(address) instanceof LeaseContent.Held held
        ? Optional.of(held.lease())
        : Optional.empty();
  }

  /**
   * Returns all leases.
   *
   * @throws CniException when the time is over before all are read
   */
  List<Lease> all(Deadline deadline) {
    List<Lease> leases = new ArrayList<>();
    int looks = 0;
    for (IpAddress address : directory.addresses()) {
      if (++looks % LOOKS_BETWEEN_CLOCKS == 0) {
        requireTime(deadline, directory.folder());
      }
      if (look(address) instanceof LeaseContent.Held held) {
        leases.add(held.lease());
      }
    }
    return leases;
  }

  static void requireTime(Deadline deadline, Path folder) {
    if (deadline.isOver()) {
      throw new CniException(
          ErrorCode.TRY_AGAIN,
          "no time was left while looking through the leases in " + folder,
          "see how many files are in it, and whether its file system answers");
    }
  }

  /** Makes a lease file; empty when its name is taken. It is never seen without its content. */
  Optional<LeaseContent.Mark> create(Lease lease) {
    Path file = directory.fileOf(lease.address());
    try {
      for (int attempt = 1; ; attempt++) {
        Path draft = drafts.next();
        try {
          Files.write(draft, bytes(lease), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          at(Gap.BEFORE_LINKING);
          return Optional.of(
              LeaseContent.Mark.of(LeaseContent.attributes(drafts.place(draft, file))));
        } catch (NoSuchFileException swept) {
          // A process that cannot see this one took the draft for one that a crash has left.
          if (attempt == MOST_ATTEMPTS) {
            throw swept;
          }
        } catch (FileAlreadyExistsException e) {
          return Optional.empty();
        } catch (FileSystemException noWayFromThere) {
          if (!drafts.moveInside()) {
            throw noWayFromThere;
          }
        } finally {
          drafts.drop(draft);
        }
      }
    } catch (IOException e) {
      throw LeaseDirectory.failed("write the lease " + file, e);
    }
  }

  /** Fills a file that was seen empty; no mark when that very file is not there for it any more. */
  Optional<LeaseContent.Mark> takeOver(Lease lease, LeaseContent.Empty seen, LeaseLock lock) {
    Path file = directory.fileOf(lease.address());
    Path pin;
    try {
      pin = drafts.pin(file);
    } catch (IOException e) {
      // It is gone, or is not ours to write to (proc_sys_fs(5), protected_hardlinks).
      return Optional.empty();
    }
    try {
      try (FileChannel channel = FileChannel.open(pin, StandardOpenOption.WRITE)) {
        boolean ours = tryLock(channel) && lock.referenceIsAway();
        at(Gap.BEFORE_FILLING);
        if (!ours || channel.size() != 0 || !isStill(pin, seen) || !isStill(file, seen)) {
          return Optional.empty();
        }
        // What is written does not change the folder: without this the index would be believed.
        directory.restamp();
        Drafts.fill(channel, bytes(lease));
      }
      LeaseContent.Mark filled = LeaseContent.Mark.of(LeaseContent.attributes(pin));
      boolean there =
          LeaseContent.in(file, lease.address()) instanceof LeaseContent.Held held
              && filled.isSame(held.mark());
      return there ? Optional.of(filled) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw LeaseDirectory.failed("fill the empty lease " + file, e);
    } finally {
      drafts.drop(pin);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByAnotherThread) {
      return false;
    }
  }

  private static boolean isStill(Path file, LeaseContent.Empty seen) throws IOException {
    BasicFileAttributes now = LeaseContent.attributes(file);
    return now.isRegularFile() && now.size() == 0 && LeaseContent.Mark.of(now).isSame(seen.mark());
  }

  /** Empties the file that {@link #takeOver} filled, if it is that very file. */
  void makeEmpty(Lease lease, LeaseContent.Mark mark) {
    Path file = directory.fileOf(lease.address());
    Optional<Path> pinned = Optional.empty();
    try {
      Path pin = drafts.pin(file);
      pinned = Optional.of(pin);
      if (isThatLease(LeaseContent.in(pin, lease.address()), lease, Optional.of(mark))) {
        try (FileChannel channel = FileChannel.open(pin, StandardOpenOption.WRITE)) {
          channel.truncate(0);
        }
      }
    } catch (NoSuchFileException gone) {
      // Whoever removed it wanted the same.
    } catch (IOException e) {
      throw LeaseDirectory.failed("empty the lease " + file, e);
    } finally {
      pinned.ifPresent(drafts::drop);
    }
  }

  /**
   * Removes a lease, if it is there.
   *
   * @param mark which file it must be in; empty when any will do
   * @return whether it was removed
   */
  boolean remove(Lease lease, Optional<LeaseContent.Mark> mark) {
    return isThatLease(look(lease.address()), lease, mark)
        && removeIfMeant(lease.address(), Optional.of(lease), mark);
  }

  private static boolean isThatLease(
      LeaseContent content, Lease lease, Optional<LeaseContent.Mark> mark) {
    return content instanceof LeaseContent.Held held
        && held.lease().equals(lease)
        && (mark.isEmpty() || mark.get().isSame(held.mark()));
  }

  /** Removes an empty file whose writer is known to be dead; tells whether it did. */
  boolean removeEmpty(IpAddress address, LeaseLock lock) {
    return look(address) instanceof LeaseContent.Empty seen
        && lock.referenceIsAway()
        && removeIfMeant(address, Optional.empty(), Optional.of(seen.mark()));
  }

  /** Without a lease an empty file is meant. */
  private boolean removeIfMeant(
      IpAddress address, Optional<Lease> lease, Optional<LeaseContent.Mark> mark) {
    Path file = directory.fileOf(address);
    try {
      at(Gap.BEFORE_MOVING_AWAY);
      Path away = drafts.moveAway(file);
      at(Gap.AFTER_MOVING_AWAY);
      LeaseContent moved = LeaseContent.in(away, address);
      boolean meant =
          lease.isPresent()
              ? isThatLease(moved, lease.get(), mark)
              : moved instanceof LeaseContent.Empty empty
                  && empty.mark().isSame(mark.orElseThrow());
      if (meant) {
        Files.deleteIfExists(away);
        return true;
      }
      at(Gap.BEFORE_PUTTING_BACK);
      putBack(away, file, moved);
      return false;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw LeaseDirectory.failed("remove the lease " + file, e);
    }
  }

  private void putBack(Path away, Path file, LeaseContent moved) throws IOException {
    try {
      if (Files.isDirectory(away, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(away, file, StandardCopyOption.ATOMIC_MOVE);
      } else {
        drafts.putBack(away, file);
      }
    } catch (FileSystemException e) {
      String whose =
          moved instanceof LeaseContent.Held held
              ? " of container " + held.lease().containerId()
              : "";
      throw new CniException(
          ErrorCode.HOST_CONFLICT,
          file
              + whose
              + " came while it was being removed, and could not be put back: "
              + IoReason.of(e),
          "it lies at " + away + "; if two containers hold that address, DEL and ADD one of them",
          e);
    }
  }

  private static byte[] bytes(Lease lease) {
    return (lease.containerId() + "\r\n" + lease.ifname()).getBytes(StandardCharsets.UTF_8);
  }

  /** Clears up what processes that were killed have left beside the folder. */
  void sweep() {
    drafts.sweep();
  }
}
