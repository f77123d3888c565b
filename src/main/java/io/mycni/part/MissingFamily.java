// A family of addresses that the kernel lacks, as one that was started with ipv6.disable=1 does: an
// ADD refuses its addresses, and STATUS tells beforehand that it would.
package io.mycni.part;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;

/** What is said of it; not loaded where the kernel has all that is given. */
public final class MissingFamily {
  private MissingFamily() {}

  /** Returns the refusal of an address that was given. */
  static CniException refusing(Cidr address) {
    return Conflict.of(
        "the address " + address + " was given, but this kernel has no " + address.family(),
        remedy(address.family()));
  }

  /** Returns what STATUS says where each ADD would be given an address of that family. */
  public static CniException expecting(IpFamily family) {
    return new CniException(
        ErrorCode.PLUGIN_NOT_AVAILABLE,
        "each ADD would be given an " + family + " address, but this kernel has no " + family,
        remedy(family));
  }

  private static String remedy(IpFamily family) {
    return family == IpFamily.V6
        ? "remove the IPv6 range, or boot without ipv6.disable=1"
        : "remove the IPv4 range";
  }
}
