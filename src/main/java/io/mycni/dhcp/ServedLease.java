// What the files about the clients tell to those who only look: metrics, `mycni ipam dhcp`.
package io.mycni.dhcp;

import io.mycni.cni.Attachment;
import io.mycni.net.Cidr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A lease of a DHCP server, or the wish for one, of an attachment that has been answered for.
 *
 * @param attachment whose it is
 * @param netns the path of the namespace that its interface was put into
 * @param address what the interface has; empty while it has none
 * @param endsIn seconds until the lease ends unless it is renewed, negative where it has ended; 0
 *     without an address
 */
public record ServedLease(
    Attachment attachment, String netns, Optional<Cidr> address, double endsIn) {

  /** Tells whether the interface has an address that the server still means it to have. */
  public boolean isValid() {
    return address.isPresent() && endsIn > 0;
  }

  /**
   * Returns those for which a client runs that renews the lease, or asks for one; looks through all
   * processes, once.
   *
   * @throws io.mycni.cni.CniException when they cannot be listed
   */
  public static Set<ServedLease> withClient(List<ServedLease> leases) {
    Set<String> running = Clients.running();
    Set<ServedLease> served = new HashSet<>();
    for (ServedLease lease : leases) {
      if (running.contains(LeaseFolder.of(lease.attachment()).key())) {
        served.add(lease);
      }
    }
    return served;
  }

  /**
   * Reads them all, without those of ADDs at work.
   *
   * @throws io.mycni.cni.CniException when they cannot be read
   */
  public static List<ServedLease> all() {
    double now = Uptime.now();
    List<ServedLease> all = new ArrayList<>();
    for (LeaseFolder folder : LeaseFolder.all()) {
      Optional<ClientOrder> order = folder.wanted();
      if (order.isPresent() && folder.isKept()) {
        Optional<DhcpLease> lease = folder.lease(order.get());
        all.add(
            new ServedLease(
                order.get().attachment(),
                order.get().netns(),
                lease.map(DhcpLease::address),
                lease.map(each -> each.end() - now).orElse(0.0)));
      }
    }
    return List.copyOf(all);
  }
}
