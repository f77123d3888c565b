// What the interface of a container is given, whoever gives it: a lease for an ADD, the previous
// result for what comes later.
package io.mycni.part;

import io.mycni.cni.CniDns;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniResult;
import io.mycni.cni.CniRoute;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Addresses and what belongs to them.
 *
 * @param ips the addresses, each with its gateway where there is one
 * @param routes the routes in the container
 * @param dns what the runtime may write into the container's resolv.conf
 */
public record Given(List<CniIp> ips, List<CniRoute> routes, CniDns dns) {
  /** Nothing, as in a layer 2 network. */
  public static final Given NOTHING = new Given(List.of(), List.of(), CniDns.NONE);

  /** Copies the lists. */
  public Given {
    ips = List.copyOf(ips);
    routes = List.copyOf(routes);
  }

  /** What a lease gives. */
  public static Given of(CniResult lease) {
    return new Given(lease.ips(), lease.routes(), lease.dns());
  }

  /** What an interface was given before, as the result of its ADD tells. */
  public static Given before(CniResult previous, String ifname) {
    return new Given(previous.ipsOf(ifname), previous.routes(), previous.dns());
  }

  /** Returns the same with the DNS of a configuration, which wins where it says anything. */
  public Given with(CniDns configured) {
    return configured.isEmpty() ? this : new Given(ips, routes, configured);
  }

  /** Returns the addresses with their prefix lengths. */
  public List<Cidr> addresses() {
    List<Cidr> addresses = new ArrayList<>();
    for (CniIp ip : ips) {
      addresses.add(ip.address());
    }
    return addresses;
  }

  /** Returns the families of the addresses, each once. */
  public List<IpFamily> families() {
    List<IpFamily> families = new ArrayList<>();
    for (CniIp ip : ips) {
      if (!families.contains(ip.address().family())) {
        families.add(ip.address().family());
      }
    }
    return families;
  }

  /** Tells whether any address is of that family. */
  public boolean has(IpFamily family) {
    return families().contains(family);
  }

  /**
   * Returns the next hop of a route: its own, else the gateway of the first address of its family;
   * none where its scope says so.
   */
  public Optional<IpAddress> hopOf(CniRoute route) {
    if (route.gateway().isPresent() || route.forbidsGateway()) {
      return route.gateway();
    }
    for (CniIp ip : ips) {
      if (ip.address().family() == route.destination().family() && ip.gateway().isPresent()) {
        return ip.gateway();
      }
    }
    return Optional.empty();
  }
}
