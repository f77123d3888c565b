// What a configuration of the ptp plugin says. The keys are PtpKeys.
package io.mycni.plugin.ptp;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;
import java.util.Optional;

/**
 * A configuration of the ptp plugin.
 *
 * @param ipMasq whether traffic that leaves the container's subnet is masqueraded
 * @param ipMasqBackend by what; empty leaves the choice to what is installed
 * @param mtu the MTU in bytes; 0 leaves it to the kernel
 * @param dns what the configuration says itself; it wins over the IPAM plugin's
 */
public record PtpConfig(
    boolean ipMasq, Optional<MasqueradeBackend> ipMasqBackend, int mtu, CniDns dns) {
  /**
   * Reads a configuration.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static PtpConfig read(Section network, CniArgs args) {
    SharedKeys.REQUIRED_IPAM.read(network);
    PtpConfig config =
        new PtpConfig(
            SharedKeys.IP_MASQ.read(network),
            SharedKeys.IP_MASQ_BACKEND.find(network),
            PtpKeys.MTU.read(network),
            SharedKeys.DNS.read(network));
    Sources.refuseUnknown(args);
    return config;
  }
}
