// All leases of a network, for people.
package io.mycni.ipam.hostlocal;

import io.mycni.net.IpAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Lists leases; takes no lock, as it only looks. */
public final class LeaseList {
  private LeaseList() {}

  /**
   * One lease file.
   *
   * @param address the address
   * @param containerId the container that holds it; empty when the file is empty
   * @param ifname the interface; empty when the file does not tell
   * @param changed when the file was written
   */
  public record Item(IpAddress address, String containerId, String ifname, Instant changed) {}

  /** Returns the leases in the order of their addresses; what is no plain file is none. */
  public static List<Item> of(Path dataDir, String network) {
    LeaseDirectory directory = new LeaseDirectory(dataDir, network);
    LeaseFiles files = new LeaseFiles(directory);
    List<Item> items = new ArrayList<>();
    for (IpAddress address : directory.addresses().stream().sorted().toList()) {
      // No switch over the types: it is made anew at each start of a command.
      LeaseContent content = files.look(address);
      if (content instanceof LeaseContent.Empty empty) {
        items.add(new Item(address, "", "", time(empty.mark())));
      } else if (content instanceof LeaseContent.Held held) {
        items.add(
            new Item(
                address, held.lease().containerId(), held.lease().ifname(), time(held.mark())));
      }
    }
    return items;
  }

  /**
   * Returns the addresses that are taken, in no order, by the names of their files alone: whatever
   * has the name of an address keeps it taken. Empty where the network has no folder.
   *
   * @throws io.mycni.cni.CniException when the folder is there and cannot be listed
   */
  public static List<IpAddress> taken(Path dataDir, String network) {
    return new LeaseDirectory(dataDir, network).addresses();
  }

  private static Instant time(LeaseContent.Mark mark) {
    return Instant.EPOCH.plusNanos(mark.written());
  }
}
