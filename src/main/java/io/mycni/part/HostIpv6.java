// Whether a link of the host can have addresses of IPv6: the kernel may be without, and a node's
// owner may have switched it off, for one link or for all that come.
package io.mycni.part;

import io.mycni.cni.CniException;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import java.util.List;
import java.util.Optional;

/**
 * A link of the host and the addresses that it is to have.
 *
 * @param device the link, which need not be there yet
 * @param addresses the addresses, of whatever family
 */
public record HostIpv6(String device, List<Cidr> addresses) {
  private static final String OFF = "1";

  /** Copies the list. */
  public HostIpv6 {
    addresses = List.copyOf(addresses);
  }

  /** What has to be seen to tell. */
  public HostQuery asks() {
    return first().isEmpty()
        ? HostQuery.NOTHING
        : HostQuery.setting(key(device)).and(HostQuery.setting(key("default")));
  }

  /**
   * Refuses what the kernel would refuse in the middle of an ADD.
   *
   * @throws CniException when there is an address of IPv6, and the link cannot have one
   */
  public void require(HostState host) {
    Optional<Cidr> wanted = first();
    if (wanted.isEmpty()) {
      return;
    }
    Optional<String> own = host.setting(key(device));
    String decides = own.isPresent() ? device : "default";
    Optional<String> value = own.isPresent() ? own : host.setting(key("default"));
    if (value.isPresent() && value.get().equals(OFF)) {
      throw Conflict.of(
          "IPv6 is switched off on the host (net.ipv6.conf."
              + decides
              + ".disable_ipv6 is 1), so "
              + device
              + " cannot have the address "
              + wanted.get(),
          "sysctl -w net.ipv6.conf."
              + decides
              + ".disable_ipv6=0, or leave the ranges of IPv6 out of the network");
    }
  }

  private Optional<Cidr> first() {
    for (Cidr address : addresses) {
      if (address.family() == IpFamily.V6) {
        return Optional.of(address);
      }
    }
    return Optional.empty();
  }

  private static String key(String link) {
    return "net/ipv6/conf/" + link + "/disable_ipv6";
  }
}
