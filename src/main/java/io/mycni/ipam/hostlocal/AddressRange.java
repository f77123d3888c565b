// One range of addresses: what a line of "ranges" means after its defaults are filled in.
package io.mycni.ipam.hostlocal;

import io.mycni.keys.Key;
import io.mycni.keys.Section;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;

/**
 * A range of one subnet.
 *
 * @param subnet the subnet; its host bits are zero
 * @param start the first address that may be given
 * @param end the last address that may be given
 * @param gateway the gateway of the subnet, which is never given
 */
public record AddressRange(Cidr subnet, IpAddress start, IpAddress end, IpAddress gateway) {
  private static final int LEAST_HOST_BITS = 2;

  /** Reads one object of {@code ranges}, or the keys of {@code ipam} itself. */
  static AddressRange from(Section keys) {
    Cidr subnet = HostLocalKeys.SUBNET.read(keys);
    if (!subnet.equals(subnet.subnet())) {
      throw keys.invalid(
          HostLocalKeys.SUBNET,
          "has host bits set",
          "the subnet of that length is " + subnet.subnet());
    }
    if (subnet.family().bits() - subnet.prefix() < LEAST_HOST_BITS) {
      throw keys.invalid(
          HostLocalKeys.SUBNET,
          "is too small to allocate from",
          "use /30 or larger (/126 for IPv6): one address is the gateway's");
    }
    IpAddress gateway = HostLocalKeys.GATEWAY.find(keys).orElse(subnet.first().next());
    if (gateway.family() != subnet.family()) {
      throw keys.invalid(
          HostLocalKeys.GATEWAY, "is of another family than the subnet " + subnet, "");
    }
    IpAddress start = HostLocalKeys.RANGE_START.find(keys).orElse(subnet.first().next());
    requireInside(keys, HostLocalKeys.RANGE_START, start, subnet);
    IpAddress lastUsable =
        subnet.family() == IpFamily.V4 ? subnet.last().previous() : subnet.last();
    IpAddress end = HostLocalKeys.RANGE_END.find(keys).orElse(lastUsable);
    requireInside(keys, HostLocalKeys.RANGE_END, end, subnet);
    if (start.compareTo(end) > 0) {
      boolean said = keys.has(HostLocalKeys.RANGE_START);
      throw keys.invalid(
          said ? HostLocalKeys.RANGE_START : HostLocalKeys.RANGE_END,
          said ? "comes after rangeEnd " + end : "comes before rangeStart " + start,
          "exchange the two, or leave one out");
    }
    return new AddressRange(subnet, start, end, gateway);
  }

  private static void requireInside(Section keys, Key key, IpAddress address, Cidr subnet) {
    if (!subnet.contains(address)) {
      throw keys.invalid(
          key,
          "is not in network " + subnet,
          "it lies between " + subnet.first() + " and " + subnet.last());
    }
  }

  /** Tells whether an address lies between start and end. */
  public boolean contains(IpAddress address) {
    return address.family() == subnet.family()
        && start.compareTo(address) <= 0
        && address.compareTo(end) <= 0;
  }

  /**
   * Tells whether an address of the range may be given: all but the gateway. The network address
   * and the IPv4 broadcast address are in the range only where {@code rangeStart} or {@code
   * rangeEnd} name them, and then they are given, as the reference plugin does: a subnet that is
   * routed to the node has use for them.
   */
  public boolean mayGive(IpAddress address) {
    return contains(address) && !address.equals(gateway);
  }

  /** Tells whether an address lies in both. */
  public boolean overlaps(AddressRange other) {
    return contains(other.start) || other.contains(start);
  }

  @Override
  public String toString() {
    return start + "-" + end;
  }
}
