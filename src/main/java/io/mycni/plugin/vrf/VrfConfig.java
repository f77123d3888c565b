// What a configuration of the vrf plugin says, read and held together.
package io.mycni.plugin.vrf;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.keys.Section;
import io.mycni.keys.Sources;

/**
 * A configuration of the vrf plugin.
 *
 * @param name the VRF
 * @param table its table; 0 where one is chosen
 */
public record VrfConfig(String name, int table) {
  /**
   * Reads a configuration.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static VrfConfig read(Section network, CniArgs args) {
    String name = VrfKeys.NAME.read(network);
    if (name.isEmpty()) {
      throw network.invalid(
          VrfKeys.NAME,
          "is missing: configuration is expected to have a valid vrf name",
          "give the VRF a name, \"vrfname\": \"blue\" say");
    }
    VrfConfig config = new VrfConfig(name, VrfKeys.TABLE.read(network));
    Sources.refuseUnknown(args);
    return config;
  }

  /** Returns the name of a configuration in which anything else may be wrong; empty for none. */
  static String nameOf(Section network) {
    try {
      return VrfKeys.NAME.read(network);
    } catch (CniException mistaken) {
      return "";
    }
  }
}
