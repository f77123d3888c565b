// Takes lease files away at a person's word. Runtimes give leases back by HostLocal.
package io.mycni.ipam.hostlocal;

import io.mycni.lock.FileLocks;
import io.mycni.process.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Removes leases of one network, under the lock on them. */
public final class LeaseRemoval {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private LeaseRemoval() {}

  /**
   * Removes those leases that are still as they were when somebody looked; an empty file only when
   * its writer is known to be dead. The index of leases notices by the folder's time.
   *
   * @param dataDir the folder that holds a folder for each network
   * @param network the network
   * @param items what shall go
   * @param locks the file locks of this process
   * @return those that went
   */
  public static List<LeaseList.Item> of(
      Path dataDir, String network, List<LeaseList.Item> items, FileLocks locks) {
    LeaseDirectory directory = new LeaseDirectory(dataDir, network);
    List<LeaseList.Item> gone = new ArrayList<>();
    if (!directory.exists()) {
      return gone;
    }
    LeaseFiles files = new LeaseFiles(directory);
    try (LeaseLock lock = LeaseLock.acquire(directory, locks, Deadline.in(LONGEST_WAIT))) {
      for (LeaseList.Item item : items) {
        boolean removed =
            item.containerId().isEmpty()
                ? files.removeEmpty(item.address(), lock)
                : files.remove(
                    new Lease(item.address(), item.containerId(), item.ifname()), Optional.empty());
        if (removed) {
          gone.add(item);
        }
      }
    }
    return gone;
  }
}
