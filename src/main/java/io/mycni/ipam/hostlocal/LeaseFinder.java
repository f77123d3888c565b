// Finds the leases of a container without reading all leases.
//
// The index knows what mycni did. What another program did since, it does not know; the folder's
// stamp tells that something was done. Leases that were added since lie, as everybody gives
// addresses round robin, between the last addresses of then and of now: that gap is read. Only when
// a lease is looked for, is not found, and others may have made it elsewhere (for a requested
// address), is everything read.
package io.mycni.ipam.hostlocal;

import io.mycni.config.RangeSet;
import io.mycni.net.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks for leases; all but {@link #withoutWriting} under the lock on them. */
final class LeaseFinder {
  private static final int LONGEST_GAP = 256;

  private final LeaseDirectory directory;
  private final LeaseIndex index;
  private final List<RangeSet> sets;

  LeaseFinder(LeaseDirectory directory, LeaseIndex index, List<RangeSet> sets) {
    this.directory = directory;
    this.index = index;
    this.sets = sets;
  }

  /** How far to go for leases that are not found at once. */
  enum Effort {
    /** What other programs made out of turn may be missed. */
    BOUNDED,
    /** Read everything, if need be. */
    COMPLETE
  }

  /**
   * Returns the leases of a container, whichever interface they are of.
   *
   * @param hints addresses that it may hold
   */
  List<Lease> of(String containerId, List<IpAddress> hints, Effort effort) {
    Optional<LeaseIndex.State> state = index.state();
    if (state.isEmpty() || !sameFolder(state.get().stamp())) {
      return of(containerId, readAll());
    }
    List<Lease> found = verified(containerId, hints);
    if (isCurrent(state.get())) {
      boolean more = found.isEmpty() && !state.get().complete() && effort == Effort.COMPLETE;
      if (!more) {
        return found;
      }
    } else {
      readGaps(state.get());
      found = verified(containerId, hints);
      if (!found.isEmpty() || effort == Effort.BOUNDED) {
        return found;
      }
    }
    return of(containerId, readAll());
  }

  private static List<Lease> of(String containerId, List<Lease> leases) {
    return leases.stream().filter(lease -> lease.containerId().equals(containerId)).toList();
  }

  /** Returns the same, slower when the index is outdated, and changes nothing. */
  List<Lease> withoutWriting(String containerId, List<IpAddress> hints) {
    if (!directory.exists()) {
      return List.of();
    }
    Optional<LeaseIndex.State> state = index.state();
    if (state.isPresent() && isCurrent(state.get()) && state.get().complete()) {
      return verified(containerId, hints);
    }
    return of(containerId, directory.all());
  }

  private List<Lease> verified(String containerId, List<IpAddress> hints) {
    Set<IpAddress> addresses = new LinkedHashSet<>();
    index.of(containerId).forEach(lease -> addresses.add(lease.address()));
    addresses.addAll(hints);
    List<Lease> found = new ArrayList<>();
    for (IpAddress address : addresses) {
      directory
          .lease(address)
          .filter(lease -> lease.containerId().equals(containerId))
          .ifPresent(found::add);
    }
    return found;
  }

  private boolean sameFolder(String stamp) {
    String now = directory.stamp();
    return stamp.substring(0, stamp.indexOf(' ')).equals(now.substring(0, now.indexOf(' ')));
  }

  private boolean isCurrent(LeaseIndex.State state) {
    return state.stamp().equals(directory.stamp()) && state.last().equals(last());
  }

  /** Returns the address that each set gave last; empty texts for those that gave none. */
  List<String> last() {
    List<String> last = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      last.add(directory.lastReserved(i).orElse("").strip());
    }
    return last;
  }

  private void readGaps(LeaseIndex.State state) {
    List<String> now = last();
    for (int i = 0; i < sets.size(); i++) {
      Optional<IpAddress> then =
          i < state.last().size() ? IpAddress.parse(state.last().get(i)) : Optional.empty();
      Optional<IpAddress> end = IpAddress.parse(now.get(i));
      if (end.isEmpty() || end.equals(then)) {
        continue;
      }
      Candidates candidates = Candidates.after(then, sets.get(i));
      for (int read = 0; read < LONGEST_GAP && candidates.hasNext(); read++) {
        IpAddress address = candidates.next();
        directory.lease(address).ifPresent(this::learn);
        if (address.equals(end.get())) {
          break;
        }
      }
      directory.lease(end.get()).ifPresent(this::learn);
    }
    index.setState(new LeaseIndex.State(directory.stamp(), false, now));
  }

  /** Reads every lease into the index, and returns them. */
  List<Lease> readAll() {
    String stamp = directory.stamp();
    List<String> last = last();
    List<Lease> all = directory.all();
    index.replaceAll(all);
    index.setState(new LeaseIndex.State(stamp, true, last));
    return all;
  }

  /** Notes a lease that is there and may be unknown to the index. */
  void learn(Lease lease) {
    if (!index.of(lease.containerId()).contains(lease)) {
      index.add(lease);
    }
  }

  /**
   * Notes that mycni itself has just changed the folder.
   *
   * @param last the address that each set gave last, as mycni read or wrote it; what another
   *     program may have written since must not be taken for known
   */
  void changed(List<String> last) {
    Optional<LeaseIndex.State> state = index.state();
    if (state.isPresent()) {
      index.setState(new LeaseIndex.State(directory.stamp(), state.get().complete(), last));
    }
  }
}
