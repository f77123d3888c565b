// What a configuration of the dummy plugin says.
package io.mycni.plugin.dummy;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniDns;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;

/**
 * A configuration of the dummy plugin.
 *
 * @param dns what the configuration says itself; it wins over the IPAM plugin's
 */
public record DummyConfig(CniDns dns) {
  /**
   * Reads a configuration. An interface without addresses would be good for nothing.
   *
   * @throws io.mycni.cni.CniException naming the first key that is wrong
   */
  public static DummyConfig read(Section network, CniArgs args) {
    SharedKeys.REQUIRED_IPAM.read(network);
    DummyConfig config = new DummyConfig(SharedKeys.DNS.read(network));
    Sources.refuseUnknown(args);
    return config;
  }
}
