// An address with all that the kernel keeps of it, and the words of ip that bring it about again.
package io.mycni.host;

import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import java.util.List;

/**
 * An address of an interface, ip-address(8).
 *
 * @param device the interface
 * @param address the address; its prefix is the peer's where it has one
 * @param peer the words for its peer, {@code peer ADDRESS}; empty when it has none
 * @param options the words for broadcast, scope, label, metric, lifetimes and flags
 * @param secondary whether another IPv4 address of its subnet came before
 * @param inexact what its words do not bring back, as the ends of a sentence that begins with the
 *     address
 */
public record AddressDetails(
    String device,
    Cidr address,
    String peer,
    String options,
    boolean secondary,
    List<String> inexact) {
  /** Copies the list. */
  public AddressDetails {
    inexact = List.copyOf(inexact);
  }

  /** Returns what follows {@code ip} to give it to its interface again. */
  public String add() {
    return "address add " + named() + options + " dev " + device;
  }

  /** Returns what follows {@code ip} to take it away. */
  public String delete() {
    return "address delete " + named() + " dev " + device;
  }

  private String named() {
    return peer.isEmpty() ? address.toString() : address.address() + " " + peer;
  }

  /** Tells whether the kernel made it itself from the interface's identity, fe80::/64. */
  public boolean isLinkLocal() {
    return address.family() == IpFamily.V6 && address.toString().startsWith("fe80:");
  }
}
