// A network interface as it was found.
package io.mycni.host;

import io.mycni.net.Cidr;
import io.mycni.net.MacAddress;
import java.util.List;
import java.util.Optional;

/**
 * A link (iproute2's word for a network interface) and its addresses.
 *
 * @param name its name
 * @param index its number in its namespace
 * @param kind iproute2's kind, {@code bridge} or {@code veth} say; empty when unknown
 * @param mac its hardware address
 * @param mtu its MTU in bytes
 * @param up whether it is administratively up
 * @param promiscuous whether it was made promiscuous by hand
 * @param vlanFiltering for a bridge: whether it filters VLANs
 * @param floatingMac for a bridge: whether it takes its hardware address from its ports, because
 *     nobody gave it one
 * @param master the bridge (or bond …) it is a port of; empty when it is none
 * @param alias its alias; empty when it has none
 * @param peerIndex for a veth: the number of its peer in the peer's namespace; 0 when unknown
 * @param peerHere for a veth: whether its peer is in the same namespace
 * @param ports for a bridge: how many ports it has; a quick look only tells 0 from more
 * @param addresses its addresses with their prefix lengths, link-local ones included
 */
public record Link(
    String name,
    int index,
    String kind,
    Optional<MacAddress> mac,
    int mtu,
    boolean up,
    boolean promiscuous,
    boolean vlanFiltering,
    boolean floatingMac,
    String master,
    String alias,
    int peerIndex,
    boolean peerHere,
    int ports,
    List<Cidr> addresses) {
  /** Copies the list. */
  public Link {
    addresses = List.copyOf(addresses);
  }

  /** Returns the same link with other addresses and another number of ports. */
  public Link with(List<Cidr> otherAddresses, int otherPorts) {
    return with(floatingMac, otherAddresses, otherPorts);
  }

  /** Returns the same link, with a hardware address of its own or without. */
  public Link with(boolean floating, List<Cidr> otherAddresses, int otherPorts) {
    return new Link(
        name,
        index,
        kind,
        mac,
        mtu,
        up,
        promiscuous,
        vlanFiltering,
        floating,
        master,
        alias,
        peerIndex,
        peerHere,
        otherPorts,
        otherAddresses);
  }

  /** Returns its addresses but those that the kernel gives each IPv6 link by itself, fe80::/64. */
  public List<Cidr> givenAddresses() {
    return addresses.stream().filter(address -> !address.toString().startsWith("fe80:")).toList();
  }

  /**
   * Tells whether it has a hardware address by which it can be reached. A bridge whose last port
   * has left has none but zeros.
   */
  public boolean hasMac() {
    return mac.isPresent() && !mac.get().isZero();
  }

  /** Tells whether the link is a bridge. */
  public boolean isBridge() {
    return kind.equals("bridge");
  }

  /** Tells whether the link is one end of a veth pair. */
  public boolean isVeth() {
    return kind.equals("veth");
  }
}
