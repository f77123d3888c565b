// Where the addresses of a network are known, so that `mycni lint` can hold two networks against
// each other. No call of a runtime asks for it.
package io.mycni.plugin;

import java.util.List;

/**
 * What two networks may have in common.
 *
 * @param among in what an address may be one container's only, each in words: {@code the bridge
 *     cni0} say
 * @param gatewayOn the link of the host that has the gateway's address and the route to the subnet;
 *     empty for none
 */
public record Reach(List<String> among, String gatewayOn) {
  /** Of a network whose addresses nobody else sees, as far as its configuration tells. */
  public static final Reach UNKNOWN = new Reach(List.of(), "");

  /** What all networks have in common whose containers the host has routes to. */
  public static final String HOST = "the routes of this host";

  /** Copies the list. */
  public Reach {
    among = List.copyOf(among);
  }

  /** Returns what there is on a link; what that of the default route is, is not known here. */
  public static Reach on(String link) {
    return link.isEmpty() ? UNKNOWN : new Reach(List.of("the link " + link), "");
  }
}
