// What a configuration of the bridge plugin says, read and held together. The keys are BridgeKeys;
// what follows from them is decided by the planners.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;
import io.mycni.net.MacAddress;
import java.util.List;
import java.util.Optional;

/**
 * A configuration of the bridge plugin.
 *
 * @param bridge the bridge's name
 * @param isGateway whether the bridge gets the gateway addresses
 * @param isDefaultGateway whether the container's default route leads there, too
 * @param forceAddress whether another address on the bridge is replaced
 * @param ipMasq whether traffic that leaves the network is masqueraded
 * @param ipMasqBackend by what; empty leaves the choice to what is installed
 * @param mtu the MTU in bytes; 0 leaves it to the kernel
 * @param hairpinMode whether a port may send a frame back to where it came from
 * @param promiscMode whether the bridge is promiscuous
 * @param vlan the VLAN of the port, untagged; 0 leaves it in the bridge's default VLAN
 * @param vlanTrunk the VLANs that the port carries with their tags, ascending
 * @param preserveDefaultVlan whether a port with a {@code vlan} stays in the bridge's default VLAN,
 *     too
 * @param enableDad whether duplicate address detection is done and waited for
 * @param macSpoofCheck whether frames with another source address than the container's are dropped
 * @param disableContainerInterface whether the container's interface stays down
 * @param portIsolation whether the port can reach only ports that are not isolated
 * @param mac the address that the container's interface shall have; empty leaves it to mycni
 * @param ipamType the IPAM plugin; empty for a layer 2 network
 * @param dns what the configuration says itself; it wins over the IPAM plugin's
 */
public record BridgeConfig(
    String bridge,
    boolean isGateway,
    boolean isDefaultGateway,
    boolean forceAddress,
    boolean ipMasq,
    Optional<MasqueradeBackend> ipMasqBackend,
    int mtu,
    boolean hairpinMode,
    boolean promiscMode,
    int vlan,
    List<Integer> vlanTrunk,
    boolean preserveDefaultVlan,
    boolean enableDad,
    boolean macSpoofCheck,
    boolean disableContainerInterface,
    boolean portIsolation,
    Optional<MacAddress> mac,
    String ipamType,
    CniDns dns) {
  /** Copies the list. */
  public BridgeConfig {
    vlanTrunk = List.copyOf(vlanTrunk);
  }

  /** Tells whether the network has addresses at all. */
  public boolean isLayer3() {
    return !ipamType.isEmpty();
  }

  /** Tells whether the bridge has to tell VLANs apart. */
  public boolean filtersVlans() {
    return vlan != 0 || !vlanTrunk.isEmpty();
  }

  /** Returns the MTU that a new link gets, in bytes; the kernel's for Ethernet when none is set. */
  int linkMtu() {
    return mtu == 0 ? 1500 : mtu;
  }

  /**
   * Reads a configuration.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static BridgeConfig read(Section network, CniArgs args) {
    boolean isDefaultGateway = BridgeKeys.IS_DEFAULT_GATEWAY.read(network);
    BridgeConfig config =
        new BridgeConfig(
            BridgeKeys.BRIDGE.read(network),
            BridgeKeys.IS_GATEWAY.read(network) || isDefaultGateway,
            isDefaultGateway,
            BridgeKeys.FORCE_ADDRESS.read(network),
            SharedKeys.IP_MASQ.read(network),
            SharedKeys.IP_MASQ_BACKEND.find(network),
            BridgeKeys.MTU.read(network),
            BridgeKeys.HAIRPIN_MODE.read(network),
            BridgeKeys.PROMISC_MODE.read(network),
            BridgeKeys.VLAN.read(network),
            BridgeKeys.VLAN_TRUNK.read(network),
            BridgeKeys.PRESERVE_DEFAULT_VLAN.read(network),
            BridgeKeys.ENABLE_DAD.read(network),
            BridgeKeys.MAC_SPOOF_CHECK.read(network),
            SharedKeys.DISABLE_CONTAINER_INTERFACE.read(network),
            BridgeKeys.PORT_ISOLATION.read(network),
            BridgeKeys.MAC.read(network, args),
            SharedKeys.IPAM.read(network),
            SharedKeys.DNS.read(network));
    config.refuseContradictions(network);
    Sources.refuseUnknown(args);
    return config;
  }

  private void refuseContradictions(Section network) {
    if (hairpinMode && promiscMode) {
      throw network.invalid(
          BridgeKeys.PROMISC_MODE,
          "cannot go with hairpinMode:"
              + " cannot set hairpin mode and promiscuous mode at the same time",
          "a frame would come back twice; choose one of the two");
    }
    SharedKeys.refuseDownWithIpam(network, disableContainerInterface, ipamType);
  }
}
