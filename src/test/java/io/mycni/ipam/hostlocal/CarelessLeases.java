// Leases of a plugin with a fault, by which a search shows that it finds such ones: it looks
// whether an address is free, and then takes it as if nobody could have come in between.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.Attachment;
import io.mycni.lock.FileLocks;
import io.mycni.process.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Makes them. */
public final class CarelessLeases {
  private CarelessLeases() {}

  /** Returns the address management of an attachment. */
  public static HostLocal of(
      HostLocalConfig config, Attachment attachment, Path indexes, FileLocks locks, Deadline end) {
    LeaseDirectory directory = new LeaseDirectory(config.dataDir(), attachment.network());
    return new HostLocal(config, attachment, new Careless(directory), indexes, locks, end, false);
  }

  private static final class Careless extends LeaseFiles {
    Careless(LeaseDirectory directory) {
      super(directory);
    }

    @Override
    Optional<LeaseContent.Mark> create(Lease lease) {
      Path file = directory().fileOf(lease.address());
      try {
        String text = lease.containerId() + "\r\n" + lease.ifname();
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        return Optional.of(LeaseContent.Mark.of(LeaseContent.attributes(file)));
      } catch (IOException e) {
        throw LeaseDirectory.failed("write the lease " + file, e);
      }
    }
  }
}
