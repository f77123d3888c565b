// The keys of the vrf plugin. What they mean together is said in VrfConfig.
package io.mycni.plugin.vrf;

import io.mycni.keys.IntegerKey;
import io.mycni.keys.KeySet;
import io.mycni.keys.LinkNameKey;

/** The keys, in the order of the documentation. */
public final class VrfKeys {
  static final LinkNameKey NAME =
      new LinkNameKey("vrfname", "required", "blue", "the VRF of the container's interface");
  static final IntegerKey TABLE =
      new IntegerKey(
          "table",
          0,
          Integer.MAX_VALUE,
          "a free one",
          "1001",
          "the table of the VRF; one that is there has to have it");

  /** All of them. */
  public static final KeySet ALL = new KeySet("the vrf plugin", NAME, TABLE);

  private VrfKeys() {}
}
