// One network of each main plugin, in both families, in a world whose host leads outside. What the
// plugins can do beyond that is tried in their own tests.
package io.mycni.kernel;

import tools.jackson.databind.node.ObjectNode;

/** Main plugins by their type. */
final class MainPlugins {
  /** The addresses of a network of its own, which the host routes. */
  private static final String ROUTED =
      """
      [[{ "subnet": "10.40.0.0/24" }], [{ "subnet": "fd40::/64" }]]\
      """;

  /** The addresses of a network on the master, beside the host outside. */
  private static final String ON_MASTER =
      """
      [[{ "subnet": "198.51.100.0/24", "rangeStart": "198.51.100.10", "gateway": "198.51.100.2" }],
       [{ "subnet": "2001:db8::/64", "rangeStart": "2001:db8::10", "gateway": "2001:db8::2" }]]\
      """;

  /** A device, whose other end is the gateway. */
  private static final String DEVICE =
      """
      ip link add nic0 type veth peer name nic1
      ip address add 10.40.0.1/24 dev nic1; ip address add fd40::1/64 dev nic1 nodad
      ip link set nic1 up
      """;

  private static final String CONFIG =
      """
      { KEYS, "cniVersion": "1.1.0", "name": "lan", "type": "TYPE",
        "ipam": { "type": "host-local", "dataDir": "DATADIR", "ranges": RANGES,
                  "routes": [ { "dst": "0.0.0.0/0" }, { "dst": "::/0" } ] } }
      """;

  private MainPlugins() {}

  /**
   * A network of such a plugin; skips the test where the kernel cannot have it. The host forwards,
   * and the one outside knows the way.
   */
  static Plugin of(World world, String type) {
    new Traffic(world).outside();
    world
        .sh(
            """
            ip -n outside route add default via 198.51.100.1
            ip -n outside route add default via 2001:db8::1
            echo 1 > /proc/sys/net/ipv4/ip_forward
            echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
            """)
        .ok();
    if (type.equals("host-device")) {
      world.sh(DEVICE).ok();
    }
    String config =
        CONFIG
            .replace("KEYS", keys(type))
            .replace("RANGES", isOnMaster(type) ? ON_MASTER : ROUTED)
            .replace("TYPE", type);
    KernelNeed.of((ObjectNode) Plugin.json(config)).ifPresent(need -> need.require(world));
    return new Plugin(world, type, config);
  }

  private static String keys(String type) {
    return switch (type) {
      case "bridge" -> "\"bridge\": \"mybr0\", \"isGateway\": true, \"ipMasq\": true";
      case "ptp" -> "\"ipMasq\": true";
      case "host-device" -> "\"device\": \"nic0\"";
      case "vlan" -> "\"master\": \"up0\", \"vlanId\": 100";
      default -> isOnMaster(type) ? "\"master\": \"up0\"" : "\"dns\": {}";
    };
  }

  private static boolean isOnMaster(String type) {
    return type.equals("macvlan") || type.equals("ipvlan") || type.equals("vlan");
  }
}
