// Takes addresses: one from each range set, and takes them back to the byte.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.net.IpAddress;
import io.mycni.process.Deadline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Picks and takes the addresses of one attachment, under the lock on the leases. */
final class Allocator {
  /** How many addresses may be found taken before all names are read at once. */
  private static final int MOST_SINGLE_LOOKS = 64;

  private static final int LOOKS_BETWEEN_CLOCKS = 256;

  private final LeaseDirectory directory;
  private final LeaseFiles files;
  private final Deadline deadline;
  private final List<Taken> taken = new ArrayList<>();
  private boolean leaveEmptyFiles;

  /**
   * Makes an allocator.
   *
   * @param directory the folder
   * @param files the leases in it
   * @param deadline the end of the call's time
   */
  Allocator(LeaseDirectory directory, LeaseFiles files, Deadline deadline) {
    this.directory = directory;
    this.files = files;
    this.deadline = deadline;
  }

  /**
   * What taking one address has changed.
   *
   * @param set the number of the range set
   * @param lease the lease
   * @param mark the file that it is in
   * @param wasEmpty whether that file was there before, empty
   * @param lastBefore the address that the set had given last before
   */
  record Taken(
      int set,
      Lease lease,
      LeaseContent.Mark mark,
      boolean wasEmpty,
      Optional<String> lastBefore) {}

  /** Returns the address that is taken next; an empty file counts as held. */
  IpAddress foresee(int number, RangeSet set, Optional<IpAddress> wanted) {
    if (wanted.isPresent()) {
      requireGivable(wanted.get(), set);
      if (!(files.look(wanted.get()) instanceof LeaseContent.Absent)) {
        throw held(wanted.get(), set);
      }
      return wanted.get();
    }
    Search search = new Search(number, set);
    while (search.hasNext()) {
      IpAddress address = search.next();
      if (files.look(address) instanceof LeaseContent.Absent) {
        return address;
      }
    }
    throw exhausted(set);
  }

  /** Takes an address of a set; {@link #undo} gives it back. */
  IpAddress take(
      int number,
      RangeSet set,
      Optional<IpAddress> wanted,
      String containerId,
      String ifname,
      LeaseLock lock) {
    if (wanted.isPresent()) {
      requireGivable(wanted.get(), set);
      if (!claim(number, new Lease(wanted.get(), containerId, ifname), lock)) {
        throw held(wanted.get(), set);
      }
      return wanted.get();
    }
    Search search = new Search(number, set);
    while (search.hasNext()) {
      IpAddress address = search.next();
      if (claim(number, new Lease(address, containerId, ifname), lock)) {
        return address;
      }
    }
    throw exhausted(set);
  }

  /** Takes one address, unless anything has its name; what was seen before does not count. */
  private boolean claim(int number, Lease lease, LeaseLock lock) {
    LeaseContent there = files.look(lease.address());
    boolean empty = there instanceof LeaseContent.Empty;
    Optional<LeaseContent.Mark> mark = Optional.empty();
    if (there instanceof LeaseContent.Absent) {
      mark = files.create(lease);
    } else if (there instanceof LeaseContent.Empty seen && !leaveEmptyFiles) {
      mark = files.takeOver(lease, seen, lock);
      // To ask about each of many would hold the lock for long.
      leaveEmptyFiles = mark.isEmpty();
    }
    if (mark.isEmpty()) {
      return false;
    }
    Optional<String> before = directory.lastReserved(number);
    taken.add(new Taken(number, lease, mark.get(), empty, before));
    directory.setLastReserved(number, Optional.of(lease.address().toString()));
    return true;
  }

  /** Returns what was taken. */
  List<Taken> taken() {
    return List.copyOf(taken);
  }

  /** Gives back what was taken; what was taken last by each set is as before, too. */
  void undo() {
    for (Taken each : taken.reversed()) {
      if (each.wasEmpty()) {
        files.makeEmpty(each.lease(), each.mark());
      } else {
        files.remove(each.lease(), Optional.of(each.mark()));
      }
      String address = each.lease().address().toString();
      boolean stillOurs = directory.lastReserved(each.set()).equals(Optional.of(address));
      if (stillOurs) {
        directory.setLastReserved(each.set(), each.lastBefore());
      }
    }
    taken.clear();
  }

  // The words that the reference plugin says stand in these errors: people search for them.

  private static void requireGivable(IpAddress wanted, RangeSet set) {
    AddressRange range = set.rangeOf(wanted).orElseThrow();
    if (!range.mayGive(wanted)) {
      throw new CniException(
          ErrorCode.NO_ADDRESS,
          "requested ip " + wanted + " is subnet's gateway: it is the gateway of " + range.subnet(),
          "ask for another address of " + range);
    }
  }

  private CniException held(IpAddress wanted, RangeSet set) {
    LeaseContent there = files.look(wanted);
    String holder = "a plugin that is at work, or died at it";
    if (there instanceof LeaseContent.Held held) {
      holder = "container " + held.lease().containerId() + " for " + held.lease().ifname();
    } else if (there instanceof LeaseContent.Odd odd) {
      holder = odd.what() + ", which is no lease";
    }
    return new CniException(
        ErrorCode.NO_ADDRESS,
        "requested IP address "
            + wanted
            + " is not available in range set "
            + set
            + ": it is held by "
            + holder,
        "if what holds it is gone, remove " + directory.fileOf(wanted));
  }

  private CniException exhausted(RangeSet set) {
    return new CniException(
        ErrorCode.NO_ADDRESS,
        "no IP addresses available in range set: "
            + set
            + "; all are taken in "
            + directory.folder(),
        "delete containers, or find leases of containers that are gone: mycni ipam list");
  }

  /** The candidates of a set, less those that are known to be held. */
  private final class Search {
    private final Candidates candidates;
    private final Set<IpAddress> there = new HashSet<>();
    private final List<IpAddress> passed = new ArrayList<>();
    private int passedAgain;
    private int looks;
    private IpAddress ahead;

    Search(int number, RangeSet set) {
      Optional<IpAddress> last =
          directory.lastReserved(number).flatMap(text -> IpAddress.parse(text.strip()));
      candidates = Candidates.after(last, set);
    }

    boolean hasNext() {
      while (candidates.hasNext()) {
        IpAddress next = candidates.next();
        countLook();
        if (!there.contains(next)) {
          ahead = next;
          return true;
        }
        passed.add(next);
      }
      // Nothing is free; what is left are files that may be empty.
      if (passedAgain == passed.size()) {
        return false;
      }
      countLook();
      ahead = passed.get(passedAgain++);
      return true;
    }

    private void countLook() {
      if (++looks == MOST_SINGLE_LOOKS) {
        there.addAll(directory.addresses());
      }
      if (looks % LOOKS_BETWEEN_CLOCKS == 0) {
        LeaseFiles.requireTime(deadline, directory.folder());
      }
    }

    IpAddress next() {
      return ahead;
    }
  }
}
