// Takes lease files away at a person's word. Runtimes give leases back by HostLocal.
package io.mycni.ipam.hostlocal;

import io.mycni.exec.FileLocks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Removes leases of one network, under the lock on them. */
public final class LeaseRemoval {
  private LeaseRemoval() {}

  /**
   * Removes those leases that are still as they were when somebody looked. The index of leases
   * notices by the folder's time.
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
    try (LeaseLock _ = LeaseLock.acquire(directory, locks)) {
      for (LeaseList.Item item : items) {
        boolean same =
            switch (directory.read(item.address())) {
              case LeaseDirectory.Absent absent -> false;
              case LeaseDirectory.Empty empty -> item.containerId().isEmpty();
              case LeaseDirectory.Held held ->
                  held.lease().containerId().equals(item.containerId())
                      && held.lease().ifname().equals(item.ifname());
            };
        if (same) {
          directory.delete(item.address());
          gone.add(item);
        }
      }
    }
    return gone;
  }
}
