// The bridge plugin's keys. Their meaning is that of the reference plugin's documentation; what
// each does is decided in plugin.bridge.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Names;
import io.mycni.keys.DnsKeys;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.keys.Section;
import io.mycni.keys.TypeName;
import io.mycni.net.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
  /** The bridge of a network that names none. */
  static final String DEFAULT_BRIDGE = "cni0";

  private static final int LEAST_MTU = 68;
  private static final int LARGEST_MTU = 65535;
  private static final int LEAST_MTU_OF_IPV6 = 1280;

  /** Copies the list. */
  public BridgeConfig {
    vlanTrunk = List.copyOf(vlanTrunk);
  }

  /** Returns the same configuration with a hardware address for the container's interface. */
  public BridgeConfig with(MacAddress other) {
    return new BridgeConfig(
        bridge,
        isGateway,
        isDefaultGateway,
        forceAddress,
        ipMasq,
        ipMasqBackend,
        mtu,
        hairpinMode,
        promiscMode,
        vlan,
        vlanTrunk,
        preserveDefaultVlan,
        enableDad,
        macSpoofCheck,
        disableContainerInterface,
        portIsolation,
        Optional.of(other),
        ipamType,
        dns);
  }

  /** Tells whether the network has addresses at all. */
  public boolean isLayer3() {
    return !ipamType.isEmpty();
  }

  /** Tells whether the bridge has to tell VLANs apart. */
  public boolean filtersVlans() {
    return vlan != 0 || !vlanTrunk.isEmpty();
  }

  /** Returns the least MTU that an IPv6 network may have, RFC 8200 section 5. */
  public static int leastMtuOfIpv6() {
    return LEAST_MTU_OF_IPV6;
  }

  /**
   * Reads the configuration of a request.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static BridgeConfig from(CniRequest request) {
    Section network = Section.of(request.config());
    String bridge = network.string("bridge").filter(name -> !name.isEmpty()).orElse(DEFAULT_BRIDGE);
    Names.requireLinkName("bridge", bridge);
    boolean isDefaultGateway = network.flag("isDefaultGateway", false);
    boolean hairpinMode = network.flag("hairpinMode", false);
    boolean promiscMode = network.flag("promiscMode", false);
    if (hairpinMode && promiscMode) {
      throw network.invalid(
          "promiscMode",
          "cannot go with hairpinMode:"
              + " cannot set hairpin mode and promiscuous mode at the same time",
          "a frame would come back twice; choose one of the two");
    }
    int vlan = network.integer("vlan", 0, VlanTrunk.LAST_VLAN).orElse(0);
    List<Integer> trunk = VlanTrunk.read(network);
    BridgeConfig config =
        new BridgeConfig(
            bridge,
            network.flag("isGateway", false) || isDefaultGateway,
            isDefaultGateway,
            network.flag("forceAddress", false),
            network.flag("ipMasq", false),
            backend(network),
            mtu(network),
            hairpinMode,
            promiscMode,
            vlan,
            trunk,
            network.flag("preserveDefaultVlan", false),
            network.flag("enabledad", false),
            network.flag("macspoofchk", false),
            network.flag("disableContainerInterface", false),
            network.flag("portIsolation", false),
            mac(network, request),
            TypeName.ofIpam(network),
            DnsKeys.read(network));
    if (config.disableContainerInterface && config.isLayer3()) {
      throw network.invalid(
          "disableContainerInterface",
          "cannot go with the ipam type '" + config.ipamType + "'",
          "an interface that is down can hold no routes; leave ipam out, or the key");
    }
    request.args().refuseUnknown(Set.of("MAC", "IP", "GATEWAY"));
    return config;
  }

  private static Optional<MasqueradeBackend> backend(Section network) {
    String name = network.string("ipMasqBackend").orElse("");
    Optional<MasqueradeBackend> backend = MasqueradeBackend.of(name);
    if (backend.isEmpty() && !name.isEmpty()) {
      throw CniException.at(
          "ipMasqBackend",
          ErrorCode.UNSUPPORTED_FIELD,
          "ipMasqBackend is \"" + name + "\", which is neither iptables nor nftables",
          "leave it out, or choose one");
    }
    return backend;
  }

  private static int mtu(Section network) {
    int mtu = network.integer("mtu", 0, LARGEST_MTU).orElse(0);
    if (mtu != 0 && mtu < LEAST_MTU) {
      throw network.invalid(
          "mtu", "is less than " + LEAST_MTU + ", the least of IPv4", "use 1280 or more");
    }
    return mtu;
  }

  /** The runtime's word counts more than the configuration's, and that more than CNI_ARGS. */
  private static Optional<MacAddress> mac(Section network, CniRequest request) {
    Optional<MacAddress> chosen =
        network
            .section("runtimeConfig")
            .flatMap(section -> section.mac("mac"))
            .or(() ->
                network
                    .section("args")
                    .flatMap(args -> args.section("cni"))
                    .flatMap(cni -> cni.mac("mac")));
    if (chosen.isEmpty()) {
      String fromArgs = request.args().get("MAC").orElse("");
      chosen = MacAddress.parse(fromArgs);
      if (chosen.isEmpty() && !fromArgs.isEmpty()) {
        throw new CniException(
            ErrorCode.INVALID_ENVIRONMENT,
            "CNI_ARGS has MAC=" + fromArgs + ", which is no MAC address",
            "write six octets in hex, such as 02:11:22:33:44:55");
      }
    }
    if (chosen.isPresent() && chosen.get().isMulticast()) {
      throw CniException.at(
          "runtimeConfig.mac",
          ErrorCode.INVALID_CONFIGURATION,
          "the MAC address " + chosen.get() + " was asked for, which names a group of stations",
          "the second digit must be even, such as 02:11:22:33:44:55");
    }
    return chosen;
  }
}
