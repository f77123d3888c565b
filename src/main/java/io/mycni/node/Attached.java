// All attachments to a network of which anything on the node tells, each with what became of it.
package io.mycni.node;

import io.mycni.cni.Attachment;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One of them.
 *
 * @param attachment which one
 * @param living whether it lives
 * @param kept whether a runtime keeps its result
 * @param atWork whether an ADD may be at work on it
 */
public record Attached(Attachment attachment, Living living, boolean kept, boolean atWork) {
  /**
   * Returns those to all networks of which anything tells, by the networks' names.
   *
   * @param leases leases of the node
   * @param node what was found
   */
  public static Map<String, List<Attached>> all(List<NetworkLeases> leases, Node node) {
    Set<String> networks = new LinkedHashSet<>();
    leases.forEach(each -> networks.add(each.network()));
    node.attachments().forEach(each -> networks.add(each.network()));
    Map<String, List<Attached>> all = new LinkedHashMap<>();
    networks.forEach(network -> all.put(network, to(network, leases, node)));
    return all;
  }

  /**
   * Returns those to a network.
   *
   * @param network its name
   * @param leases leases of the node, of other networks, too
   * @param node what was found
   */
  public static List<Attached> to(String network, List<NetworkLeases> leases, Node node) {
    Map<Attachment, Attached> all = new LinkedHashMap<>();
    for (Attachment each : node.attachments(network)) {
      Living living = node.living(each);
      all.put(each, new Attached(each, living, node.keptOf(each).isPresent(), false));
    }
    for (NetworkLeases folder : leases) {
      for (NetworkLeases.Held held : folder.leases()) {
        if (folder.network().equals(network) && !held.holder().containerId().isEmpty()) {
          all.merge(held.holder(), of(held), Attached::with);
        }
      }
    }
    return List.copyOf(all.values());
  }

  private static Attached of(NetworkLeases.Held held) {
    // What is kept is kept after the ADD.
    boolean atWork = held.isAtWork() && !held.kept();
    return new Attached(held.holder(), held.living(), held.kept(), atWork);
  }

  /** A lease tells more than a link or a kept result alone; any of several may be in use. */
  private Attached with(Attached lease) {
    Living more = living.isGone() ? lease.living : living;
    return new Attached(attachment, more, kept, atWork || lease.atWork);
  }

  /** Tells whether it must be left alone. */
  public boolean stays() {
    return !living.isGone() || atWork;
  }
}
