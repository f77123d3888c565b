// Whether CNI_NETNS is a namespace that mycni may work in.
package io.mycni.part;

import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.host.NetnsIdentity;

/** Checks the container's namespace before anything is done. */
public final class TargetNamespace {
  private TargetNamespace() {}

  /**
   * Refuses a namespace that is gone, and the one in which mycni itself runs: an interface meant
   * for a container would otherwise appear on the host. Whoever wants just that sets
   * CNI_NETNS_OVERRIDE, as for the reference.
   *
   * @return which namespace it is, see {@link NetnsIdentity}
   */
  public static String require(CniRequest request) {
    String netns = request.netns();
    String found = NetnsIdentity.lasting(netns).orElseThrow(() -> gone(netns));
    if (isOwn(found) && !mayBeOwn(request)) {
      throw new CniException(
          ErrorCode.INVALID_ENVIRONMENT,
          "plugin's netns and netns from CNI_NETNS should not be the same: "
              + netns
              + " is the namespace in which the plugin itself runs",
          "give the container a network namespace of its own (a host-network container needs no"
              + " CNI plugin)");
    }
    return found;
  }

  /** Tells whether an identity is that of the namespace in which mycni itself runs. */
  public static boolean isOwn(String identity) {
    return NetnsIdentity.number(identity).equals(NetnsIdentity.own());
  }

  private static boolean mayBeOwn(CniRequest request) {
    String override = request.environment().getOrDefault("CNI_NETNS_OVERRIDE", "");
    return override.equals("1") || override.equalsIgnoreCase("true");
  }

  /** The failure for a namespace that is known not to be there; a runtime need not clean up. */
  public static CniException gone(String netns) {
    return new CniException(
        ErrorCode.CONTAINER_GONE,
        "failed to open netns: the network namespace " + netns + " does not exist",
        "the container has ended, or CNI_NETNS is wrong");
  }
}
