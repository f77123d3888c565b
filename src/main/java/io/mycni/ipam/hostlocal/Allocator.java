// Takes addresses: one from each range set, and takes them back to the byte.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.config.AddressRange;
import io.mycni.config.RangeSet;
import io.mycni.net.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Picks and takes the addresses of one attachment, under the lock on the leases. */
final class Allocator {
  /** How many addresses may be found taken before all names are read at once. */
  private static final int MOST_SINGLE_LOOKS = 64;

  private final LeaseDirectory directory;
  private final LeaseFinder finder;
  private final BooleanSupplier writerAtWork;
  private final List<Taken> taken = new ArrayList<>();

  /**
   * Makes an allocator.
   *
   * @param directory the leases
   * @param finder learns of leases that are met by chance
   * @param writerAtWork whether the reference plugin may be about to fill an empty file
   */
  Allocator(LeaseDirectory directory, LeaseFinder finder, BooleanSupplier writerAtWork) {
    this.directory = directory;
    this.finder = finder;
    this.writerAtWork = writerAtWork;
  }

  /** What taking one address has changed. */
  private record Taken(int set, Lease lease, boolean wasEmpty, Optional<String> lastBefore) {}

  /** Returns the address that is taken next. */
  IpAddress foresee(int number, RangeSet set, Optional<IpAddress> wanted) {
    if (wanted.isPresent()) {
      requireFree(wanted.get(), set);
      return wanted.get();
    }
    Search search = new Search(number, set);
    while (search.hasNext()) {
      IpAddress address = search.next();
      if (isFree(address)) {
        return address;
      }
    }
    throw exhausted(set);
  }

  /** Takes an address of a set; {@link #undo} gives it back. */
  IpAddress take(
      int number, RangeSet set, Optional<IpAddress> wanted, String containerId, String ifname) {
    while (true) {
      IpAddress address = foresee(number, set, wanted);
      Lease lease = new Lease(address, containerId, ifname);
      boolean empty = directory.isThere(address);
      if (empty) {
        directory.replace(lease);
      } else if (!directory.create(lease)) {
        // Another program was faster; the next look sees its file.
        directory.lease(address).ifPresent(finder::learn);
        continue;
      }
      Optional<String> before = directory.lastReserved(number);
      taken.add(new Taken(number, lease, empty, before));
      finder.learn(lease);
      directory.setLastReserved(number, Optional.of(address.toString()));
      return address;
    }
  }

  /** Returns the leases that were taken. */
  List<Lease> leases() {
    List<Lease> leases = new ArrayList<>();
    taken.forEach(each -> leases.add(each.lease()));
    return leases;
  }

  /** Gives back what was taken; what was taken last by each set is as before, too. */
  void undo() {
    for (Taken each : taken.reversed()) {
      IpAddress address = each.lease().address();
      if (each.wasEmpty()) {
        directory.makeEmpty(address);
      } else {
        directory.delete(address);
      }
      boolean stillOurs =
          directory.lastReserved(each.set()).equals(Optional.of(address.toString()));
      if (stillOurs) {
        directory.setLastReserved(each.set(), each.lastBefore());
      }
    }
    taken.clear();
  }

  private boolean isFree(IpAddress address) {
    if (!directory.isThere(address)) {
      return true;
    }
    // An empty file is one that the reference is about to fill, or that a crash has left. Whoever
    // fills it holds the reference's lock from before it is made until it is filled.
    return directory.isEmpty(address) && !writerAtWork.getAsBoolean() && directory.isEmpty(address);
  }

  private void requireFree(IpAddress wanted, RangeSet set) {
    AddressRange range = set.rangeOf(wanted).orElseThrow();
    if (!range.mayGive(wanted)) {
      String what = wanted.equals(range.gateway()) ? "the gateway" : "an end";
      throw new CniException(
          ErrorCode.NO_ADDRESS,
          "the address " + wanted + " was asked for, which is " + what + " of " + range.subnet(),
          "ask for another address of " + range);
    }
    if (!isFree(wanted)) {
      String holder =
          directory
              .lease(wanted)
              .map(lease -> "container " + lease.containerId() + " for " + lease.ifname())
              .orElse("a plugin that is at work");
      throw new CniException(
          ErrorCode.NO_ADDRESS,
          "the address " + wanted + " was asked for, and is held by " + holder,
          "if that container is gone, remove " + directory.fileOf(wanted));
    }
  }

  private CniException exhausted(RangeSet set) {
    return new CniException(
        ErrorCode.NO_ADDRESS,
        "no address is left in " + set + "; all are leased in " + directory.folder(),
        "delete containers, or find leases of containers that are gone: mycni ipam list");
  }

  /** The candidates of a set, less those that are known to be held. */
  private final class Search {
    private final Candidates candidates;
    private final Set<IpAddress> there = new HashSet<>();
    private final List<IpAddress> passed = new ArrayList<>();
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
        if (++looks == MOST_SINGLE_LOOKS) {
          there.addAll(directory.addresses());
        }
        if (!there.contains(next)) {
          ahead = next;
          return true;
        }
        passed.add(next);
      }
      // Nothing is free; what is left are files that may be empty.
      if (passed.isEmpty()) {
        return false;
      }
      ahead = passed.removeFirst();
      return true;
    }

    IpAddress next() {
      return ahead;
    }
  }
}
