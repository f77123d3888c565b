// A network interface as it was found. What only some kinds of links have stands in records of its
// own. LinkBuilder makes links, so that nobody else repeats the list.
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
 * @param allMulticast whether it was made to take all multicast by hand
 * @param queueLength how many packets may wait to be sent; -1 when unknown
 * @param alias its alias; empty when it has none
 * @param addresses its addresses with their prefix lengths, link-local ones included
 * @param master the bridge (or bond …) it is a port of; empty when it is none
 * @param port how its bridge treats it; empty when it is no port of a bridge
 * @param bridge what a bridge has; meaningless for others
 * @param peer the other end of a veth pair; meaningless for others
 * @param child what it was made on; empty when it stands by itself, or that was not looked at
 * @param vrfTable the table of a VRF; 0 for others
 * @param tap whose it is; empty for what is no tap or tun, or when that was not looked at
 */
public record Link(
    String name,
    int index,
    String kind,
    Optional<MacAddress> mac,
    int mtu,
    boolean up,
    boolean promiscuous,
    boolean allMulticast,
    int queueLength,
    String alias,
    List<Cidr> addresses,
    String master,
    Optional<Port> port,
    Bridge bridge,
    Peer peer,
    Optional<Child> child,
    int vrfTable,
    Optional<Tap> tap) {
  /** Copies the list. */
  public Link {
    addresses = List.copyOf(addresses);
  }

  /**
   * How a bridge treats a port, bridge(8).
   *
   * @param hairpin whether frames may leave where they came in
   * @param isolated whether it reaches only ports that are not isolated
   */
  public record Port(boolean hairpin, boolean isolated) {}

  /**
   * What a bridge has.
   *
   * @param vlanFiltering whether it tells VLANs apart
   * @param floatingMac whether it takes its hardware address from its ports, because nobody gave it
   *     one
   * @param ports how many ports it has; a quick look only tells 0 from more
   */
  public record Bridge(boolean vlanFiltering, boolean floatingMac, int ports) {
    static final Bridge NONE = new Bridge(false, false, 0);
  }

  /**
   * The other end of a veth pair.
   *
   * @param index its number in its own namespace; 0 when unknown
   * @param here whether that is the same namespace
   * @param netns the number of its namespace as the link's knows it (ip-netns(8), {@code list-id});
   *     -1 when it is the same, or unknown
   */
  public record Peer(int index, boolean here, int netns) {
    static final Peer UNKNOWN = new Peer(0, false, -1);
  }

  /**
   * How a macvlan, ipvlan, VLAN or the like hangs on the link that it was made on.
   *
   * @param parent the name of that link; empty when it is in another namespace
   * @param parentIndex its number in its namespace; 0 when unknown
   * @param parentNetns the number of its namespace as the link's knows it (ip-netns(8), {@code
   *     list-id}); -1 when it is the same
   * @param mode the mode of a macvlan or ipvlan, {@code bridge} or {@code l3} say; empty for others
   * @param vlanId the number of a VLAN; -1 for others
   * @param broadcastQueue how many broadcast packets a macvlan asked to let wait ({@code
   *     bcqueuelen}); 0 when unknown
   */
  public record Child(
      String parent,
      int parentIndex,
      int parentNetns,
      String mode,
      int vlanId,
      int broadcastQueue) {}

  /**
   * Who may open a tap or tun, ip-tuntap(8).
   *
   * @param type {@code tap} or {@code tun}
   * @param owner the number of a user, or its name where this host's files do not tell the number;
   *     empty when it has none
   * @param group a group in the same form; empty when it has none
   * @param multiQueue whether it can be opened several times
   * @param persistent whether it stays when nobody has it open
   */
  public record Tap(
      String type, String owner, String group, boolean multiQueue, boolean persistent) {}

  /** Begins a link of that name: without a kind, without addresses, down, with an MTU of 1500. */
  public static LinkBuilder named(String name) {
    return new LinkBuilder(name);
  }

  /** Begins a link that is as this one but for what is said then. */
  public LinkBuilder but() {
    return new LinkBuilder(this);
  }

  /** Tells whether a bridge tells VLANs apart. */
  public boolean vlanFiltering() {
    return bridge.vlanFiltering();
  }

  /** Tells whether a bridge takes its hardware address from its ports. */
  public boolean floatingMac() {
    return bridge.floatingMac();
  }

  /** Returns how many ports a bridge has; a quick look only tells 0 from more. */
  public int ports() {
    return bridge.ports();
  }

  /** Returns the number of a veth's peer in the peer's namespace; 0 when unknown. */
  public int peerIndex() {
    return peer.index();
  }

  /** Tells whether a veth's peer is in the same namespace. */
  public boolean peerHere() {
    return peer.here();
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
