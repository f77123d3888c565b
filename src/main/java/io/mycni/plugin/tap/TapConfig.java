// What a configuration of the tap plugin says. The keys are TapKeys.
package io.mycni.plugin.tap;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniDns;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;
import io.mycni.net.MacAddress;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A configuration of the tap plugin.
 *
 * @param multiQueue whether the tap can be opened several times
 * @param owner the user who may open it
 * @param group the group whose members may open it
 * @param selinuxContext the SELinux context in which it is made; empty for mycni's own
 * @param bridge the bridge in the container; empty for none
 * @param mtu the MTU in bytes; 0 leaves it to the kernel
 * @param mac the hardware address; empty leaves it to mycni
 * @param isLayer3 whether the interface gets addresses
 * @param dns what the configuration says itself; it wins over the IPAM plugin's
 */
public record TapConfig(
    boolean multiQueue,
    OptionalLong owner,
    OptionalLong group,
    String selinuxContext,
    String bridge,
    int mtu,
    Optional<MacAddress> mac,
    boolean isLayer3,
    CniDns dns) {
  /**
   * Reads a configuration.
   *
   * @throws io.mycni.cni.CniException naming the first key that is wrong
   */
  public static TapConfig read(Section network, CniArgs args) {
    TapConfig config =
        new TapConfig(
            TapKeys.MULTI_QUEUE.read(network),
            TapKeys.OWNER.find(network),
            TapKeys.GROUP.find(network),
            context(network),
            TapKeys.BRIDGE.read(network),
            SharedKeys.MTU.read(network),
            TapKeys.MAC.read(network, args),
            !SharedKeys.IPAM.read(network).isEmpty(),
            SharedKeys.DNS.read(network));
    Sources.refuseUnknown(args);
    return config;
  }

  /** Whether the policy knows it is the kernel's business; here it has to be one word. */
  private static String context(Section network) {
    String context = TapKeys.SELINUX_CONTEXT.read(network);
    boolean isContext = context.isEmpty() || Character.isLetterOrDigit(context.charAt(0));
    int colons = 0;
    for (int i = 0; i < context.length(); i++) {
      char c = context.charAt(i);
      colons += c == ':' ? 1 : 0;
      isContext &= c < 128 && (Character.isLetterOrDigit(c) || "_:.,-".indexOf(c) >= 0);
    }
    if (!isContext || !context.isEmpty() && colons < 2) {
      throw network.invalid(
          TapKeys.SELINUX_CONTEXT,
          "is no SELinux context",
          "write USER:ROLE:TYPE or USER:ROLE:TYPE:RANGE, such as "
              + TapKeys.SELINUX_CONTEXT.example());
    }
    return context;
  }
}
