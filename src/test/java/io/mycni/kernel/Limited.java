// A network whose containers are limited: a bridge or ptp, and bandwidth behind it.
package io.mycni.kernel;

/**
 * The network {@code limited}.
 *
 * @param bridge the plugin bridge
 * @param ptp the plugin ptp
 * @param bandwidth 20 Mbit/s to the container, and 40 Mbit/s from it
 */
record Limited(World world, Plugin bridge, Plugin ptp, Plugin bandwidth) {
  /** Bandwidth without any limit. */
  static final String NOTHING =
      "{ \"cniVersion\": \"1.1.0\", \"name\": \"limited\", \"type\": \"bandwidth\" }";

  private static final String BOTH =
      "\"ingressRate\": 20000000, \"ingressBurst\": 2000000,"
          + " \"egressRate\": 40000000, \"egressBurst\": 4000000";

  static Limited in(World world) {
    return new Limited(
        world,
        new Plugin(world, "bridge", of("bridge", "\"bridge\": \"mybr0\", \"isGateway\": true,")),
        new Plugin(world, "ptp", of("ptp", "")),
        new Plugin(world, "bandwidth", NOTHING).with(BOTH));
  }

  private static String of(String type, String keys) {
    return """
    { "cniVersion": "1.1.0", "name": "limited", "type": "%s", %s
      "ipam": { "type": "host-local", "dataDir": "DATADIR",
                "ranges": [[{ "subnet": "10.17.0.0/24" }], [{ "subnet": "fd17::/64" }]],
                "routes": [ { "dst": "0.0.0.0/0" }, { "dst": "::/0" } ] } }
    """
        .formatted(type, keys);
  }

  void requireKernel() {
    world.requireKernel(
        "ifb, tbf, u32",
        """
        ip link add name probe type ifb
        tc qdisc add dev probe root tbf rate 1mbit burst 10kb latency 25ms
        tc qdisc add dev probe handle ffff: ingress
        tc filter add dev probe parent ffff: u32 match u32 0 0 action mirred egress redirect dev probe
        ip link delete probe
        """);
  }

  void requireHtb() {
    world.requireKernel(
        "htb",
        "ip link add name probe type ifb; tc qdisc add dev probe root htb; ip link delete probe");
  }

  Plugin first(String type) {
    return type.equals("ptp") ? ptp : bridge;
  }

  /** Returns the answer of the chain. */
  String add(String type, Plugin limits, String container) {
    return limits.after(first(type).add(container)).add(container);
  }

  String ifb(String container) {
    return "bwp"
        + world.sh("printf limited" + container + " | sha512sum | cut -c1-12").ok().strip();
  }

  /** All queueing disciplines but the kernel's own. */
  String tc() {
    return world.sh("tc qdisc show | grep -v -e ' 0: ' | sort").ok();
  }

  String ifbs() {
    return world.sh("ip -o link show type ifb").ok();
  }

  static String hostLink(String result) {
    return Plugin.json(result)
        .path("interfaces")
        .valueStream()
        .map(made -> made.path("name").asString())
        .filter(name -> name.startsWith("veth"))
        .findFirst()
        .orElseThrow();
  }
}
