// What a configuration of the vlan plugin says.
package io.mycni.plugin.vlan;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;

/**
 * A configuration of the vlan plugin.
 *
 * @param master the link whose VLAN it is
 * @param linkInContainer whether that link is in the container
 * @param vlanId the VLAN
 * @param mtu the MTU in bytes; 0 takes the master's
 * @param dns what the configuration says itself; it wins over the IPAM plugin's
 */
public record VlanConfig(String master, boolean linkInContainer, int vlanId, int mtu, CniDns dns) {

  /**
   * Reads a configuration.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static VlanConfig read(Section network, CniArgs args) {
    String master = VlanKeys.MASTER.read(network);
    if (master.isEmpty()) {
      throw network.invalid(
          VlanKeys.MASTER,
          "is missing: \"master\" field is required. It specifies the host interface name to create"
              + " the VLAN for",
          "write the name of the link that carries the VLAN");
    }
    SharedKeys.REQUIRED_IPAM.read(network);
    VlanConfig config =
        new VlanConfig(
            master,
            SharedKeys.LINK_IN_CONTAINER.read(network),
            VlanKeys.VLAN_ID.read(network),
            SharedKeys.MTU_ON_MASTER.read(network),
            SharedKeys.DNS.read(network));
    Sources.refuseUnknown(args);
    return config;
  }
}
