// The keys of the vlan plugin.
package io.mycni.plugin.vlan;

import io.mycni.keys.IntegerKey;
import io.mycni.keys.KeySet;
import io.mycni.keys.LinkNameKey;
import io.mycni.keys.SharedKeys;

/** The keys, in the order of the documentation. */
public final class VlanKeys {
  static final LinkNameKey MASTER =
      new LinkNameKey("master", "required", "eth0", "the link whose VLAN it is");
  static final IntegerKey VLAN_ID =
      new IntegerKey(
          "vlanId",
          0,
          4094,
          "0",
          "100",
          "the VLAN, which no other interface on the master can have; 0 takes frames that have a"
              + " priority and no VLAN");

  /** All of them. */
  public static final KeySet ALL =
      new KeySet(
          "the vlan plugin",
          MASTER,
          SharedKeys.LINK_IN_CONTAINER,
          VLAN_ID,
          SharedKeys.MTU_ON_MASTER,
          SharedKeys.DNS,
          SharedKeys.REQUIRED_IPAM);

  private VlanKeys() {}
}
