// The networks of a node in which calls are interleaved: a chain of plugins each, configured as by
// a runtime.
package io.mycni.interleave;

import java.util.ArrayList;
import java.util.List;

/**
 * A network.
 *
 * @param plugins what each plugin is configured by, without what a runtime adds
 * @param stays parts of lines about what was made once for all, and stays when containers go
 */
record Network(List<Plugin> plugins, List<String> stays) {
  static final String NAME = "mynet";
  static final String PREFIX = "10.1.0.";
  static final int LAST = 6;

  /** What the lines about the bridge and its namespace have in common. */
  private static final List<String> BRIDGE = List.of("mybr0", "setting net/ipv4/ip_forward=1");

  private static final String IPAM =
      "'ipam':{'type':'host-local','dataDir':'DATA','subnet':'" + PREFIX + "0/29'}";

  /**
   * A plugin.
   *
   * @param keys its keys, with DATA for the folder of leases and PORT for a container's own port
   */
  record Plugin(String type, String keys) {}

  /** Returns the network that a kind of scenario has. */
  static Network named(String kind) {
    return switch (kind) {
      case "bridge" -> new Network(List.of(bridge("")), BRIDGE);
      case "chain" -> chain("iptables", "CNI-HOSTPORT", "CNI portfwd", "CNI-FORWARD", "CNI-ADMIN");
      case "nft" -> chain("nftables", "cni_hostport", "cni_firewall", "cni_plugins_masquerade");
      case "tuned" ->
          new Network(
              List.of(
                  bridge(""),
                  new Plugin(
                      "tuning", "'mtu':1300,'sysctl':{'net.ipv4.conf.all.log_martians':'1'}")),
              BRIDGE);
      case "macvlan" ->
          new Network(
              List.of(new Plugin("macvlan", "'master':'lan0','mode':'bridge'," + IPAM)), List.of());
      default -> throw new IllegalArgumentException("unknown: " + kind);
    };
  }

  private static Plugin bridge(String more) {
    return new Plugin("bridge", "'bridge':'mybr0','isGateway':true,'ipMasq':true," + more + IPAM);
  }

  private static Network chain(String backend, String... shared) {
    List<String> stays = new ArrayList<>(BRIDGE);
    stays.addAll(List.of(shared));
    String key = "'backend':'" + backend + "'";
    return new Network(
        List.of(
            bridge("'ipMasqBackend':'" + backend + "',"),
            new Plugin(
                "portmap",
                key
                    + ",'runtimeConfig':{'portMappings':"
                    + "[{'hostPort':PORT,'containerPort':80,'protocol':'tcp'}]}"),
            new Plugin("firewall", key)),
        stays);
  }
}
