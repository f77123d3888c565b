// The one place that decides whether an attachment lives: by what is inside namespaces, never by
// a path that exists. A pure function of the node as it was found.
//
//   its host link is there     the other end tells: in a namespace it lives, on the host it does
//                              not, and where it was not found nothing is known
//   there is none              an interface with its alias; else one of its name, with its address
//                              (or, without one, its MAC address), that hangs on this host, or
//                              once did: in its own namespace, with its MAC address
//
// A runtime's path only tells where to look first: it may lead to a namespace that was made again
// under the same name, to another process's, or to the host's own.
package io.mycni.node;

import io.mycni.chain.Kept;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniResult;
import io.mycni.host.Link;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.MacAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides about one attachment. */
final class LifeSigns {
  private static final List<Cidr> ON_EVERY_LOOPBACK =
      List.of(Cidr.of("127.0.0.0/8"), Cidr.of("::1/128"), Cidr.of("fe80::/10"));

  private final Node node;
  private final Attachment attachment;
  private final Optional<Kept> kept;
  private final Set<IpAddress> leased;
  private final Set<IpAddress> addresses = new LinkedHashSet<>();
  private final Optional<MacAddress> mac;
  private final List<String> lostLinks = new ArrayList<>();
  private final boolean byVeth;

  /**
   * Asks about an attachment.
   *
   * @param node what was found
   * @param attachment which one; without a container's ID when only its addresses are known
   * @param leased the addresses that it has leased, where known
   * @param byVeth whether its network is known to connect by veth pairs
   */
  private LifeSigns(
      Node node, Attachment attachment, Collection<IpAddress> leased, boolean byVeth) {
    this.node = node;
    this.attachment = attachment;
    this.kept = node.keptOf(attachment);
    Optional<CniResult> result = kept.flatMap(Kept::readResult);
    this.leased = Set.copyOf(leased);
    addresses.addAll(leased);
    result.ifPresent(
        it -> it.ipsOf(attachment.ifname()).forEach(ip -> addresses.add(ip.address().address())));
    this.mac = result.flatMap(it -> it.macOf(attachment.ifname()));
    result.ifPresent(it -> lostLinks.addAll(lostLinks(it)));
    this.byVeth = byVeth || !lostLinks.isEmpty();
  }

  static Living of(Node node, Attachment attachment, Collection<IpAddress> leased, boolean byVeth) {
    return new LifeSigns(node, attachment, leased, byVeth).decide();
  }

  /** The links on the host that its result names, if none of them is there but for bridges. */
  private List<String> lostLinks(CniResult result) {
    List<String> names = new ArrayList<>();
    for (CniInterface made : result.interfaces()) {
      if (!made.sandbox().isEmpty() || made.name().equals(attachment.ifname())) {
        continue;
      }
      Optional<Link> there =
          node.links().stream().filter(link -> link.name().equals(made.name())).findFirst();
      if (there.isEmpty()) {
        names.add(made.name());
      } else if (!there.get().isBridge()) {
        return List.of();
      }
    }
    return names;
  }

  private Living decide() {
    Optional<Link> port =
        attachment.containerId().isEmpty() ? Optional.empty() : node.portOf(attachment);
    if (port.isPresent()) {
      return behind(port.get());
    }
    Node.Inside named = node.aliased().get(attachment);
    if (named != null) {
      return new Living.Alive("", named);
    }
    Optional<Namespaces.Seen> first = keptNamespace();
    if (first.isPresent()) {
      Optional<Living> there = in(first.get(), addresses, true);
      if (there.isPresent()) {
        return there.get();
      }
    }
    Set<IpAddress> telling = new LinkedHashSet<>(addresses);
    telling.removeIf(LifeSigns::isOnEveryLoopback);
    boolean nothingTells = !addresses.isEmpty() && telling.isEmpty();
    for (Namespaces.Seen other :
        nothingTells ? List.<Namespaces.Seen>of() : node.namespaces().seen()) {
      Optional<Living> there = in(other, telling, false);
      if (there.isPresent()) {
        return there.get();
      }
    }
    return notFound(telling);
  }

  /** The other end of its veth pair. A pair goes when the namespace of one end goes. */
  private Living behind(Link port) {
    Optional<Node.Inside> inside = node.insideOf(port);
    if (inside.isPresent()) {
      return new Living.Alive(port.name(), inside.get());
    }
    if (port.peerHere()) {
      return new Living.Gone("the other end of its link " + port.name() + " is on the host itself");
    }
    return new Living.Unknown(
        port.name(),
        "its link "
            + port.name()
            + " is there, but the namespace behind it was not found"
            + (hidden().isEmpty() ? "" : " (" + hidden() + ")"));
  }

  private Optional<Namespaces.Seen> keptNamespace() {
    return place() instanceof Place.There there
        ? node.namespaces().seen(there.namespace())
        : Optional.empty();
  }

  private Place place() {
    String path = kept.map(Kept::netns).orElse("");
    return path.isEmpty() ? new Place.Nowhere() : node.namespaces().placeOf(path);
  }

  /** Its interface in a namespace, which may be the one that the runtime's path leads to. */
  private Optional<Living> in(Namespaces.Seen namespace, Set<IpAddress> wanted, boolean own) {
    for (Link link : namespace.links()) {
      boolean named = attachment.ifname().isEmpty() || link.name().equals(attachment.ifname());
      boolean same = wanted.isEmpty() ? hasMac(link) : has(link, wanted);
      if (named && same && hangsHere(link, own)) {
        String end = hostEnd(link).map(Link::name).orElse("");
        return Optional.of(
            new Living.Alive(end, new Node.Inside(namespace.path(), namespace.name(), link)));
      }
    }
    return Optional.empty();
  }

  private boolean hasMac(Link link) {
    return mac.isPresent() && mac.equals(link.mac());
  }

  private static boolean has(Link link, Set<IpAddress> wanted) {
    return link.addresses().stream().anyMatch(each -> wanted.contains(each.address()));
  }

  /**
   * Nodes within this node have the same names and addresses inside; their links do not lead here,
   * and the link of another attachment is not this one's. One that host-device moved into its own
   * namespace may be the end of a pair that leads out of this node.
   */
  private boolean hangsHere(Link inside, boolean own) {
    Optional<Link> hostEnd = hostEnd(inside);
    if (!inside.isVeth() || own && hostEnd.isEmpty() && hasMac(inside)) {
      return !byVeth;
    }
    return hostEnd
        .filter(end -> node.ownerOf(end).filter(it -> !it.equals(attachment)).isEmpty())
        .isPresent();
  }

  private Optional<Link> hostEnd(Link inside) {
    return inside.isVeth() && !inside.peerHere()
        ? node.links().stream().filter(end -> Node.areEnds(end, inside)).findFirst()
        : Optional.empty();
  }

  private Living notFound(Set<IpAddress> telling) {
    Optional<String> elsewhere = elsewhere(telling);
    if (elsewhere.isPresent()) {
      return new Living.Unknown("", elsewhere.get());
    }
    Optional<String> blind = byVeth ? unplaced() : unseen();
    return blind
        .<Living>map(why -> new Living.Unknown("", why))
        .orElseGet(() -> new Living.Gone(missing()));
  }

  /** Its address on an interface that is not known to be its own: nobody else may get it. */
  private Optional<String> elsewhere(Set<IpAddress> telling) {
    for (Namespaces.Seen namespace : node.namespaces().seen()) {
      for (Link link : namespace.links()) {
        Optional<Link> end = hostEnd(link);
        boolean anothers = end.flatMap(node::ownerOf).isPresent();
        boolean here = !byVeth || end.isPresent();
        if (here && (has(link, leased) || !anothers && has(link, telling))) {
          return Optional.of(
              "its address is on "
                  + link.name()
                  + " in "
                  + namespace.name()
                  + ", which is not known to be its interface");
        }
      }
    }
    return Optional.empty();
  }

  /** A pair has an end here; so it can only be one whose other end was not found. */
  private Optional<String> unplaced() {
    if (!lostLinks.isEmpty()) {
      return Optional.empty();
    }
    for (Link link : node.links()) {
      if (link.isVeth()
          && !link.peerHere()
          && !link.master().isEmpty()
          && node.ownerOf(link).isEmpty()
          && node.insideOf(link).isEmpty()) {
        return Optional.of(
            "it may be behind "
                + link.name()
                + ", whose namespace was not found"
                + (hidden().isEmpty() ? "" : " (" + hidden() + ")"));
      }
    }
    return Optional.empty();
  }

  /** Whatever could not be looked into may hold it. */
  private Optional<String> unseen() {
    if (place() instanceof Place.Unseen unseen) {
      return Optional.of(unseen.why());
    }
    if (place() instanceof Place.There there) {
      Optional<Namespaces.Hidden> hidden = node.namespaces().hidden(there.namespace());
      if (hidden.isPresent()) {
        return Optional.of(hidden.get().why());
      }
      boolean named =
          keptNamespace()
              .filter(it -> it.links().stream().anyMatch(l -> l.name().equals(attachment.ifname())))
              .isPresent();
      if (named && addresses.isEmpty() && mac.isEmpty()) {
        return Optional.of(
            "the kept result has neither address nor MAC address to know its interface by");
      }
    }
    return hidden().isEmpty() ? Optional.empty() : Optional.of(hidden());
  }

  /** Why it may be somewhere that could not be looked into; empty when it cannot. */
  private String hidden() {
    List<Namespaces.Hidden> hidden =
        node.namespaces().hidden().stream()
            .filter(each -> each.mayHold(attachment.ifname(), addresses))
            .toList();
    return switch (hidden.size()) {
      case 0 -> "";
      case 1 -> hidden.getFirst().why();
      default -> hidden.getFirst().why() + "; and " + (hidden.size() - 1) + " more";
    };
  }

  private String missing() {
    if (!lostLinks.isEmpty()) {
      return "its link " + String.join(", ", lostLinks) + " is gone";
    }
    return switch (place()) {
      case Place.There there when node.namespaces().own().equals(Optional.of(there.namespace())) ->
          "its namespace " + kept.map(Kept::netns).orElse("") + " is now the host's own";
      case Place.There there ->
          "its interface is not in " + kept.map(Kept::netns).orElse("") + ", nor elsewhere";
      case Place.Nowhere nowhere when !kept.map(Kept::netns).orElse("").isEmpty() ->
          "its namespace " + kept.get().netns() + " is gone";
      default -> "neither a link nor a namespace of it was found";
    };
  }

  private static boolean isOnEveryLoopback(IpAddress address) {
    for (Cidr range : ON_EVERY_LOOPBACK) {
      if (address.family() == range.family() && range.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
