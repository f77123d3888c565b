// One entry of a result's "interfaces".
package io.mycni.cni;

import io.mycni.net.MacAddress;
import java.util.Optional;

/**
 * An interface of a result (CNI 1.1.0, section "ADD Success").
 *
 * @param name the interface's name
 * @param mac its hardware address; empty when layer 2 means nothing to it
 * @param mtu its MTU in bytes; 0 when unknown. Printed from version 1.1.0 on
 * @param sandbox the path of its network namespace as the runtime gave it; empty on the host
 * @param others what else is said of it
 */
public record CniInterface(
    String name, Optional<MacAddress> mac, int mtu, String sandbox, OtherKeys others) {
  /** Makes one of which nothing else is said. */
  public CniInterface(String name, Optional<MacAddress> mac, int mtu, String sandbox) {
    this(name, mac, mtu, sandbox, OtherKeys.NONE);
  }
}
