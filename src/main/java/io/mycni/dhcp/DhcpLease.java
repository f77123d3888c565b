// A lease, as far as mycni makes something of it.
package io.mycni.dhcp;

import io.mycni.cni.CniDns;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniResult;
import io.mycni.cni.CniRoute;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A lease.
 *
 * @param address the address, with the length of its subnet
 * @param gateway the first router
 * @param routes the routes
 * @param dns what the server says about names
 * @param mtu the MTU of the link in bytes
 * @param end when it ends, in seconds since the machine was started
 * @param remarks what of the server's words was left out
 */
record DhcpLease(
    Cidr address,
    Optional<IpAddress> gateway,
    List<CniRoute> routes,
    CniDns dns,
    OptionalInt mtu,
    double end,
    List<String> remarks) {
  /** Where a server says none, in seconds, as the reference has it. */
  private static final int USUAL_TIME = 3600;

  /** The least that every host has to take, RFC 791. */
  private static final int LEAST_MTU = 68;

  private static final int MOST_MTU = 65_535;

  /** Copies the lists. */
  DhcpLease {
    routes = List.copyOf(routes);
    remarks = List.copyOf(remarks);
  }

  /**
   * Reads the lease of an event; empty where it has none that could be used.
   *
   * @param priority the metric of its routes; 0 leaves it to the kernel
   */
  static Optional<DhcpLease> of(ServerEvent event, int priority) {
    ServerWords words = new ServerWords(event);
    Optional<Cidr> address = event.hasLease() ? words.address() : Optional.empty();
    if (address.isEmpty()) {
      return Optional.empty();
    }
    List<String> servers = new ArrayList<>();
    for (IpAddress server : words.addresses("dns")) {
      servers.add(server.toString());
    }
    List<String> domain = words.names("domain");
    return Optional.of(
        new DhcpLease(
            address.get(),
            words.router(),
            words.routes(priority),
            new CniDns(
                servers,
                domain.isEmpty() ? "" : domain.getFirst(),
                words.names("search"),
                List.of()),
            words.number("mtu", LEAST_MTU, MOST_MTU),
            event.at() + words.number("lease", 1, Integer.MAX_VALUE).orElse(USUAL_TIME),
            words.remarks()));
  }

  /** Tells whether another gives the container exactly the same. */
  boolean givesTheSameAs(DhcpLease other) {
    return address.equals(other.address)
        && gateway.equals(other.gateway)
        && routes.equals(other.routes)
        && dns.equals(other.dns)
        && mtu.equals(other.mtu);
  }

  /** Returns it as the result of an IPAM plugin. */
  CniResult result() {
    return new CniResult(
        List.of(), List.of(new CniIp(address, gateway, OptionalInt.empty())), routes, dns);
  }
}
