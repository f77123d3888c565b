// Makes links from what was seen of them; the one place that gives all components of a Link.
package io.mycni.host;

import io.mycni.net.Cidr;
import io.mycni.net.MacAddress;
import java.util.List;
import java.util.Optional;

/** Makes a link; each method gives what the component of its name is documented as. */
public final class LinkBuilder {
  private final String name;
  private int index;
  private String kind = "";
  private Optional<MacAddress> mac = Optional.empty();
  private int mtu = 1500;
  private boolean up;
  private boolean promiscuous;
  private boolean allMulticast;
  private int queueLength = -1;
  private String alias = "";
  private List<Cidr> addresses = List.of();
  private String master = "";
  private Optional<Link.Port> port = Optional.empty();
  private Link.Bridge bridge = Link.Bridge.NONE;
  private Link.Peer peer = Link.Peer.UNKNOWN;
  private Optional<Link.Child> child = Optional.empty();
  private int vrfTable;
  private Optional<Link.Tap> tap = Optional.empty();

  LinkBuilder(String name) {
    this.name = name;
  }

  LinkBuilder(Link link) {
    name = link.name();
    index = link.index();
    kind = link.kind();
    mac = link.mac();
    mtu = link.mtu();
    up = link.up();
    promiscuous = link.promiscuous();
    allMulticast = link.allMulticast();
    queueLength = link.queueLength();
    alias = link.alias();
    addresses = link.addresses();
    master = link.master();
    port = link.port();
    bridge = link.bridge();
    peer = link.peer();
    child = link.child();
    vrfTable = link.vrfTable();
    tap = link.tap();
  }

  /** Gives its number. */
  public LinkBuilder index(int number) {
    index = number;
    return this;
  }

  /** Gives its kind. */
  public LinkBuilder kind(String word) {
    kind = word;
    return this;
  }

  /** Gives its hardware address. */
  public LinkBuilder mac(Optional<MacAddress> address) {
    mac = address;
    return this;
  }

  /** Gives its MTU in bytes. */
  public LinkBuilder mtu(int bytes) {
    mtu = bytes;
    return this;
  }

  /** Says whether it is up. */
  public LinkBuilder up(boolean isUp) {
    up = isUp;
    return this;
  }

  /** Says whether it is promiscuous. */
  public LinkBuilder promiscuous(boolean isPromiscuous) {
    promiscuous = isPromiscuous;
    return this;
  }

  /** Says whether it takes all multicast. */
  public LinkBuilder allMulticast(boolean takesAll) {
    allMulticast = takesAll;
    return this;
  }

  /** Gives how many packets may wait to be sent. */
  public LinkBuilder queueLength(int packets) {
    queueLength = packets;
    return this;
  }

  /** Gives its alias. */
  public LinkBuilder alias(String text) {
    alias = text;
    return this;
  }

  /** Gives its addresses. */
  public LinkBuilder addresses(List<Cidr> all) {
    addresses = all;
    return this;
  }

  /** Gives the link that it is a port of. */
  public LinkBuilder master(String link) {
    master = link;
    return this;
  }

  /** Gives how its bridge treats it. */
  public LinkBuilder port(Link.Port treatment) {
    port = Optional.of(treatment);
    return this;
  }

  /** Gives what a bridge has. */
  public LinkBuilder bridge(Link.Bridge traits) {
    bridge = traits;
    return this;
  }

  /** Gives the other end of a veth pair, in a namespace whose number is unknown. */
  public LinkBuilder peer(int number, boolean here) {
    return peer(number, here, -1);
  }

  /** Gives the other end of a veth pair. */
  public LinkBuilder peer(int number, boolean here, int netns) {
    peer = new Link.Peer(number, here, netns);
    return this;
  }

  /** Gives what it was made on. */
  public LinkBuilder child(Link.Child hanging) {
    child = Optional.of(hanging);
    return this;
  }

  /** Gives the table of a VRF. */
  public LinkBuilder vrfTable(int number) {
    vrfTable = number;
    return this;
  }

  /** Gives whose a tap is. */
  public LinkBuilder tap(Link.Tap access) {
    tap = Optional.of(access);
    return this;
  }

  /** Returns the link. */
  public Link build() {
    return new Link(
        name,
        index,
        kind,
        mac,
        mtu,
        up,
        promiscuous,
        allMulticast,
        queueLength,
        alias,
        addresses,
        master,
        port,
        bridge,
        peer,
        child,
        vrfTable,
        tap);
  }
}
