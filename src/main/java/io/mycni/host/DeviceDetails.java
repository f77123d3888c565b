// What stands on one interface, with all that is needed to put it back: taken only before something
// of somebody else's is replaced there.
package io.mycni.host;

import io.mycni.net.IpAddress;
import java.util.List;

/**
 * The addresses of an interface and the routes of the host.
 *
 * @param device the interface
 * @param addresses its addresses of both families, in the kernel's order
 * @param elsewhere the addresses of all other interfaces
 * @param routes the routes of all tables and both families, in the kernel's order
 */
public record DeviceDetails(
    String device,
    List<AddressDetails> addresses,
    List<IpAddress> elsewhere,
    List<RouteDetails> routes) {
  /** Copies the lists. */
  public DeviceDetails {
    addresses = List.copyOf(addresses);
    elsewhere = List.copyOf(elsewhere);
    routes = List.copyOf(routes);
  }
}
