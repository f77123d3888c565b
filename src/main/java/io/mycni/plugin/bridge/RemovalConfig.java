// What a DEL and a GC need of a configuration of the bridge plugin. All else was decided by the
// ADD: a file that was edited wrongly since must not keep anything from being removed.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.Names;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.keys.Section;

/**
 * The keys that removal reads, each taken for its default when it cannot be read.
 *
 * @param bridge the bridge whose ports are the network's
 * @param ipMasq whether the network is masqueraded, as far as the configuration tells
 * @param nftRules whether it says that there are rules of nftables
 */
public record RemovalConfig(String bridge, boolean ipMasq, boolean nftRules) {
  /** Reads what can be read of a request; an ipMasq that cannot be read may have been true. */
  public static RemovalConfig from(CniRequest request) {
    Section network = Section.of(request.config());
    boolean ipMasq = flag(network, "ipMasq", true);
    boolean nftRules = flag(network, "macspoofchk", false) || ipMasq && byNft(network);
    return new RemovalConfig(bridge(network), ipMasq, nftRules);
  }

  private static String bridge(Section network) {
    try {
      String name = network.string("bridge").orElse("");
      if (!name.isEmpty()) {
        Names.requireLinkName("bridge", name);
        return name;
      }
    } catch (CniException noName) {
      // No link has such a name.
    }
    return BridgeConfig.DEFAULT_BRIDGE;
  }

  private static boolean flag(Section network, String key, boolean unreadable) {
    try {
      return network.flag(key, false);
    } catch (CniException e) {
      return unreadable;
    }
  }

  private static boolean byNft(Section network) {
    try {
      String backend = network.string("ipMasqBackend").orElse("");
      return backend.equals(MasqueradeBackend.NFTABLES.keyword());
    } catch (CniException e) {
      return false;
    }
  }
}
