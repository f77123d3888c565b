// A successful answer as a value; ResultCodec writes and reads it in each version.
package io.mycni.cni;

import io.mycni.net.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The result of an ADD, of this plugin or of an IPAM plugin (which leaves out the interfaces).
 *
 * @param interfaces the interfaces that were made
 * @param ips the addresses, each with the place of its interface
 * @param routes the routes in the container
 * @param dns what the runtime may write into the container's resolv.conf
 * @param others what else is said, by another plugin
 */
public record CniResult(
    List<CniInterface> interfaces,
    List<CniIp> ips,
    List<CniRoute> routes,
    CniDns dns,
    OtherKeys others) {
  /** A result with nothing in it. */
  public static final CniResult EMPTY = new CniResult(List.of(), List.of(), List.of(), CniDns.NONE);

  /** Copies the lists. */
  public CniResult {
    interfaces = List.copyOf(interfaces);
    ips = List.copyOf(ips);
    routes = List.copyOf(routes);
  }

  /** Makes a result in which nothing else is said. */
  public CniResult(
      List<CniInterface> interfaces, List<CniIp> ips, List<CniRoute> routes, CniDns dns) {
    this(interfaces, ips, routes, dns, OtherKeys.NONE);
  }

  /** Returns the same result with one more interface, behind the others. */
  public CniResult with(CniInterface made) {
    List<CniInterface> more = new ArrayList<>(interfaces);
    more.add(made);
    return new CniResult(more, ips, routes, dns, others);
  }

  /** Returns the hardware address of an interface in the container; empty when it is not told. */
  public Optional<MacAddress> macOf(String ifname) {
    for (CniInterface made : interfaces) {
      if (!made.sandbox().isEmpty() && made.name().equals(ifname)) {
        return made.mac();
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the addresses of an interface in the container, and those of which nobody says whose
   * they are; other plugins of a chain may have added addresses of others.
   */
  public List<CniIp> ipsOf(String ifname) {
    List<CniIp> ours = new ArrayList<>();
    for (CniIp ip : ips) {
      int place = ip.interfaceIndex().orElse(-1);
      boolean named = place >= 0 && place < interfaces.size();
      if (!named || interfaces.get(place).name().equals(ifname)) {
        ours.add(ip);
      }
    }
    return ours;
  }
}
