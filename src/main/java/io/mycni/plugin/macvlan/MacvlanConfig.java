// What a configuration of the macvlan plugin says, read and held together.
package io.mycni.plugin.macvlan;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;
import io.mycni.net.MacAddress;
import java.util.Optional;

/**
 * A configuration of the macvlan plugin.
 *
 * @param master the link on which the interface is made; empty for that of the default route
 * @param linkInContainer whether that link is in the container
 * @param mode whom the interfaces on one master hear
 * @param mtu the MTU in bytes; 0 takes the master's
 * @param mac the hardware address that was asked for
 * @param broadcastQueue how many broadcast packets may wait; 0 leaves it to the kernel
 * @param disableContainerInterface whether the interface stays down
 * @param ipamType the IPAM plugin; empty for a layer 2 network
 * @param dns what the configuration says itself; it wins over the IPAM plugin's
 */
public record MacvlanConfig(
    String master,
    boolean linkInContainer,
    MacvlanMode mode,
    int mtu,
    Optional<MacAddress> mac,
    int broadcastQueue,
    boolean disableContainerInterface,
    String ipamType,
    CniDns dns) {

  /** Tells whether the network has addresses at all. */
  public boolean isLayer3() {
    return !ipamType.isEmpty();
  }

  /**
   * Reads a configuration.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static MacvlanConfig read(Section network, CniArgs args) {
    MacvlanConfig config =
        new MacvlanConfig(
            SharedKeys.MASTER.read(network),
            SharedKeys.LINK_IN_CONTAINER.read(network),
            MacvlanKeys.MODE.read(network),
            SharedKeys.MTU_ON_MASTER.read(network),
            MacvlanKeys.MAC.read(network, args),
            MacvlanKeys.BROADCAST_QUEUE.read(network),
            SharedKeys.DISABLE_CONTAINER_INTERFACE.read(network),
            SharedKeys.IPAM.read(network),
            SharedKeys.DNS.read(network));
    SharedKeys.refuseDownWithIpam(network, config.disableContainerInterface, config.ipamType);
    Sources.refuseUnknown(args);
    return config;
  }
}
