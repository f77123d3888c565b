// What a configuration of the ipvlan plugin says, and what an earlier plugin of the chain has
// passed on.
package io.mycni.plugin.ipvlan;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Names;
import io.mycni.cni.ResultReader;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;
import java.util.List;
import java.util.Optional;

/**
 * A configuration of the ipvlan plugin.
 *
 * @param master the link on which the interface is made; empty where it is not named
 * @param linkInContainer whether that link is in the container
 * @param mode what the master does with what the container sends
 * @param mtu the MTU in bytes; 0 takes the master's
 * @param ipamType the IPAM plugin; empty where addresses are passed on
 * @param dns what the configuration says itself; it wins over all others
 * @param passedOn the result of an earlier plugin; for what was made before, its own
 */
public record IpvlanConfig(
    String master,
    boolean linkInContainer,
    IpvlanMode mode,
    int mtu,
    String ipamType,
    CniDns dns,
    Optional<CniResult> passedOn) {

  /**
   * Reads a configuration.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static IpvlanConfig read(Section network, CniArgs args) {
    Optional<Section> previous = network.section("prevResult");
    IpvlanConfig config =
        new IpvlanConfig(
            IpvlanKeys.MASTER.read(network),
            SharedKeys.LINK_IN_CONTAINER.read(network),
            IpvlanKeys.MODE.read(network),
            IpvlanKeys.MTU.read(network),
            IpvlanKeys.IPAM.read(network),
            SharedKeys.DNS.read(network),
            previous.isPresent()
                ? Optional.of(ResultReader.read(previous.get().node(), "prevResult"))
                : Optional.empty());
    Sources.refuseUnknown(args);
    return config;
  }

  /**
   * Returns the master for an ADD: the one that is named, else the interface of an earlier plugin;
   * empty for the link of the default route.
   *
   * @throws CniException when the earlier plugin has made none or several
   */
  String masterForAdd() {
    if (!master.isEmpty() || passedOn.isEmpty()) {
      return master;
    }
    List<CniInterface> made = passedOn.get().interfaces();
    if (made.size() != 1 || made.getFirst().name().isEmpty()) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          "chained master failure. PrevResult lacks a single named interface: master is missing, and"
              + " the plugin before has told "
              + made.size()
              + " interfaces",
          "name the link in the key master");
    }
    String name = made.getFirst().name();
    Names.requireLinkName("prevResult.interfaces[0].name", name);
    return name;
  }
}
