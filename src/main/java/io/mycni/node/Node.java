// The node as a value, and what can be concluded from it: which link, lease, rule and namespace
// belong together.
package io.mycni.node;

import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniResult;
import io.mycni.host.HostLook;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.net.MacAddress;
import io.mycni.part.AttachmentNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was found on the node.
 *
 * @param links the links of the host
 * @param owners whose the host links are, by their names
 * @param namespaces the other namespaces
 * @param vlans the VLANs of bridge ports by link: {@code 10}, {@code 10t} with its tag
 * @param networks the networks of the configuration folder
 * @param kept what runtimes keep of their attachments
 * @param rules the packet filter's rules, and what else the host tells
 */
public record Node(
    List<Link> links,
    Map<String, Attachment> owners,
    Namespaces namespaces,
    Map<String, List<String>> vlans,
    List<Network> networks,
    List<Kept> kept,
    HostState rules) {
  /** Copies the lists. */
  public Node {
    links = List.copyOf(links);
    owners = Map.copyOf(owners);
    vlans = Map.copyOf(vlans);
    networks = List.copyOf(networks);
    kept = List.copyOf(kept);
  }

  /**
   * The container's end of a veth pair.
   *
   * @param netns the path of its namespace
   * @param name what a person knows the namespace by
   * @param link the link in it
   */
  public record Inside(String netns, String name, Link link) {
    /** Tells whether the link is still in there. */
    boolean isStillThere(HostLook look) {
      return look.linksInside(netns).orElse(List.of()).stream()
          .anyMatch(each -> each.name().equals(link.name()) && each.index() == link.index());
    }
  }

  /** Returns the other end of a host link; empty when it is in no namespace that was found. */
  public Optional<Inside> insideOf(Link port) {
    Optional<Attachment> owner = ownerOf(port);
    Optional<Inside> best = Optional.empty();
    int most = -1;
    for (Namespaces.Seen namespace : namespaces.seen()) {
      if (!namespaces.numbers().canBe(port.peer().netns(), namespace.identity())) {
        continue;
      }
      for (Link link : namespace.links()) {
        int likeness = areEnds(port, link) ? likeness(link, owner) : -1;
        if (likeness > most) {
          most = likeness;
          best = Optional.of(new Inside(namespace.path(), namespace.name(), link));
        }
      }
    }
    return best;
  }

  /** Tells whether a host link and one in another namespace can be ends of one veth pair. */
  static boolean areEnds(Link host, Link inside) {
    return host.isVeth()
        && inside.isVeth()
        && !host.peerHere()
        && !inside.peerHere()
        && inside.index() == host.peerIndex()
        && inside.peerIndex() == host.index();
  }

  /**
   * The numbers of links are those of their namespaces, and nodes within this node have the same.
   * Where the host's number of the namespace does not tell: of several candidates, the one with its
   * owner's MAC address and name is the right one.
   */
  private int likeness(Link inside, Optional<Attachment> owner) {
    if (owner.isEmpty()) {
      return 0;
    }
    Optional<MacAddress> kept =
        keptOf(owner.get())
            .flatMap(Kept::readResult)
            .flatMap(result -> result.macOf(owner.get().ifname()));
    MacAddress derived = AttachmentNames.of(owner.get()).containerMac();
    boolean sameMac = inside.mac().equals(kept.or(() -> Optional.of(derived)));
    return (sameMac ? 2 : 0) + (inside.name().equals(owner.get().ifname()) ? 1 : 0);
  }

  /**
   * Returns the interfaces in containers that carry the alias of an attachment, as those do that
   * have no link on the host. A node within this node has such ones, too: what was made on a link
   * that is known to be elsewhere is none of ours.
   */
  Map<Attachment, Inside> aliased() {
    Map<Attachment, Inside> all = new LinkedHashMap<>();
    for (Namespaces.Seen seen : namespaces.seen()) {
      for (Link link : seen.links()) {
        Optional<Attachment> owner = AttachmentNames.ownerOf(link.alias());
        // The host link of a node within this node has another name than the interface.
        if (owner.isPresent() && owner.get().ifname().equals(link.name()) && isOurs(seen, link)) {
          all.putIfAbsent(owner.get(), new Inside(seen.path(), seen.name(), link));
        }
      }
    }
    return all;
  }

  private boolean isOurs(Namespaces.Seen seen, Link link) {
    int parent = link.child().map(Link.Child::parentNetns).orElse(-1);
    return !link.isVeth() && seen.numbers().canBe(parent, namespaces.own().orElse(""));
  }

  /**
   * Tells whether an attachment lives, as far as its link or what is kept of it tells.
   *
   * @see #living(Attachment, Collection, boolean)
   */
  Living living(Attachment attachment) {
    return living(attachment, List.of(), false);
  }

  /**
   * Tells whether an attachment lives.
   *
   * @param attachment which one; without a container's ID when only its address is known
   * @param leased the addresses that it has leased, where known
   * @param byVeth whether its network is known to connect by veth pairs, as bridge does
   */
  Living living(Attachment attachment, Collection<IpAddress> leased, boolean byVeth) {
    return LifeSigns.of(this, attachment, leased, byVeth);
  }

  /**
   * Returns whose the host links are, by their names: by their aliases, else by what runtimes keep.
   * Read once, as results are parsed for it.
   */
  static Map<String, Attachment> owners(List<Link> links, List<Kept> kept) {
    Map<String, Attachment> owners = new HashMap<>();
    for (Kept each : kept) {
      for (CniInterface made : each.readResult().map(CniResult::interfaces).orElse(List.of())) {
        if (made.sandbox().isEmpty()) {
          owners.putIfAbsent(made.name(), each.attachment());
        }
      }
    }
    // A result names the bridge, too, which is nobody's.
    Set<String> veths = new HashSet<>();
    links.stream().filter(Link::isVeth).forEach(link -> veths.add(link.name()));
    owners.keySet().retainAll(veths);
    for (Link link : links) {
      AttachmentNames.ownerOf(link.alias()).ifPresent(owner -> owners.put(link.name(), owner));
    }
    return owners;
  }

  /** Returns whose a host link is; empty when nobody tells. */
  public Optional<Attachment> ownerOf(Link port) {
    return Optional.ofNullable(owners.get(port.name()));
  }

  /** Returns the host link of an attachment: mycni's by its name, others' by what is kept. */
  public Optional<Link> portOf(Attachment attachment) {
    String ours = AttachmentNames.of(attachment).hostLink();
    return links.stream()
        .filter(link -> link.name().equals(ours))
        .findFirst()
        .or(() ->
            links.stream()
                .filter(link -> ownerOf(link).equals(Optional.of(attachment)) && link.isVeth())
                .findFirst());
  }

  /** Returns what a runtime keeps of an attachment. */
  public Optional<Kept> keptOf(Attachment attachment) {
    return kept.stream().filter(each -> each.attachment().equals(attachment)).findFirst();
  }

  /** Returns the attachments of which a link or a kept result tells. */
  public Set<Attachment> attachments() {
    Set<Attachment> all = new LinkedHashSet<>();
    for (Link link : links) {
      ownerOf(link).ifPresent(all::add);
    }
    kept.forEach(each -> all.add(each.attachment()));
    all.addAll(aliased().keySet());
    return all;
  }

  /**
   * Returns the bridge of which an attachment's host link should be a port, as far as its network
   * tells; empty where that has no bridge plugin, or is not known.
   */
  public Optional<String> bridgeOf(Attachment attachment) {
    return networks.stream()
        .filter(network -> network.name().equals(attachment.network()))
        .findFirst()
        .or(() -> keptOf(attachment).flatMap(Kept::network))
        .flatMap(BridgeName::of);
  }

  /** Tells whether rules masquerade an attachment. */
  public boolean masquerades(Attachment attachment) {
    AttachmentNames names = AttachmentNames.of(attachment);
    for (IpFamily family : IpFamily.values()) {
      if (!rules.natRules(family).jumpsTo(names.chain()).isEmpty()) {
        return true;
      }
    }
    return !rules.nft().rulesNoted(names.nftInstance()).isEmpty();
  }
}
