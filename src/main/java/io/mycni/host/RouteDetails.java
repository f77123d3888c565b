// A route with all that the kernel keeps of it, and the words of ip that bring it about again.
package io.mycni.host;

import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.List;
import java.util.Optional;

/**
 * A route of the host, ip-route(8).
 *
 * @param family its family
 * @param key destination, TOS, table and metric: routes of one key stand in an order of their own
 * @param words what follows {@code ip route add} to make it
 * @param devices the interfaces of its next hops; none for a blackhole
 * @param source the address that it makes packets come from
 * @param byKernel whether the kernel made it, with an address or a link
 * @param byObject whether its next hop is an object of its own, ip-nexthop(8)
 * @param byGateway whether it has a next hop, which other routes have to lead to
 * @param inexact what its words do not bring back, as the ends of a sentence that begins with the
 *     route
 */
public record RouteDetails(
    IpFamily family,
    String key,
    String words,
    List<String> devices,
    Optional<IpAddress> source,
    boolean byKernel,
    boolean byObject,
    boolean byGateway,
    List<String> inexact) {
  /** Copies the lists. */
  public RouteDetails {
    devices = List.copyOf(devices);
    inexact = List.copyOf(inexact);
  }
}
