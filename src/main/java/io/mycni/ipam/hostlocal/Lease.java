// One lease as a value.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.Attachment;
import io.mycni.net.IpAddress;

/**
 * A lease.
 *
 * @param address the address
 * @param containerId the container that holds it
 * @param ifname the interface that holds it; empty in files of old versions, which did not tell
 */
public record Lease(IpAddress address, String containerId, String ifname) {

  // Written out because the equality that the compiler would make is linked at its first use, which
  // costs a start-up 20 ms.

  @Override
  public boolean equals(Object other) {
    return other instanceof Lease that
        && address.equals(that.address)
        && containerId.equals(that.containerId)
        && ifname.equals(that.ifname);
  }

  @Override
  public int hashCode() {
    return 31 * address.hashCode() + containerId.hashCode();
  }

  /** Tells whether the lease belongs to an interface of a container. */
  boolean isOf(String container, String interfaceName) {
    return containerId.equals(container) && (ifname.equals(interfaceName) || ifname.isEmpty());
  }

  /** Returns the attachment that holds the lease. */
  Attachment holder(String network) {
    return new Attachment(network, containerId, ifname);
  }
}
