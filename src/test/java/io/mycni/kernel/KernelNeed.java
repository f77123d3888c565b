// Which configurations need what a small kernel may lack, and how to see whether it is there.
package io.mycni.kernel;

import io.mycni.keys.TypeName;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a kernel may lack.
 *
 * @param what its name
 * @param probe a script that fails where it is missing
 */
record KernelNeed(String what, String probe) {
  static final KernelNeed VLAN_FILTERING =
      new KernelNeed(
          "VLAN filtering on bridges",
          "ip link add probe type bridge vlan_filtering 1 && ip link delete probe");
  static final KernelNeed VLAN_DEVICES = new KernelNeed("VLAN devices", child("type vlan id 1"));
  static final KernelNeed IPVLAN = new KernelNeed("ipvlan", child("type ipvlan mode l3s"));
  static final KernelNeed VRF =
      new KernelNeed("VRFs", "ip link add probe type vrf table 4711 && ip link delete probe");
  static final KernelNeed DUMMY =
      new KernelNeed("dummy devices", "ip link add probe type dummy && ip link delete probe");

  private static String child(String kind) {
    return "ip link add probe type veth peer name probe1 && ip link add link probe name probe2 "
        + kind
        + " && ip link delete probe";
  }

  /** Returns what a plugin of a network needs beyond veth pairs, bridges and macvlan. */
  static Optional<KernelNeed> of(ObjectNode plugin) {
    return switch (TypeName.of(plugin.path("type").asString(""))) {
      case "bridge" ->
          plugin.has("vlan") || plugin.has("vlanTrunk")
              ? Optional.of(VLAN_FILTERING)
              : Optional.empty();
      case "vlan" -> Optional.of(VLAN_DEVICES);
      case "ipvlan" -> Optional.of(IPVLAN);
      case "dummy" -> Optional.of(DUMMY);
      case "vrf" -> Optional.of(VRF);
      default -> Optional.empty();
    };
  }

  /** Skips the test where it is missing. */
  void require(World world) {
    world.requireKernel(what, probe);
  }
}
