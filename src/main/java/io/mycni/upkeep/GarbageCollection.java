// What of a network is left of attachments that are gone, and what stays; decided before anything
// is removed. The removing is the plugins' business, by chain.Chain.
package io.mycni.upkeep;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.host.Link;
import io.mycni.node.Attached;
import io.mycni.node.Attachments;
import io.mycni.node.Living;
import io.mycni.node.Node;
import io.mycni.part.AttachmentNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The attachments to a network.
 *
 * @param staying those that must be left alone, as GC names them
 * @param unknown those of them of which it could not be told whether they live, with the reason
 * @param going those whose kept results lead nowhere, to be detached, with the reason
 */
public record GarbageCollection(
    Set<Attachment> staying, List<Because> unknown, List<Because> going) {
  /** Copies the collections. */
  public GarbageCollection {
    staying = Collections.unmodifiableSet(new LinkedHashSet<>(staying));
    unknown = List.copyOf(unknown);
    going = List.copyOf(going);
  }

  /**
   * An attachment and a reason.
   *
   * @param attachment which one
   * @param why the reason, as a clause
   */
  public record Because(Attachment attachment, String why) {}

  /**
   * Decides.
   *
   * @param network the network's name
   * @param attachments those of the node
   * @throws CniException when nobody tells whose a link of the network is
   */
  public static GarbageCollection of(String network, Attachments attachments) {
    List<Attached> attached = attachments.to(network);
    Set<Attachment> staying = new LinkedHashSet<>();
    List<Because> unknown = new ArrayList<>();
    List<Because> going = new ArrayList<>();
    for (Attached each : attached) {
      if (each.stays()) {
        staying.add(named(each));
      }
      switch (each.living()) {
        case Living.Alive alive -> {}
        case Living.Unknown doubt -> unknown.add(new Because(each.attachment(), doubt.why()));
        case Living.Gone gone when each.kept() && !each.stays() ->
            going.add(new Because(each.attachment(), gone.why()));
        case Living.Gone leftToGc -> {}
      }
    }
    refuseUnknownOwners(network, attachments.node(), attached);
    return new GarbageCollection(staying, unknown, going);
  }

  /** Returns how many stay because they are alive, or because an ADD may be at work on them. */
  public int alive() {
    return staying.size() - unknown.size();
  }

  /** A lease of an old version does not tell its interface, and the specification wants one. */
  private static Attachment named(Attached each) {
    Attachment attachment = each.attachment();
    if (!attachment.ifname().isEmpty()) {
      return attachment;
    }
    String seen = each.living() instanceof Living.Alive it ? it.inside().link().name() : "eth0";
    return new Attachment(attachment.network(), attachment.containerId(), seen);
  }

  /** An alias that was too short for its owner's names does not tell whether the owner lives. */
  private static void refuseUnknownOwners(String network, Node node, List<Attached> attached) {
    Set<String> known = new HashSet<>();
    attached.forEach(each -> known.add(AttachmentNames.of(each.attachment()).alias()));
    for (Link link : node.links()) {
      if (AttachmentNames.isOf(network, link.alias())
          && AttachmentNames.ownerOf(link.alias()).isEmpty()
          && !known.contains(link.alias())) {
        throw new CniException(
            ErrorCode.HOST_CONFLICT,
            "nobody tells whose the link " + link.name() + " is: its owner's names are too long",
            "if its container is gone: ip link delete dev " + link.name() + "; then call it again");
      }
    }
  }
}
