// What a lease that has changed changes on the interface: a pure function to lines of `ip -batch`.
package io.mycni.dhcp;

import io.mycni.cni.CniRoute;
import io.mycni.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way from one lease to another, or to none. */
final class LeaseChange {
  private LeaseChange() {}

  /**
   * Returns the lines; those that fail since it is so already do no harm.
   *
   * @param before what the interface has
   * @param after what it shall have
   * @param takesMtu whether the MTU is the server's to say
   */
  static List<String> lines(
      String ifname, Optional<DhcpLease> before, Optional<DhcpLease> after, boolean takesMtu) {
    List<String> lines = new ArrayList<>();
    boolean moves =
        before.isEmpty()
            || after.isEmpty()
            || !before.get().address().equals(after.get().address());
    if (before.isPresent()) {
      for (CniRoute route : before.get().routes()) {
        if (after.isEmpty() || !after.get().routes().contains(route)) {
          lines.add("route delete " + words(route, before.get(), ifname));
        }
      }
      if (moves) {
        // First: the address that comes may be of the same subnet, and go with this one otherwise.
        lines.add("address delete " + before.get().address() + " dev " + ifname);
      }
    }
    if (after.isPresent()) {
      DhcpLease lease = after.get();
      if (takesMtu && lease.mtu().isPresent()) {
        lines.addAll(mtu(ifname, before, lease));
      }
      if (moves) {
        lines.add(address(lease, ifname));
      }
      for (CniRoute route : lease.routes()) {
        if (moves || !before.get().routes().contains(route)) {
          lines.add("route replace " + words(route, lease, ifname));
        }
      }
    }
    return lines;
  }

  /** Returns the line that gives an interface the address of a lease. */
  static String address(DhcpLease lease, String ifname) {
    String broadcast = lease.address().prefix() <= 30 ? " broadcast +" : "";
    return "address replace " + lease.address() + broadcast + " dev " + ifname;
  }

  /** Returns the line that gives an interface the MTU of a lease that tells another than before. */
  static List<String> mtu(String ifname, Optional<DhcpLease> before, DhcpLease lease) {
    boolean same = before.isPresent() && before.get().mtu().equals(lease.mtu());
    return same || lease.mtu().isEmpty()
        ? List.of()
        : List.of("link set dev " + ifname + " mtu " + lease.mtu().getAsInt());
  }

  private static String words(CniRoute route, DhcpLease lease, String ifname) {
    Optional<IpAddress> hop = route.forbidsGateway() ? Optional.empty() : route.gateway();
    if (hop.isEmpty() && !route.forbidsGateway()) {
      hop = lease.gateway();
    }
    return route.destination()
        + (hop.isPresent() ? " via " + hop.get() : "")
        + " dev "
        + ifname
        + (hop.isEmpty() ? " scope link" : "")
        + (route.priority().isPresent() ? " metric " + route.priority().getAsInt() : "");
  }
}
