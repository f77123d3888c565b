// The keys of the bridge plugin. What they mean together is said in BridgeConfig.
package io.mycni.plugin.bridge;

import io.mycni.keys.FlagKey;
import io.mycni.keys.IntegerKey;
import io.mycni.keys.KeySet;
import io.mycni.keys.LinkNameKey;
import io.mycni.keys.MacKey;
import io.mycni.keys.MtuKey;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;

/** The keys, in the order of the documentation. */
public final class BridgeKeys {
  /** The bridge of a configuration that names none. */
  public static final String USUAL_BRIDGE = "cni0";

  static final LinkNameKey BRIDGE =
      LinkNameKey.or(USUAL_BRIDGE, "bridge", "br0", "the bridge; made if it is missing");
  static final FlagKey IS_GATEWAY =
      new FlagKey(
          "isGateway", "the bridge gets the gateway's addresses, and their families are forwarded");
  static final FlagKey IS_DEFAULT_GATEWAY =
      new FlagKey("isDefaultGateway", "the same, and the container's default routes lead there");
  static final FlagKey FORCE_ADDRESS =
      new FlagKey(
          "forceAddress",
          "an address on the bridge that contradicts the gateway's is replaced, and the routes by"
              + " it go with it; without it, ADD refuses");
  static final MtuKey MTU = new MtuKey("MTU of the links, and of a bridge that is made, in bytes");
  static final FlagKey HAIRPIN_MODE =
      new FlagKey("hairpinMode", "the port may send a frame back to where it came from");
  static final FlagKey PROMISC_MODE =
      new FlagKey("promiscMode", "the bridge is promiscuous; not together with `hairpinMode`");
  static final IntegerKey VLAN =
      new IntegerKey(
          "vlan",
          0,
          4094,
          "0, none",
          "100",
          "the port's VLAN, untagged; a gateway's addresses go to the interface `BRIDGE.VLAN`");
  static final VlanTrunkKey VLAN_TRUNK = new VlanTrunkKey();
  static final FlagKey PRESERVE_DEFAULT_VLAN =
      new FlagKey(
          "preserveDefaultVlan",
          "a port with a `vlan` stays in the bridge's default VLAN, too, and hears all that is sent"
              + " there; false as in the reference since 1.8.0, before it was true");
  static final FlagKey ENABLE_DAD =
      new FlagKey("enabledad", "duplicate IPv6 addresses are looked for and waited for");
  static final FlagKey MAC_SPOOF_CHECK =
      new FlagKey(
          "macspoofchk",
          "frames with another source address than the container's are dropped (needs `nft`)");
  static final FlagKey PORT_ISOLATION =
      new FlagKey("portIsolation", "the port reaches only ports that are not isolated");
  static final MacKey MAC =
      new MacKey(
          "derived from network, container and interface", new Sources(false, "mac", "mac", "MAC"));

  /** All of them. */
  public static final KeySet ALL =
      new KeySet(
          "the bridge plugin",
          BRIDGE,
          IS_GATEWAY,
          IS_DEFAULT_GATEWAY,
          FORCE_ADDRESS,
          SharedKeys.IP_MASQ,
          SharedKeys.IP_MASQ_BACKEND,
          MTU,
          HAIRPIN_MODE,
          PROMISC_MODE,
          VLAN,
          VLAN_TRUNK,
          PRESERVE_DEFAULT_VLAN,
          ENABLE_DAD,
          MAC_SPOOF_CHECK,
          SharedKeys.DISABLE_CONTAINER_INTERFACE,
          PORT_ISOLATION,
          SharedKeys.DNS,
          SharedKeys.IPAM,
          MAC);

  private BridgeKeys() {}
}
