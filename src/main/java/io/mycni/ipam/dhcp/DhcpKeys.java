// The keys of dhcp. What they mean together is said in DhcpConfig.
package io.mycni.ipam.dhcp;

import io.mycni.keys.IntegerKey;
import io.mycni.keys.KeySet;
import io.mycni.keys.TextKey;

/** The keys, in the order of the documentation. */
public final class DhcpKeys {
  static final TextKey TYPE = new TextKey("type", "required", "dhcp", "the IPAM plugin");
  static final TextKey DAEMON_SOCKET_PATH =
      new TextKey(
          "daemonSocketPath",
          "none",
          "/run/cni/dhcp.sock",
          "read and not used: mycni's agent has the place of the reference's daemon");
  static final ProvideKey PROVIDE = new ProvideKey();
  static final RequestKey REQUEST = new RequestKey();
  static final IntegerKey PRIORITY =
      new IntegerKey(
          "priority", 0, Integer.MAX_VALUE, "the kernel's", "100", "the metric of the routes");

  /** All of them. */
  public static final KeySet ALL =
      new KeySet("dhcp", TYPE, DAEMON_SOCKET_PATH, PROVIDE, REQUEST, PRIORITY);

  private DhcpKeys() {}
}
