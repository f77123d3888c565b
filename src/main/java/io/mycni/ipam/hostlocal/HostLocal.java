// The address management of one attachment by leases in files. What the files are is
// LeaseDirectory's business, how one is found LeaseFinder's, how one is picked Allocator's.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.config.AddressRange;
import io.mycni.config.HostLocalConfig;
import io.mycni.config.RangeSet;
import io.mycni.exec.Deadline;
import io.mycni.exec.FileLocks;
import io.mycni.ipam.Addressing;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** host-local. */
public final class HostLocal implements Addressing {
  private final HostLocalConfig config;
  private final Attachment attachment;
  private final LeaseDirectory directory;
  private final LeaseIndex index;
  private final LeaseFinder finder;
  private final FileLocks locks;
  private final Deadline deadline;
  private final boolean readOnly;

  private List<Path> madeFolders = List.of();
  private boolean madeLock;
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
    this.config = config;
    this.attachment = attachment;
    this.directory = new LeaseDirectory(config.dataDir(), attachment.network());
    this.index = new LeaseIndex(indexRoot, directory.folder());
    this.finder = new LeaseFinder(directory, index, config.rangeSets());
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
  public CniResult take() {
    CniDns dns = dns();
    madeFolders = directory.makeFolders();
    madeLock = directory.makeLockFile();
    try (LeaseLock lock = LeaseLock.acquire(directory, locks)) {
      Allocator allocator = new Allocator(directory, finder, lock::referenceHolds);
      allocation = Optional.of(allocator);
      try {
        List<Lease> before =
            finder.of(attachment.containerId(), List.of(), LeaseFinder.Effort.BOUNDED);
        refuseSecond(before);
        deadline.requireCaller();
        ofContainer = Optional.of(before);
        List<String> last = new ArrayList<>(finder.last());
        List<IpAddress> addresses = new ArrayList<>();
        List<Optional<IpAddress>> wanted = wanted();
        for (int i = 0; i < config.rangeSets().size(); i++) {
          IpAddress address =
              allocator.take(
                  i,
                  config.rangeSets().get(i),
                  wanted.get(i),
                  attachment.containerId(),
                  attachment.ifname());
          addresses.add(address);
          last.set(i, address.toString());
        }
        finder.changed(last);
        return result(addresses, dns);
      } catch (CniException e) {
        undoLocked(lock);
        throw e;
      }
    }
  }

  @Override
  public CniResult foresee() {
    CniDns dns = dns();
    refuseSecond(finder.withoutWriting(attachment.containerId(), List.of()));
    Allocator allocator = new Allocator(directory, finder, () -> true);
    List<IpAddress> addresses = new ArrayList<>();
    List<Optional<IpAddress>> wanted = wanted();
    for (int i = 0; i < config.rangeSets().size(); i++) {
      addresses.add(allocator.foresee(i, config.rangeSets().get(i), wanted.get(i)));
    }
    return result(addresses, dns);
  }

  private CniDns dns() {
    return config.resolvConf().map(ResolvConf::read).orElse(CniDns.NONE);
  }

  private void refuseSecond(List<Lease> leases) {
    for (Lease lease : leases) {
      boolean inSet =
          config.rangeSets().stream().anyMatch(set -> set.rangeOf(lease.address()).isPresent());
      if (inSet && lease.isOf(attachment.containerId(), attachment.ifname())) {
        throw new CniException(
            ErrorCode.HOST_CONFLICT,
            "container "
                + attachment.containerId()
                + " holds the address "
                + lease.address()
                + " for "
                + attachment.ifname()
                + " already",
            "an attachment gets its addresses once; call DEL before ADD");
      }
    }
  }

  /** Returns the address that was asked for of each set. */
  private List<Optional<IpAddress>> wanted() {
    Set<IpAddress> left = new LinkedHashSet<>(config.requested());
    List<Optional<IpAddress>> wanted = new ArrayList<>();
    for (RangeSet set : config.rangeSets()) {
      Optional<IpAddress> first =
          left.stream().filter(address -> set.rangeOf(address).isPresent()).findFirst();
      first.ifPresent(left::remove);
      wanted.add(first);
    }
    if (!left.isEmpty()) {
      throw new CniException(
          ErrorCode.NO_ADDRESS,
          "addresses were asked for that no range set has, or has given one of already: " + left,
          "the sets are " + config.rangeSets() + "; an attachment gets one address from each");
    }
    return wanted;
  }

  private CniResult result(List<IpAddress> addresses, CniDns dns) {
    List<CniIp> ips = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      IpAddress address = addresses.get(i);
      AddressRange range = config.rangeSets().get(i).rangeOf(address).orElseThrow();
      ips.add(
          new CniIp(
              new Cidr(address, range.subnet().prefix()),
              Optional.of(range.gateway()),
              OptionalInt.empty()));
    }
    return new CniResult(List.of(), ips, config.routes(), dns);
  }

  @Override
  public void takeBack() {
    if (allocation.isEmpty()) {
      return;
    }
    try (LeaseLock lock = LeaseLock.acquire(directory, locks)) {
      undoLocked(lock);
    }
  }

  private void undoLocked(LeaseLock lock) {
    List<Lease> leases = allocation.map(Allocator::leases).orElse(List.of());
    allocation.ifPresent(Allocator::undo);
    allocation = Optional.empty();
    leases.forEach(index::remove);
    finder.changed(finder.last());
    if (madeLock && !lock.referenceHolds()) {
      directory.removeLockFile();
      directory.removeIfUnused(madeFolders);
    }
  }

  @Override
  public List<String> takingByHand(CniResult lease) {
    return LeaseScript.taking(directory, attachment, lease);
  }

  @Override
  public List<IpAddress> held() {
    List<IpAddress> held = new ArrayList<>();
    for (Lease lease : leasesOfContainer(List.of())) {
      if (lease.isOf(attachment.containerId(), attachment.ifname())) {
        held.add(lease.address());
      }
    }
    return held;
  }

  @Override
  public List<IpAddress> heldByOtherInterfaces() {
    List<IpAddress> held = new ArrayList<>();
    for (Lease lease : leasesOfContainer(List.of())) {
      if (!lease.isOf(attachment.containerId(), attachment.ifname())) {
        held.add(lease.address());
      }
    }
    return held;
  }

  /** Looks once for a call: what happens in between is done under the lock, by this call. */
  private List<Lease> leasesOfContainer(List<IpAddress> hints) {
    if (ofContainer.isEmpty()) {
      ofContainer = Optional.of(find(hints));
    }
    return ofContainer.get();
  }

  private List<Lease> find(List<IpAddress> hints) {
    if (!directory.exists()) {
      return List.of();
    }
    if (readOnly) {
      return finder.withoutWriting(attachment.containerId(), hints);
    }
    try (LeaseLock _ = LeaseLock.acquire(directory, locks)) {
      return finder.of(attachment.containerId(), hints, LeaseFinder.Effort.COMPLETE);
    }
  }

  @Override
  public void release(List<IpAddress> hints) {
    if (!directory.exists()) {
      return;
    }
    List<Lease> known = new ArrayList<>(leasesOfContainer(hints));
    for (IpAddress hint : hints) {
      directory.lease(hint).filter(lease -> !known.contains(lease)).ifPresent(known::add);
    }
    known.removeIf(lease -> !lease.isOf(attachment.containerId(), attachment.ifname()));
    if (known.isEmpty()) {
      return;
    }
    try (LeaseLock _ = LeaseLock.acquire(directory, locks)) {
      List<String> last = finder.last();
      for (Lease lease : known) {
        // Looked at again under the lock: it may have been released and given to another meanwhile.
        if (directory.lease(lease.address()).equals(Optional.of(lease))) {
          directory.delete(lease.address());
        }
        index.remove(lease);
      }
      finder.changed(last);
    }
  }

  @Override
  public List<String> releasingByHand(List<IpAddress> addresses) {
    return LeaseScript.releasing(directory, addresses);
  }

  @Override
  public void check(List<IpAddress> expected) {
    List<IpAddress> wanted = expected.isEmpty() ? held() : expected;
    if (wanted.isEmpty()) {
      throw missing("holds no lease in " + directory.folder());
    }
    for (IpAddress address : wanted) {
      Optional<Lease> lease = directory.exists() ? directory.lease(address) : Optional.empty();
      if (lease.isEmpty()) {
        throw missing("has lost the lease of " + address + " in " + directory.folder());
      }
      if (!lease.get().isOf(attachment.containerId(), attachment.ifname())) {
        throw missing(
            "does not hold the lease of "
                + address
                + "; container "
                + lease.get().containerId()
                + " does");
      }
    }
  }

  private CniException missing(String what) {
    return new CniException(
        ErrorCode.CHECK_FAILED,
        "container " + attachment.containerId() + " " + what,
        "DEL and ADD the container again");
  }

  @Override
  public void status() {
    Path there = directory.folder();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null || !Files.isWritable(there) || !Files.isDirectory(there)) {
      throw new CniException(
          ErrorCode.PLUGIN_NOT_AVAILABLE,
          "leases cannot be written: " + there + " is no folder that can be written to",
          "check ipam.dataDir (" + config.dataDir() + ")");
    }
    Allocator allocator = new Allocator(directory, finder, () -> true);
    for (int i = 0; i < config.rangeSets().size(); i++) {
      try {
        allocator.foresee(i, config.rangeSets().get(i), Optional.empty());
      } catch (CniException e) {
        throw new CniException(ErrorCode.PLUGIN_NOT_AVAILABLE, e.getMessage(), e.details());
      }
    }
  }

  @Override
  public Set<Attachment> holders() {
    Set<Attachment> holders = new LinkedHashSet<>();
    for (Lease lease : directory.all()) {
      holders.add(lease.holder(attachment.network()));
    }
    return holders;
  }

  @Override
  public void collect(Set<Attachment> valid) {
    if (!directory.exists()) {
      return;
    }
    Set<String> containers = new LinkedHashSet<>();
    valid.forEach(each -> containers.add(each.containerId()));
    try (LeaseLock _ = LeaseLock.acquire(directory, locks)) {
      for (Lease lease : directory.all()) {
        boolean kept =
            lease.ifname().isEmpty()
                ? containers.contains(lease.containerId())
                : valid.contains(lease.holder(attachment.network()));
        if (!kept) {
          directory.delete(lease.address());
        }
      }
      finder.readAll();
    }
  }
}
