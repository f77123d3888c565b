// One entry of a result's "routes".
package io.mycni.cni;

import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A route of a result or of an IPAM configuration. All but the first two keys are of version 1.1.0;
 * an empty value leaves the choice to the kernel.
 *
 * @param destination the destination
 * @param gateway the next hop
 * @param mtu the path MTU in bytes
 * @param advmss the maximal segment size to advertise, in bytes
 * @param priority the metric: lower is preferred
 * @param table the number of the routing table
 * @param scope the number of the scope: 0 global, 253 link, 254 host
 * @param others what else is said of it
 */
public record CniRoute(
    Cidr destination,
    Optional<IpAddress> gateway,
    OptionalInt mtu,
    OptionalInt advmss,
    OptionalInt priority,
    OptionalInt table,
    OptionalInt scope,
    OtherKeys others) {

  /** The number of the scope of what lies on the link itself, rtnetlink(7). */
  public static final int SCOPE_LINK = 253;

  /** Makes a route of which nothing else is said. */
  public CniRoute(
      Cidr destination,
      Optional<IpAddress> gateway,
      OptionalInt mtu,
      OptionalInt advmss,
      OptionalInt priority,
      OptionalInt table,
      OptionalInt scope) {
    this(destination, gateway, mtu, advmss, priority, table, scope, OtherKeys.NONE);
  }

  /** Makes a route of destination and gateway alone. */
  public static CniRoute to(Cidr destination, Optional<IpAddress> gateway) {
    OptionalInt none = OptionalInt.empty();
    return new CniRoute(destination, gateway, none, none, none, none, none);
  }

  /**
   * Tells whether the scope says that there is no next hop. IPv6 has no scopes of routes: the
   * kernel takes the number and forgets it.
   */
  public boolean forbidsGateway() {
    return destination.family() == IpFamily.V4 && scope.orElse(0) >= SCOPE_LINK;
  }

  /** Returns the same route by way of that gateway. */
  public CniRoute via(IpAddress hop) {
    return new CniRoute(destination, Optional.of(hop), mtu, advmss, priority, table, scope, others);
  }
}
