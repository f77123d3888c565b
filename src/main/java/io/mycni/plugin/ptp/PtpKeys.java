// The keys of the ptp plugin.
package io.mycni.plugin.ptp;

import io.mycni.keys.KeySet;
import io.mycni.keys.MtuKey;
import io.mycni.keys.SharedKeys;

/** The keys, in the order of the documentation. */
public final class PtpKeys {
  static final MtuKey MTU = new MtuKey("MTU of both ends of the veth pair, in bytes");

  /** All of them. */
  public static final KeySet ALL =
      new KeySet(
          "the ptp plugin",
          SharedKeys.IP_MASQ,
          SharedKeys.IP_MASQ_BACKEND,
          MTU,
          SharedKeys.DNS,
          SharedKeys.REQUIRED_IPAM);

  private PtpKeys() {}
}
