// Reads the graph out of what was found on the node: a pure function. In other namespaces only what
// hangs on a link of the host, or belongs to an attachment, is told; nodes within this node have
// links of their own.
package io.mycni.topology;

import io.mycni.cni.Attachment;
import io.mycni.host.Link;
import io.mycni.node.Attached;
import io.mycni.node.Attachments;
import io.mycni.node.Living;
import io.mycni.node.Namespaces;
import io.mycni.node.Node;
import io.mycni.node.Provided;
import io.mycni.node.Provisions;
import io.mycni.topology.Topology.Edge;
import io.mycni.topology.Topology.Relation;
import io.mycni.topology.Topology.Vertex;
import io.mycni.topology.Topology.Where;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a {@link Topology}. */
public final class TopologyReader {
  private final Attachments attachments;
  private final Provisions provisions;
  private final Node node;
  private final Map<Place, Attachment> owners = new HashMap<>();
  private final List<Found> found = new ArrayList<>();
  private final Map<Place, Integer> byName = new HashMap<>();
  private final List<Edge> edges = new ArrayList<>();

  private TopologyReader(Attachments attachments, Provisions provisions) {
    this.attachments = attachments;
    this.provisions = provisions;
    this.node = attachments.node();
  }

  /** A link by its namespace's path and its name. */
  private record Place(String netns, String name) {}

  /** A link and the namespace that it is in; empty for the host's own. */
  private record Found(Optional<Namespaces.Seen> seen, Link link) {
    private Place place() {
      return new Place(seen.map(Namespaces.Seen::path).orElse(""), link.name());
    }
  }

  /**
   * Reads it.
   *
   * @param attachments those of the node, and what was found on it
   * @param provisions what they have besides links and addresses
   */
  public static Topology of(Attachments attachments, Provisions provisions) {
    TopologyReader reader = new TopologyReader(attachments, provisions);
    for (Attached each : attachments.all()) {
      if (each.living() instanceof Living.Alive alive) {
        Node.Inside inside = alive.inside();
        reader.owners.put(new Place(inside.netns(), inside.link().name()), each.attachment());
      }
    }
    return reader.read();
  }

  private Topology read() {
    node.links().forEach(link -> add(new Found(Optional.empty(), link)));
    for (Namespaces.Seen seen : node.namespaces().seen()) {
      seen.links().forEach(link -> add(new Found(Optional.of(seen), link)));
    }
    for (int i = 0; i < found.size(); i++) {
      master(i);
      parent(i);
      peer(i);
    }
    return shown();
  }

  private void add(Found one) {
    if (!one.link().name().equals("lo")) {
      byName.put(one.place(), found.size());
      found.add(one);
    }
  }

  private void master(int of) {
    Found one = found.get(of);
    join(Relation.MASTER, of, byName.get(new Place(one.place().netns(), one.link().master())));
  }

  /** What is not there, as a link that nobody could look at, is joined to nothing. */
  private void join(Relation relation, Integer from, Integer to) {
    if (from != null && to != null) {
      edges.add(new Edge(relation, from, to));
    }
  }

  private void parent(int of) {
    Found one = found.get(of);
    Optional<Link.Child> child = one.link().child();
    if (child.isEmpty()) {
      return;
    }
    int netns = child.get().parentNetns();
    for (int i = 0; i < found.size(); i++) {
      boolean there = netns < 0 ? isBeside(one, i) : canBeIn(one, netns, i);
      if (there && i != of && found.get(i).link().index() == child.get().parentIndex()) {
        join(Relation.PARENT, of, i);
        // Where several namespaces can be meant, the host comes first.
        return;
      }
    }
  }

  private boolean isBeside(Found one, int other) {
    return found.get(other).place().netns().equals(one.place().netns());
  }

  private boolean canBeIn(Found one, int number, int other) {
    Optional<String> identity =
        found.get(other).seen().map(Namespaces.Seen::identity).or(node.namespaces()::own);
    return !isBeside(one, other)
        && one.seen()
            .map(Namespaces.Seen::numbers)
            .orElse(node.namespaces().numbers())
            .canBe(number, identity.orElse(""));
  }

  private void peer(int of) {
    Found one = found.get(of);
    if (!one.link().isVeth()) {
      return;
    }
    if (one.link().peerHere()) {
      for (int i = of + 1; i < found.size(); i++) {
        if (isBeside(one, i) && found.get(i).link().index() == one.link().peerIndex()) {
          join(Relation.PEER, i, of);
        }
      }
    } else if (one.seen().isEmpty()) {
      node.insideOf(one.link())
          .ifPresent(inside ->
              join(Relation.PEER, byName.get(new Place(inside.netns(), inside.link().name())), of));
    }
  }

  private Topology shown() {
    Set<Integer> shown = new HashSet<>();
    Deque<Integer> next = new ArrayDeque<>();
    for (int i = 0; i < found.size(); i++) {
      if (isShownAlone(i)) {
        next.add(i);
      }
    }
    while (!next.isEmpty()) {
      int one = next.remove();
      if (shown.add(one)) {
        for (Edge edge : edges) {
          if (edge.from() == one) {
            next.add(edge.to());
          } else if (edge.to() == one) {
            next.add(edge.from());
          }
        }
      }
    }
    Map<Integer, Integer> places = new HashMap<>();
    List<Vertex> links = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      if (shown.contains(i)) {
        places.put(i, links.size());
        links.add(vertex(found.get(i)));
      }
    }
    List<Edge> joined = new ArrayList<>();
    for (Edge edge : edges) {
      if (places.containsKey(edge.from())) {
        joined.add(new Edge(edge.relation(), places.get(edge.from()), places.get(edge.to())));
      }
    }
    return new Topology(links, joined);
  }

  /** Links that are down and belong to nobody, as many kernels have them, say nothing. */
  private boolean isShownAlone(int one) {
    Found it = found.get(one);
    if (it.seen().isPresent()) {
      return owners.containsKey(it.place());
    }
    return it.link().up()
        || it.link().isBridge()
        || node.ownerOf(it.link()).isPresent()
        || edges.stream().anyMatch(edge -> edge.from() == one || edge.to() == one);
  }

  private Vertex vertex(Found one) {
    Link link = one.link();
    Optional<Attachment> owner =
        one.seen().isPresent() ? Optional.ofNullable(owners.get(one.place())) : node.ownerOf(link);
    boolean inside = one.seen().isPresent();
    return new Vertex(
        one.seen().map(seen -> new Where(seen.path(), seen.name())).orElse(Where.HOST),
        link.name(),
        link.index(),
        link.tap().map(Link.Tap::type).orElse(link.kind()),
        trait(link),
        link.up(),
        link.mac(),
        link.givenAddresses(),
        inside ? List.of() : vlans(link),
        owner,
        inside ? "" : owner.map(it -> missing(it, link)).orElse(""),
        inside && owner.map(node::masquerades).orElse(false),
        inside ? owner.map(provisions::of).orElse(Provided.NOTHING) : Provided.NOTHING);
  }

  /** The VLANs of a port mean something where its bridge tells them apart. */
  private List<String> vlans(Link port) {
    boolean apart =
        node.links().stream()
            .anyMatch(link -> link.name().equals(port.master()) && link.vlanFiltering());
    return apart ? node.vlans().getOrDefault(port.name(), List.of()) : List.of();
  }

  private static String trait(Link link) {
    if (link.isBridge()) {
      return link.vlanFiltering() ? "telling VLANs apart" : "";
    }
    if (link.tap().isPresent()) {
      String user = link.tap().get().owner();
      return user.isEmpty() ? "" : "of user " + user;
    }
    if (link.child().isPresent() && link.child().get().vlanId() >= 0) {
      return String.valueOf(link.child().get().vlanId());
    }
    String mode = link.child().map(Link.Child::mode).orElse("");
    return mode.isEmpty() ? "" : "in mode " + mode;
  }

  private String missing(Attachment owner, Link port) {
    return switch (attachments.living(owner)) {
      case Living.Alive alive -> unplugged(owner, port);
      case Living.Unknown unknown -> unknown.why();
      case Living.Gone gone -> gone.why();
    };
  }

  /** A port whose bridge was deleted, or that was taken off it, leads nowhere. */
  private String unplugged(Attachment owner, Link port) {
    Optional<String> bridge = node.bridgeOf(owner);
    if (!port.isVeth() || !port.master().isEmpty() || bridge.isEmpty()) {
      return "";
    }
    boolean there = node.links().stream().anyMatch(link -> link.name().equals(bridge.get()));
    return "a port of no bridge: "
        + bridge.get()
        + (there ? " is there, and does not have it" : " is gone");
  }
}
