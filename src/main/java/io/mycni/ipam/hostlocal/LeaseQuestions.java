// What is asked about leases without changing any: CHECK, STATUS, and who holds what.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.net.IpAddress;
import io.mycni.process.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the leases of one network for one attachment; takes no lock. */
final class LeaseQuestions {
  private final HostLocalConfig config;
  private final Attachment attachment;
  private final LeaseDirectory directory;
  private final LeaseFiles files;
  private final Deadline deadline;

  LeaseQuestions(
      HostLocalConfig config, Attachment attachment, LeaseFiles files, Deadline deadline) {
    this.config = config;
    this.attachment = attachment;
    this.directory = files.directory();
    this.files = files;
    this.deadline = deadline;
  }

  /** Fails when one of these addresses is not held by this attachment, or there are none. */
  void check(List<IpAddress> wanted) {
    if (wanted.isEmpty()) {
      throw missing("holds no lease in " + directory.folder());
    }
    for (IpAddress address : wanted) {
      Optional<Lease> lease = directory.exists() ? files.lease(address) : Optional.empty();
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

  /** Fails when no address could be taken at present. */
  void status() {
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
    Allocator allocator = new Allocator(directory, files, deadline);
    for (int i = 0; i < config.rangeSets().size(); i++) {
      try {
        allocator.foresee(i, config.rangeSets().get(i), Optional.empty());
      } catch (CniException e) {
        throw new CniException(ErrorCode.PLUGIN_NOT_AVAILABLE, e.getMessage(), e.details());
      }
    }
  }

  /** Returns which addresses each attachment of the network holds. */
  Map<Attachment, List<IpAddress>> holdings() {
    Map<Attachment, List<IpAddress>> holdings = new LinkedHashMap<>();
    for (Lease lease : files.all(deadline)) {
      Attachment holder = lease.holder(attachment.network());
      List<IpAddress> addresses = holdings.get(holder);
      if (addresses == null) {
        addresses = new ArrayList<>();
        holdings.put(holder, addresses);
      }
      addresses.add(lease.address());
    }
    return holdings;
  }
}
