// Who hangs where: bridges, their ports, and the containers behind them. Drawn by the other classes
// of this package.
package io.mycni.topology;

import io.mycni.cni.Attachment;
import io.mycni.host.Link;
import io.mycni.net.Cidr;
import io.mycni.net.MacAddress;
import io.mycni.node.Living;
import io.mycni.node.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The bridges of a node, in the order of their names.
 *
 * @param bridges the bridges
 */
public record Topology(List<Bridge> bridges) {
  /** Copies the list. */
  public Topology {
    bridges = List.copyOf(bridges);
  }

  /**
   * A bridge.
   *
   * @param name its name
   * @param up whether it is up
   * @param filtersVlans whether it tells VLANs apart
   * @param addresses its addresses, without link-local ones
   * @param gateways its VLAN interfaces with their addresses, as words
   * @param ports its ports in the order of their names
   */
  public record Bridge(
      String name,
      boolean up,
      boolean filtersVlans,
      List<Cidr> addresses,
      List<String> gateways,
      List<Port> ports) {
    /** Copies the lists. */
    public Bridge {
      addresses = List.copyOf(addresses);
      gateways = List.copyOf(gateways);
      ports = List.copyOf(ports);
    }
  }

  /**
   * A port of a bridge.
   *
   * @param link its name
   * @param up whether it is up
   * @param vlans the VLANs that it carries; empty when the bridge tells none apart
   * @param owner the attachment that it belongs to; empty when nobody tells
   * @param end what is behind it; empty when it is no veth, or its peer was not found
   * @param missing why nothing is behind it though it belongs to an attachment; else empty
   */
  public record Port(
      String link,
      boolean up,
      List<String> vlans,
      Optional<Attachment> owner,
      Optional<End> end,
      String missing) {
    /** Copies the list. */
    public Port {
      vlans = List.copyOf(vlans);
    }
  }

  /**
   * The container's end.
   *
   * @param netns the path of its namespace
   * @param name what a person knows the namespace by
   * @param ifname the interface's name
   * @param mac its hardware address
   * @param addresses its addresses, without link-local ones
   * @param masqueraded whether rules masquerade it
   */
  public record End(
      String netns,
      String name,
      String ifname,
      Optional<MacAddress> mac,
      List<Cidr> addresses,
      boolean masqueraded) {
    /** Copies the list. */
    public End {
      addresses = List.copyOf(addresses);
    }
  }

  /** Draws the conclusions from what was found. */
  public static Topology of(Node node) {
    List<Bridge> bridges = new ArrayList<>();
    for (Link link : node.links()) {
      if (link.isBridge()) {
        bridges.add(bridge(link, node));
      }
    }
    bridges.sort(Comparator.comparing(Bridge::name));
    return new Topology(bridges);
  }

  private static Bridge bridge(Link bridge, Node node) {
    List<Port> ports = new ArrayList<>();
    List<String> gateways = new ArrayList<>();
    for (Link link : node.links()) {
      if (isGateway(link, bridge)) {
        gateways.add((link.name() + " " + words(link.givenAddresses())).strip());
      } else if (link.master().equals(bridge.name()) && !leadsToGateway(link, bridge, node)) {
        ports.add(port(link, bridge, node));
      }
    }
    ports.sort(Comparator.comparing(Topology::order));
    return new Bridge(
        bridge.name(),
        bridge.up(),
        bridge.vlanFiltering(),
        bridge.givenAddresses(),
        gateways,
        ports);
  }

  /** A VLAN's gateway is an interface {@code BRIDGE.VLAN}, by a veth pair into the bridge. */
  private static boolean isGateway(Link link, Link bridge) {
    return link.name().startsWith(bridge.name() + ".") && link.master().isEmpty();
  }

  private static boolean leadsToGateway(Link port, Link bridge, Node node) {
    return port.isVeth()
        && node.links().stream()
            .anyMatch(link ->
                isGateway(link, bridge)
                    && link.index() == port.peerIndex()
                    && link.peerIndex() == port.index());
  }

  /** Containers first, in the order of network and ID. */
  private static String order(Port port) {
    return port.owner().map(owner -> "0" + owner).orElse("1" + port.link());
  }

  private static Port port(Link link, Link bridge, Node node) {
    Optional<Attachment> owner = node.ownerOf(link);
    Optional<End> end =
        node.insideOf(link)
            .map(inside ->
                new End(
                    inside.netns(),
                    inside.name(),
                    inside.link().name(),
                    inside.link().mac(),
                    inside.link().givenAddresses(),
                    owner.map(node::masquerades).orElse(false)));
    List<String> vlans =
        bridge.vlanFiltering() ? node.vlans().getOrDefault(link.name(), List.of()) : List.of();
    String missing = end.isPresent() ? "" : owner.map(it -> missing(it, node)).orElse("");
    return new Port(link.name(), link.up(), vlans, owner, end, missing);
  }

  private static String missing(Attachment owner, Node node) {
    return switch (node.living(owner)) {
      case Living.Alive alive -> "";
      case Living.Unknown unknown -> unknown.why();
      case Living.Gone gone -> gone.why();
    };
  }

  static String words(List<Cidr> addresses) {
    return String.join(" ", addresses.stream().map(Cidr::toString).toList());
  }
}
