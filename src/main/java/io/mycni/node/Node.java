// The node as a value, and what can be concluded from it: which link, lease, rule and namespace
// belong together.
package io.mycni.node;

import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniResult;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.plugin.AttachmentNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
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
 * @param namespaces the other namespaces that could be looked into
 * @param vlans the VLANs of bridge ports by link: {@code 10}, {@code 10t} with its tag
 * @param networks the networks of the configuration folder
 * @param kept what runtimes keep of their attachments
 * @param rules the packet filter's rules, and what else the host tells
 */
public record Node(
    List<Link> links,
    Map<String, Attachment> owners,
    List<NetNamespaces.NetNamespace> namespaces,
    Map<String, List<String>> vlans,
    List<Network> networks,
    List<Kept> kept,
    HostState rules) {
  /** Copies the lists. */
  public Node {
    links = List.copyOf(links);
    owners = Map.copyOf(owners);
    namespaces = List.copyOf(namespaces);
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
  public record Inside(String netns, String name, Link link) {}

  /** Returns the other end of a host link; empty when it is in no namespace that was found. */
  public Optional<Inside> insideOf(Link port) {
    for (NetNamespaces.NetNamespace namespace : namespaces) {
      for (Link link : namespace.links()) {
        if (link.isVeth() && link.index() == port.peerIndex() && link.peerIndex() == port.index()) {
          return Optional.of(new Inside(namespace.path(), namespace.name(), link));
        }
      }
    }
    return Optional.empty();
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

  /** Returns, for each address in any namespace, which namespace has it. */
  public Map<IpAddress, String> addressesInside() {
    Map<IpAddress, String> found = new HashMap<>();
    for (NetNamespaces.NetNamespace namespace : namespaces) {
      for (Link link : namespace.links()) {
        for (Cidr address : link.addresses()) {
          found.put(address.address(), namespace.name());
        }
      }
    }
    return found;
  }

  /**
   * Returns the attachments to a network that live: they have a link here, or what a runtime keeps
   * of them names a namespace that is there.
   */
  public Set<Attachment> living(String network) {
    Set<Attachment> living = new LinkedHashSet<>();
    for (Link link : links) {
      ownerOf(link).filter(owner -> owner.network().equals(network)).ifPresent(living::add);
    }
    for (Kept each : kept) {
      boolean there = each.netns().isEmpty() || Files.exists(Path.of(each.netns()));
      if (each.attachment().network().equals(network) && there) {
        living.add(each.attachment());
      }
    }
    return living;
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
