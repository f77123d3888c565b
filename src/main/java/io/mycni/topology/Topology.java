// The graph of a node's links: links of the host and in containers, and how they hang on each
// other. It knows no plugin; the other classes of this package draw it.
package io.mycni.topology;

import io.mycni.cni.Attachment;
import io.mycni.net.Cidr;
import io.mycni.net.MacAddress;
import io.mycni.node.Provided;
import java.util.List;
import java.util.Optional;

/**
 * Links and what joins them.
 *
 * @param links the links; edges name them by their places in this list
 * @param edges what joins them
 */
public record Topology(List<Vertex> links, List<Edge> edges) {
  /** Copies the lists. */
  public Topology {
    links = List.copyOf(links);
    edges = List.copyOf(edges);
  }

  /**
   * A network namespace.
   *
   * @param path the path of it; empty for the host's own
   * @param name what a person knows it by; empty for the host's own
   */
  public record Where(String path, String name) {
    /** The host's own namespace. */
    public static final Where HOST = new Where("", "");

    /** Tells whether it is the host's own. */
    public boolean isHost() {
      return path.isEmpty();
    }
  }

  /**
   * A link.
   *
   * @param where the namespace that it is in
   * @param name its name
   * @param index its number in its namespace
   * @param kind iproute2's kind, {@code tap} and {@code tun} told apart; empty for hardware
   * @param trait what matters of its kind, in words: a mode, the number of a VLAN; may be empty
   * @param up whether it is up
   * @param mac its hardware address
   * @param addresses its addresses, without link-local ones
   * @param vlans the VLANs that it carries as a port; empty when its bridge tells none apart
   * @param owner the attachment that it belongs to; empty when nobody tells
   * @param missing why nothing of its attachment was found in a container, or what of it leads
   *     nowhere; else empty
   * @param masqueraded whether rules masquerade the attachment that it is the interface of
   * @param provided what else that attachment has
   */
  public record Vertex(
      Where where,
      String name,
      int index,
      String kind,
      String trait,
      boolean up,
      Optional<MacAddress> mac,
      List<Cidr> addresses,
      List<String> vlans,
      Optional<Attachment> owner,
      String missing,
      boolean masqueraded,
      Provided provided) {
    /** Copies the lists. */
    public Vertex {
      addresses = List.copyOf(addresses);
      vlans = List.copyOf(vlans);
    }

    boolean isBridge() {
      return kind.equals("bridge");
    }

    boolean isVeth() {
      return kind.equals("veth");
    }

    /** Returns kind and trait in words; empty for hardware. */
    String kindWords() {
      return trait.isEmpty() ? kind : kind.isEmpty() ? trait : kind + " " + trait;
    }

    String addressWords() {
      return String.join(" ", addresses.stream().map(Cidr::toString).toList());
    }
  }

  /** How one link hangs on another. */
  public enum Relation {
    /** It is a port of the other, as of a bridge. */
    MASTER,
    /** It was made on the other, as a macvlan is. */
    PARENT,
    /** It is one end of a veth pair, the other is the other end. Told once for each pair. */
    PEER
  }

  /**
   * That one link hangs on another.
   *
   * @param relation how
   * @param from the one, by its place in the list of links
   * @param to the other
   */
  public record Edge(Relation relation, int from, int to) {}

  /**
   * Returns what a link hangs on in a way: its master, its parent, or the other end of its pair.
   */
  Optional<Integer> other(Relation relation, int link) {
    for (Edge edge : edges) {
      if (edge.relation() == relation) {
        if (edge.from() == link) {
          return Optional.of(edge.to());
        }
        if (relation == Relation.PEER && edge.to() == link) {
          return Optional.of(edge.from());
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the links that hang on one in a way. */
  List<Integer> on(Relation relation, int link) {
    return edges.stream()
        .filter(edge -> edge.relation() == relation && edge.to() == link)
        .map(Edge::from)
        .toList();
  }
}
