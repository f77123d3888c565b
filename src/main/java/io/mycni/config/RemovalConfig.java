// What a DEL and a GC need of a configuration of the bridge plugin. All else was decided by the
// ADD: a file that was edited wrongly since must not keep anything from being removed.
package io.mycni.config;

import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.Names;

/**
 * The keys that removal reads, each taken for its default when it cannot be read.
 *
 * @param bridge the bridge whose ports are the network's
 * @param ipMasq whether the network is masqueraded, as far as the configuration tells
 */
public record RemovalConfig(String bridge, boolean ipMasq) {
  /** Reads what can be read of a request. */
  public static RemovalConfig from(CniRequest request) {
    Section network = Section.of(request.config());
    return new RemovalConfig(bridge(network), ipMasq(network));
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

  /** What cannot be read may have been true. */
  private static boolean ipMasq(Section network) {
    try {
      return network.flag("ipMasq", false);
    } catch (CniException unreadable) {
      return true;
    }
  }
}
