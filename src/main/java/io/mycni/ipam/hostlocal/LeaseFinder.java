// Finds leases without reading all of them, where that is certain to find every one.
//
// The index tells all, as long as nobody but mycni has changed the folder since it had every lease.
// The folder's time tells that, as mycni gives it times of its own choice. One thing can stay
// unseen: what another program does in the moment in which mycni changes the folder. An attachment
// that mycni made itself is not concerned, its ADD has noted what it took (OwnLeases). So a DEL
// believes the index about those alone; otherwise everything is read, as the reference plugin does
// at each call.
package io.mycni.ipam.hostlocal;

import io.mycni.process.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for leases; writes its notes only under the lock on them. */
final class LeaseFinder {
  private final LeaseDirectory directory;
  private final LeaseFiles files;
  private final LeaseIndex index;
  private final OwnLeases own;
  private final List<RangeSet> sets;
  private final Deadline deadline;

  LeaseFinder(
      LeaseDirectory directory,
      LeaseFiles files,
      LeaseIndex index,
      List<RangeSet> sets,
      Deadline deadline) {
    this.directory = directory;
    this.files = files;
    this.index = index;
    this.own = new OwnLeases(index.folder(), files);
    this.sets = sets;
    this.deadline = deadline;
  }

  /** Returns the leases of a container, whichever interface they are of. */
  List<Lease> ofContainer(String containerId) {
    Optional<List<Lease>> indexed = indexed(containerId);
    return indexed.isPresent() ? indexed.get() : of(containerId, readAll());
  }

  /** Returns the same for a DEL, which must not leave a lease of the attachment. */
  List<Lease> ofContainer(String containerId, String ifname) {
    Optional<List<Lease>> indexed = indexed(containerId, ifname);
    return indexed.isPresent() ? indexed.get() : of(containerId, readAll());
  }

  /** Returns the same, slower when the index is outdated, and changes nothing. */
  List<Lease> withoutWriting(String containerId, String ifname) {
    Optional<List<Lease>> indexed = indexed(containerId, ifname);
    return indexed.isPresent() ? indexed.get() : of(containerId, files.all(deadline));
  }

  private Optional<List<Lease>> indexed(String containerId, String ifname) {
    Optional<List<Lease>> noted = own.of(containerId, ifname);
    Optional<List<Lease>> indexed = noted.isPresent() ? indexed(containerId) : Optional.empty();
    return indexed.isPresent() && indexed.get().containsAll(noted.get())
        ? indexed
        : Optional.empty();
  }

  private Optional<List<Lease>> indexed(String containerId) {
    Optional<LeaseIndex.State> state = current();
    if (state.isEmpty()) {
      return Optional.empty();
    }
    Optional<List<Lease>> indexed = index.of(state.get(), containerId);
    for (Lease lease : indexed.orElse(List.of())) {
      boolean there =
          files.look(lease.address()) instanceof LeaseContent.Held held
              && held.lease().equals(lease);
      if (!there) {
        return Optional.empty();
      }
    }
    return indexed;
  }

  private static List<Lease> of(String containerId, List<Lease> leases) {
    List<Lease> found = new ArrayList<>();
    for (Lease lease : leases) {
      if (lease.containerId().equals(containerId)) {
        found.add(lease);
      }
    }
    return found;
  }

  /** Returns the state of the index if it has every lease that is there now. */
  Optional<LeaseIndex.State> current() {
    Optional<LeaseIndex.State> state = index.state();
    boolean current =
        state.isPresent()
            && state.get().stamp().equals(directory.stamp())
            && state.get().last().equals(last());
    return current ? state : Optional.empty();
  }

  /** Returns the address that each set gave last; empty texts for those that gave none. */
  List<String> last() {
    List<String> last = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      last.add(LeaseIndex.oneLine(directory.lastReserved(i).orElse("")));
    }
    return last;
  }

  /** Reads every lease into the index, and returns them. */
  List<Lease> readAll() {
    // From here on a change by anybody gives the folder another time.
    Optional<String> stamp = directory.restamp();
    List<String> last = last();
    List<Lease> all = files.all(deadline);
    if (stamp.isPresent() && stamp.get().equals(directory.stamp()) && last.equals(last())) {
      index.replaceAll(all, stamp.get(), last);
    } else {
      index.forget();
    }
    return all;
  }

  /** Notes what an ADD has taken; {@code before} is what {@link #current} said right before. */
  void taken(
      Optional<LeaseIndex.State> before,
      String containerId,
      String ifname,
      List<Allocator.Taken> taken,
      List<String> last) {
    List<Lease> leases = new ArrayList<>();
    for (Allocator.Taken each : taken) {
      leases.add(each.lease());
    }
    own.add(containerId, ifname, taken);
    changed(before, containerId, leases, List.of(), last);
  }

  /** Notes what was given back; {@code before} is what {@link #current} said right before. */
  void gone(
      Optional<LeaseIndex.State> before,
      String containerId,
      String ifname,
      List<Lease> gone,
      List<String> last) {
    own.remove(containerId, ifname);
    changed(before, containerId, List.of(), gone, last);
  }

  /**
   * Goes on believing the index, if it was to be believed before.
   *
   * @param last the address that each set gave last, as mycni read or wrote it; what another
   *     program may have written since must not be taken for known
   */
  private void changed(
      Optional<LeaseIndex.State> before,
      String containerId,
      List<Lease> added,
      List<Lease> removed,
      List<String> last) {
    if (before.isEmpty()) {
      return;
    }
    Optional<String> sums = index.change(before.get(), containerId, added, removed);
    Optional<String> stamp = directory.restamp();
    if (sums.isPresent() && stamp.isPresent()) {
      index.setState(new LeaseIndex.State(stamp.get(), last, sums.get()));
    } else {
      index.forget();
    }
  }
}
