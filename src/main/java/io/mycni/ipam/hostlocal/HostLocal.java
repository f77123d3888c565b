// The address management of one attachment by leases in files. What the files are is
// LeaseDirectory's business, how one is found LeaseFinder's, how one is picked Allocator's.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.cni.CniResult;
import io.mycni.ipam.Addressing;
import io.mycni.lock.FileLocks;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.process.Deadline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** host-local. */
public final class HostLocal implements Addressing {
  private final HostLocalConfig config;
  private final Allotment allotment;
  private final Attachment attachment;
  private final LeaseDirectory directory;
  private final LeaseFiles files;
  private final LeaseFinder finder;
  private final LeaseQuestions questions;
  private final Deadline deadline;
  private final FileLocks locks;
  private final boolean readOnly;

  private LeaseDirectory.Made made = LeaseDirectory.Made.NOTHING;
  private Optional<Allocator> allocation = Optional.empty();
  private Optional<List<Lease>> ofContainer = Optional.empty();

  /**
   * Makes the address management of an attachment.
   *
   * @param config the configuration
   * @param attachment the attachment; for STATUS and GC only its network counts
   * @param indexRoot where indexes of leases are kept
   * @param locks the file locks of this process
   * @param deadline the end of the call's time
   * @param readOnly whether nothing may be changed, as in a dry run
   */
  public HostLocal(
      HostLocalConfig config,
      Attachment attachment,
      Path indexRoot,
      FileLocks locks,
      Deadline deadline,
      boolean readOnly) {
    this(
        config,
        attachment,
        new LeaseFiles(new LeaseDirectory(config.dataDir(), attachment.network())),
        indexRoot,
        locks,
        deadline,
        readOnly);
  }

  /** Takes the files, too, so that tests can come in between. */
  HostLocal(
      HostLocalConfig config,
      Attachment attachment,
      LeaseFiles files,
      Path indexRoot,
      FileLocks locks,
      Deadline deadline,
      boolean readOnly) {
    this.config = config;
    this.allotment = new Allotment(config, attachment);
    this.attachment = attachment;
    this.directory = files.directory();
    this.files = files;
    LeaseIndex index = new LeaseIndex(indexRoot, directory.folder());
    this.finder = new LeaseFinder(directory, files, index, config.rangeSets(), deadline);
    this.questions = new LeaseQuestions(config, attachment, files, deadline);
    this.locks = locks;
    this.deadline = deadline;
    this.readOnly = readOnly;
  }

  @Override
  public String type() {
    return "host-local";
  }

  @Override
  public String dataDir() {
    return directory.dataDir().toString();
  }

  @Override
  public Set<IpFamily> families() {
    Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
    for (RangeSet set : config.rangeSets()) {
      families.add(set.family());
    }
    return families;
  }

  @Override
  public CniResult take() {
    CniDns dns = allotment.dns();
    try (LeaseLock lock = LeaseLock.acquire(directory, locks, deadline)) {
      made = lock.made();
      files.sweep();
      Allocator allocator = new Allocator(directory, files, deadline);
      allocation = Optional.of(allocator);
      try {
        List<Lease> others = finder.ofContainer(attachment.containerId());
        allotment.refuseSecond(others);
        deadline.requireCaller();
        ofContainer = Optional.of(others);
        return allotment.result(take(allocator, lock), dns);
      } catch (CniException e) {
        undoLocked(lock);
        throw e;
      }
    }
  }

  private List<IpAddress> take(Allocator allocator, LeaseLock lock) {
    Optional<LeaseIndex.State> before = finder.current();
    List<String> last = new ArrayList<>(finder.last());
    List<IpAddress> addresses = new ArrayList<>();
    List<Optional<IpAddress>> wanted = allotment.wanted();
    for (int i = 0; i < config.rangeSets().size(); i++) {
      IpAddress address =
          allocator.take(
              i,
              config.rangeSets().get(i),
              wanted.get(i),
              attachment.containerId(),
              attachment.ifname(),
              lock);
      addresses.add(address);
      last.set(i, address.toString());
    }
    finder.taken(before, attachment.containerId(), attachment.ifname(), allocator.taken(), last);
    return addresses;
  }

  @Override
  public CniResult foresee() {
    CniDns dns = allotment.dns();
    if (directory.exists()) {
      allotment.refuseSecond(finder.withoutWriting(attachment.containerId(), attachment.ifname()));
    }
    Allocator allocator = new Allocator(directory, files, deadline);
    List<IpAddress> addresses = new ArrayList<>();
    List<Optional<IpAddress>> wanted = allotment.wanted();
    for (int i = 0; i < config.rangeSets().size(); i++) {
      addresses.add(allocator.foresee(i, config.rangeSets().get(i), wanted.get(i)));
    }
    return allotment.result(addresses, dns);
  }

  @Override
  public void takeBack() {
    if (allocation.isEmpty()) {
      return;
    }
    try (LeaseLock lock = LeaseLock.acquire(directory, locks, Deadline.in(Deadline.TIME_TO_UNDO))) {
      // Where the folder goes with the first lease, no later call would look for them.
      files.sweep();
      undoLocked(lock);
    }
  }

  private void undoLocked(LeaseLock lock) {
    List<Lease> leases = new ArrayList<>();
    for (Allocator.Taken each : allocation.map(Allocator::taken).orElse(List.of())) {
      leases.add(each.lease());
    }
    if (!leases.isEmpty()) {
      Optional<LeaseIndex.State> before = finder.current();
      allocation.ifPresent(Allocator::undo);
      finder.gone(before, attachment.containerId(), attachment.ifname(), leases, finder.last());
    }
    allocation = Optional.empty();
    if (made.lock() && !lock.referenceIsSeen()) {
      directory.removeLockFile();
      directory.removeIfUnused(made.folders());
    }
  }

  @Override
  public List<String> takingByHand(CniResult lease) {
    return LeaseScript.taking(directory, attachment, lease);
  }

  @Override
  public List<IpAddress> held() {
    List<IpAddress> held = new ArrayList<>();
    for (Lease lease : leasesOfContainer()) {
      if (lease.isOf(attachment.containerId(), attachment.ifname())) {
        held.add(lease.address());
      }
    }
    return held;
  }

  @Override
  public List<IpAddress> heldByOtherInterfaces() {
    List<IpAddress> held = new ArrayList<>();
    for (Lease lease : leasesOfContainer()) {
      if (!lease.isOf(attachment.containerId(), attachment.ifname())) {
        held.add(lease.address());
      }
    }
    return held;
  }

  /** Looks once for a call: what happens in between is done under the lock, by this call. */
  private List<Lease> leasesOfContainer() {
    if (ofContainer.isEmpty()) {
      ofContainer = Optional.of(find());
    }
    return ofContainer.get();
  }

  private List<Lease> find() {
    if (!directory.exists()) {
      return List.of();
    }
    if (readOnly) {
      return finder.withoutWriting(attachment.containerId(), attachment.ifname());
    }
    try (LeaseLock _ = LeaseLock.acquire(directory, locks, deadline)) {
      files.sweep();
      return finder.ofContainer(attachment.containerId(), attachment.ifname());
    }
  }

  @Override
  public void release(List<IpAddress> hints) {
    if (!directory.exists()) {
      return;
    }
    List<Lease> known = new ArrayList<>(leasesOfContainer());
    for (IpAddress hint : hints) {
      files.lease(hint).filter(lease -> !known.contains(lease)).ifPresent(known::add);
    }
    known.removeIf(lease -> !lease.isOf(attachment.containerId(), attachment.ifname()));
    if (known.isEmpty()) {
      return;
    }
    try (LeaseLock _ = LeaseLock.acquire(directory, locks, deadline)) {
      Optional<LeaseIndex.State> before = finder.current();
      for (Lease lease : known) {
        // Looked at again: it may have been released and given to another meanwhile.
        files.remove(lease, Optional.empty());
      }
      finder.gone(
          before,
          attachment.containerId(),
          attachment.ifname(),
          known,
          before.map(LeaseIndex.State::last).orElse(List.of()));
    }
  }

  @Override
  public List<String> releasingByHand(List<IpAddress> addresses) {
    return LeaseScript.releasing(directory, attachment, addresses);
  }

  @Override
  public void check(List<IpAddress> expected) {
    questions.check(expected.isEmpty() ? held() : expected);
  }

  @Override
  public void status() {
    questions.status();
  }

  @Override
  public Map<Attachment, List<IpAddress>> holdings() {
    return questions.holdings();
  }

  @Override
  public void collect(Set<Attachment> valid) {
    if (!directory.exists()) {
      return;
    }
    Set<String> containers = new LinkedHashSet<>();
    valid.forEach(each -> containers.add(each.containerId()));
    try (LeaseLock _ = LeaseLock.acquire(directory, locks, deadline)) {
      files.sweep();
      for (Lease lease : files.all(deadline)) {
        boolean kept =
            lease.ifname().isEmpty()
                ? containers.contains(lease.containerId())
                : valid.contains(lease.holder(attachment.network()));
        if (!kept) {
          files.remove(lease, Optional.empty());
        }
      }
      finder.readAll();
    }
  }
}
