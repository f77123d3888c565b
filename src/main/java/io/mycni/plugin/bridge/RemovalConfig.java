// What a DEL and a GC need of a configuration of the bridge plugin. All else was decided by the
// ADD: a file that was edited wrongly since must not keep anything from being removed.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import java.util.Optional;

/**
 * The keys that removal reads, each taken for its default when it cannot be read.
 *
 * @param bridge the bridge whose ports are the network's
 * @param ipMasq whether the network is masqueraded, as far as the configuration tells
 * @param nftRules whether it says that there are rules of nftables
 */
public record RemovalConfig(String bridge, boolean ipMasq, boolean nftRules) {
  /** Reads what can be read; an ipMasq that cannot be read may have been true. */
  public static RemovalConfig read(Section network) {
    boolean ipMasq = SharedKeys.IP_MASQ.readOr(true, network);
    boolean nftRules =
        BridgeKeys.MAC_SPOOF_CHECK.readOr(false, network) || ipMasq && byNft(network);
    return new RemovalConfig(bridge(network), ipMasq, nftRules);
  }

  private static String bridge(Section network) {
    try {
      return BridgeKeys.BRIDGE.read(network);
    } catch (CniException noName) {
      return BridgeKeys.BRIDGE.otherwise(); // No link has such a name.
    }
  }

  private static boolean byNft(Section network) {
    try {
      Optional<MasqueradeBackend> backend = SharedKeys.IP_MASQ_BACKEND.find(network);
      return backend.isPresent() && backend.get() == MasqueradeBackend.NFTABLES;
    } catch (CniException e) {
      return false;
    }
  }
}
