// A link on paper as what `ip link add` says, and copies of it with another name or no master.
package io.mycni.engine;

import io.mycni.host.Link;
import io.mycni.host.LinkBuilder;
import io.mycni.net.Cidr;
import io.mycni.net.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes links. */
final class PaperLink {
  /** What the kernel begins with. */
  private static final int QUEUE = 1000;

  /** How hardware addresses begin that nobody has asked for. */
  private static final String KERNELS = "06:00:00:00:00:";

  private PaperLink() {}

  /**
   * Makes the link of which some words of ip tell.
   *
   * @param number its number, which on paper no other link of any namespace has
   */
  static LinkBuilder of(String name, int number, String kind, List<String> words) {
    Optional<MacAddress> mac =
        words.contains("address")
            ? MacAddress.parse(after(words, "address"))
            : Optional.of(MacAddress.of(KERNELS + String.format("%02x", number)));
    return Link.named(name)
        .index(number)
        .kind(kind)
        .mac(mac)
        .mtu(words.contains("mtu") ? Integer.parseInt(after(words, "mtu")) : 1500)
        .queueLength(QUEUE)
        .master(words.contains("master") ? after(words, "master") : "")
        .bridge(new Link.Bridge(words.contains("vlan_filtering"), !words.contains("address"), 0));
  }

  /** Makes the tap of which some words of ip tell. */
  static Link tap(int number, List<String> words) {
    return of(after(words, "dev"), number, "tun", List.of())
        .tap(
            new Link.Tap(
                after(words, "mode"),
                words.contains("user") ? after(words, "user") : "",
                words.contains("group") ? after(words, "group") : "",
                words.contains("multi_queue"),
                true))
        .build();
  }

  static String after(List<String> words, String word) {
    return words.get(words.indexOf(word) + 1);
  }

  static Link named(String name, Link link) {
    LinkBuilder copy = withoutMaster(name, link).master(link.master());
    link.port().ifPresent(copy::port);
    return copy.build();
  }

  static Link withoutMaster(Link link) {
    return withoutMaster(link.name(), link).build();
  }

  private static LinkBuilder withoutMaster(String name, Link link) {
    LinkBuilder copy =
        Link.named(name)
            .index(link.index())
            .kind(link.kind())
            .mac(link.mac())
            .mtu(link.mtu())
            .up(link.up())
            .promiscuous(link.promiscuous())
            .allMulticast(link.allMulticast())
            .queueLength(link.queueLength())
            .alias(link.alias())
            .addresses(link.addresses())
            .bridge(link.bridge())
            .vrfTable(link.vrfTable())
            .peer(link.peerIndex(), link.peerHere());
    link.child().ifPresent(copy::child);
    link.tap().ifPresent(copy::tap);
    return copy;
  }

  private static String text(MacAddress mac) {
    return mac.toString().startsWith(KERNELS) ? "of the kernel" : mac.toString();
  }

  /**
   * All but numbers and the kernel's own hardware addresses, which are others each time, and the
   * address that lo keeps of the kernel when it goes down.
   */
  static String text(Link link) {
    List<Cidr> addresses = new ArrayList<>(link.addresses());
    if (link.name().equals("lo") && !link.up()) {
      addresses.remove(Cidr.of("127.0.0.1/8"));
    }
    return link.name()
        + (" " + link.kind() + (link.up() ? " up" : " down"))
        + (" mac " + link.mac().map(PaperLink::text).orElse("none"))
        + (" mtu " + link.mtu())
        + (link.promiscuous() ? " promiscuous" : "")
        + (link.allMulticast() ? " all multicast" : "")
        + (link.queueLength() == QUEUE ? "" : " queue " + link.queueLength())
        + (link.alias().isEmpty() ? "" : " alias " + link.alias())
        + (link.master().isEmpty() ? "" : " master " + link.master() + " " + link.port())
        + (link.vlanFiltering() ? " filters VLANs" : "")
        + (link.vrfTable() == 0 ? "" : " table " + link.vrfTable())
        + (link.isBridge() && link.floatingMac() ? " with the MAC of a port" : "")
        + link.child().map(child -> " on " + child.parent() + " " + child.mode()).orElse("")
        + link.tap().map(tap -> " " + tap).orElse("")
        + (" " + addresses);
  }
}
