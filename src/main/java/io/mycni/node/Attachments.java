// All attachments of which anything on the node tells: links, kept results, leases. Whoever wants
// to know whether one lives asks here, so that all that is known counts each time.
package io.mycni.node;

import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The attachments of a node. */
public final class Attachments {
  private final Node node;
  private final List<NetworkLeases> leases;
  private final Map<Attachment, Attached> all = new LinkedHashMap<>();

  private Attachments(Node node, List<NetworkLeases> leases) {
    this.node = node;
    this.leases = leases;
    for (Attachment each : node.attachments()) {
      Living living = node.living(each);
      all.put(each, new Attached(each, living, node.keptOf(each).isPresent(), false));
    }
    for (NetworkLeases folder : leases) {
      for (NetworkLeases.Held held : folder.leases()) {
        if (!held.holder().containerId().isEmpty()) {
          all.merge(held.holder(), Attached.of(held), Attached::with);
        }
      }
    }
  }

  /**
   * Reads the leases, and decides about each.
   *
   * @param node what was found on the node
   * @param besides networks of files that are not in the node's folder
   */
  public static Attachments of(Node node, List<Network> besides) {
    return new Attachments(node, LeaseFolders.all(node, besides));
  }

  /** Returns what was found on the node. */
  public Node node() {
    return node;
  }

  /** Returns the leases of all networks. */
  public List<NetworkLeases> leases() {
    return leases;
  }

  /** Returns all attachments. */
  public List<Attached> all() {
    return List.copyOf(all.values());
  }

  /** Returns those to a network. */
  public List<Attached> to(String network) {
    return all.values().stream()
        .filter(each -> each.attachment().network().equals(network))
        .toList();
  }

  /** Returns all attachments by the names of their networks. */
  public Map<String, List<Attached>> byNetwork() {
    Map<String, List<Attached>> networks = new LinkedHashMap<>();
    for (Attached each : all.values()) {
      networks.computeIfAbsent(each.attachment().network(), _ -> new ArrayList<>()).add(each);
    }
    return networks;
  }

  /** Tells whether an attachment lives. */
  public Living living(Attachment attachment) {
    Attached known = all.get(attachment);
    return known == null ? node.living(attachment) : known.living();
  }

  /**
   * Returns the path that a DEL of what is kept may name as its namespace; empty when none may: the
   * kept path may lead to a namespace of somebody else by now, whose interface would be removed.
   */
  public String netnsOf(Kept of) {
    boolean looked =
        node.namespaces().placeOf(of.netns()) instanceof Place.There there
            && node.namespaces().seen(there.namespace()).isPresent();
    return switch (living(of.attachment())) {
      case Living.Alive alive -> leadsTo(of.netns(), alive) ? of.netns() : alive.inside().netns();
      case Living.Unknown unknown when looked && !unknown.link().isEmpty() -> "";
      case Living.Unknown unknown -> of.netns();
      case Living.Gone gone -> "";
    };
  }

  private boolean leadsTo(String path, Living.Alive alive) {
    return node.namespaces().placeOf(path) instanceof Place.There there
        && node.namespaces()
            .seen(there.namespace())
            .filter(seen -> seen.path().equals(alive.inside().netns()))
            .isPresent();
  }
}
