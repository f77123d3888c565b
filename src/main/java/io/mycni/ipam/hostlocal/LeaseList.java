// All leases of a network, for people.
package io.mycni.ipam.hostlocal;

import io.mycni.net.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
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

  /** Returns the leases in the order of their addresses. */
  public static List<Item> of(Path dataDir, String network) {
    LeaseDirectory directory = new LeaseDirectory(dataDir, network);
    List<Item> items = new ArrayList<>();
    for (IpAddress address : directory.addresses().stream().sorted().toList()) {
      switch (directory.read(address)) {
        case LeaseDirectory.Absent absent -> {}
        case LeaseDirectory.Empty empty ->
            items.add(new Item(address, "", "", changed(directory, address)));
        case LeaseDirectory.Held held ->
            items.add(
                new Item(
                    address,
                    held.lease().containerId(),
                    held.lease().ifname(),
                    changed(directory, address)));
      }
    }
    return items;
  }

  private static Instant changed(LeaseDirectory directory, IpAddress address) {
    try {
      return Files.getLastModifiedTime(directory.fileOf(address)).toInstant();
    } catch (IOException e) {
      return Instant.now();
    }
  }
}
