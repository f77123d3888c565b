// The graph as a tree, for text and picture: ports below their bridge, what was made on a link
// below that, the container's end of a veth pair below the host's. What joins links besides, as a
// VLAN interface that is a port, is told in words.
package io.mycni.topology;

import io.mycni.topology.Topology.Relation;
import io.mycni.topology.Topology.Vertex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Hangs each link on at most one other. */
final class TopologyTree {
  private final Topology topology;
  private final List<Optional<Integer>> above = new ArrayList<>();

  TopologyTree(Topology topology) {
    this.topology = topology;
    for (int i = 0; i < topology.links().size(); i++) {
      above.add(above(i));
    }
    cutCircles();
  }

  /** The kernel lets no link hang on itself, but it may have been changed while it was read. */
  private void cutCircles() {
    for (int i = 0; i < above.size(); i++) {
      Optional<Integer> next = above.get(i);
      for (int steps = 0; next.isPresent(); steps++) {
        if (steps > above.size()) {
          above.set(i, Optional.empty());
          break;
        }
        next = above.get(next.get());
      }
    }
  }

  private Optional<Integer> above(int link) {
    Optional<Integer> master = topology.other(Relation.MASTER, link);
    if (master.isPresent()) {
      return master;
    }
    Optional<Integer> parent = topology.other(Relation.PARENT, link);
    return parent.isPresent()
        ? parent
        : topology.other(Relation.PEER, link).filter(peer -> isUpper(peer, link));
  }

  /** The host's end is above the container's; of two on the host, the one that is more in use. */
  private boolean isUpper(int peer, int link) {
    boolean peerOnHost = of(peer).where().isHost();
    if (peerOnHost != of(link).where().isHost()) {
      return peerOnHost;
    }
    int more = use(peer) - use(link);
    return more > 0 || more == 0 && of(peer).name().compareTo(of(link).name()) < 0;
  }

  private int use(int link) {
    return (topology.other(Relation.MASTER, link).isPresent() ? 4 : 0)
        + (topology.on(Relation.PARENT, link).isEmpty() ? 0 : 2)
        + (of(link).addresses().isEmpty() ? 0 : 1);
  }

  Vertex of(int link) {
    return topology.links().get(link);
  }

  /** Returns what a link hangs on in the tree. */
  Optional<Vertex> upper(int link) {
    return above.get(link).map(this::of);
  }

  /**
   * Returns the links of the host that hang on nothing: bridges with ports, then others that
   * something hangs on, then those on which nothing does.
   */
  List<Integer> roots() {
    List<Integer> roots = new ArrayList<>();
    for (int i = 0; i < above.size(); i++) {
      if (above.get(i).isEmpty() && of(i).where().isHost()) {
        roots.add(i);
      }
    }
    roots.sort(Comparator.comparing(this::rank).thenComparing(i -> of(i).name()));
    return roots;
  }

  private int rank(int root) {
    return below(root).isEmpty() ? 2 : of(root).isBridge() ? 0 : 1;
  }

  /** Returns the links in containers that hang on nothing, by their namespaces. */
  List<Integer> rootsInside() {
    List<Integer> roots = new ArrayList<>();
    for (int i = 0; i < above.size(); i++) {
      if (above.get(i).isEmpty() && !of(i).where().isHost()) {
        roots.add(i);
      }
    }
    roots.sort(
        Comparator.comparing((Integer i) -> of(i).where().name())
            .thenComparing(i -> of(i).where().path())
            .thenComparing(i -> of(i).name()));
    return roots;
  }

  /** Returns what hangs on a link: that of attachments first, in the order of their names. */
  List<Integer> below(int link) {
    List<Integer> below = new ArrayList<>();
    for (int i = 0; i < above.size(); i++) {
      if (above.get(i).equals(Optional.of(link))) {
        below.add(i);
      }
    }
    below.sort(Comparator.comparing(this::order));
    return below;
  }

  private String order(int link) {
    return of(link).owner().map(owner -> "0" + owner).orElse("1" + of(link).name());
  }

  /** Tells whether a link is the host's end of a veth pair into a container, and nothing else. */
  boolean leadsInside(int link) {
    List<Integer> below = below(link);
    return of(link).isVeth() && below.size() == 1 && !of(below.getFirst()).where().isHost();
  }

  /** Returns how many ports a link has. */
  int ports(int link) {
    return topology.on(Relation.MASTER, link).size();
  }

  /** Returns what joins a link to others besides the tree, each in words. */
  List<String> besides(int link) {
    List<String> words = new ArrayList<>();
    besides(link, Relation.PARENT, "on ", words);
    besides(link, Relation.PEER, "the other end is ", words);
    for (int child : topology.on(Relation.PARENT, link)) {
      if (!above.get(child).equals(Optional.of(link))) {
        words.add("carries " + name(child));
      }
    }
    return words;
  }

  private void besides(int link, Relation relation, String how, List<String> words) {
    Optional<Integer> other = topology.other(relation, link);
    if (other.isPresent()
        && !above.get(link).equals(other)
        && !above.get(other.get()).equals(Optional.of(link))) {
      words.add(how + name(other.get()));
    }
  }

  private String name(int link) {
    return of(link).name() + (of(link).where().isHost() ? "" : " in " + of(link).where().name());
  }

  /**
   * Tells whether a port belongs to nobody that is known: a veth that leads to no container of
   * ours, and not back to the host, as hardware and what was made on it does.
   */
  boolean isNobodys(int link) {
    return of(link).isVeth()
        && of(link).where().isHost()
        && of(link).owner().isEmpty()
        && topology.other(Relation.PEER, link).filter(peer -> of(peer).where().isHost()).isEmpty();
  }
}
