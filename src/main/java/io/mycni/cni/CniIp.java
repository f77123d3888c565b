// One entry of a result's "ips".
package io.mycni.cni;

import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An address of a result (CNI 1.1.0, section "ADD Success").
 *
 * @param address the address with its prefix length
 * @param gateway the gateway of its subnet
 * @param interfaceIndex the place in the result's interfaces; empty in an IPAM plugin's result
 * @param others what else is said of it
 */
public record CniIp(
    Cidr address, Optional<IpAddress> gateway, OptionalInt interfaceIndex, OtherKeys others) {
  /** Makes one of which nothing else is said. */
  public CniIp(Cidr address, Optional<IpAddress> gateway, OptionalInt interfaceIndex) {
    this(address, gateway, interfaceIndex, OtherKeys.NONE);
  }

  /** Returns the same address, said to be on the interface at that place. */
  public CniIp on(int index) {
    return new CniIp(address, gateway, OptionalInt.of(index), others);
  }
}
