// An interface that stands in the container alone: it goes with the namespace, and before that only
// from inside. Nothing of it can be seen from the host, so its note tells where it is.
package io.mycni.part;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.MacAddress;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The container's interface.
 *
 * @param names whose
 * @param note the note of the ADD
 * @param netns the path of the container's namespace; empty when there is none
 * @param kind the kind of link, as {@code ip -details} calls it
 * @param told the hardware address that the result of the ADD told
 */
public record InsideLinkRemains(
    AttachmentNames names,
    Optional<MadeNote> note,
    String netns,
    String kind,
    Optional<MacAddress> told)
    implements Remains {

  /**
   * The interface of the attachment of a request. Without CNI_NETNS it is looked for where the ADD
   * has made it: the namespace may be there all the same.
   */
  public static InsideLinkRemains of(CniRequest request, Optional<MadeNote> note, String kind) {
    String netns = request.netns();
    if (netns.isEmpty() && note.isPresent()) {
      netns = note.get().netns();
    }
    Optional<CniResult> previous = request.prevResult();
    return new InsideLinkRemains(
        AttachmentNames.of(request.attachment()),
        note,
        netns,
        kind,
        previous.isPresent() ? previous.get().macOf(request.ifname()) : Optional.empty());
  }

  @Override
  public HostQuery asksAtGlance() {
    return HostQuery.namespace(netns);
  }

  /** The path may lead to another container's namespace by now. */
  @Override
  public boolean isCertain(HostState glance) {
    return isGone(glance)
        || note.isPresent() && note.get().finished() && note.get().isIn(glance.namespace());
  }

  private boolean isGone(HostState glance) {
    return netns.isEmpty() || glance.namespace().isEmpty();
  }

  @Override
  public HostQuery asks(HostState glance) {
    return HostQuery.linksInside(netns);
  }

  @Override
  public List<Step> remove(Removing removing, HostState host) {
    if (isGone(host)) {
      return List.of();
    }
    if (!host.thorough()) {
      return List.of(removal(names.attachment().ifname()));
    }
    List<Step> steps = new ArrayList<>();
    for (Link link : host.inside().values()) {
      if (isOurs(link)) {
        steps.add(removal(link.name()));
      }
    }
    return steps;
  }

  private Step removal(String link) {
    return new Step.Remove(
        "remove the " + kind + " " + link + " in " + netns, List.of(deletion(link, netns)));
  }

  private static Command deletion(String link, String netns) {
    return Command.Ip.in(new Namespace.Container(netns), "link delete dev " + link);
  }

  /**
   * The name may be somebody else's: a DEL follows an ADD that failed because it was taken. The
   * reference gives no alias, and an ADD that was killed may not have come to it.
   */
  private boolean isOurs(Link link) {
    if (!link.alias().isEmpty()) {
      return link.alias().equals(names.alias());
    }
    boolean meant = told.isEmpty() || told.equals(link.mac());
    boolean named = link.name().equals(names.attachment().ifname());
    return link.name().equals(names.arrival()) || named && link.kind().equals(kind) && meant;
  }

  @Override
  public Optional<String> stillThere(HostLook look) {
    if (netns.isEmpty()) {
      return Optional.empty();
    }
    for (Link link : look.linksInside(netns).orElse(List.of())) {
      if (isOurs(link)) {
        return Optional.of(link.name() + " in " + netns);
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.NOTHING;
  }

  /**
   * Only what carries the alias, or the name by which it comes, is an attachment's beyond doubt;
   * the rest goes with its namespace.
   */
  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    List<Collected> removals = new ArrayList<>();
    for (Map.Entry<Attachment, List<Link>> entry : collection.inside().entrySet()) {
      Attachment owner = entry.getKey();
      AttachmentNames of = AttachmentNames.of(owner);
      for (Link link : entry.getValue()) {
        boolean arriving = link.alias().isEmpty() && link.name().equals(of.arrival());
        if (arriving || link.alias().equals(of.alias())) {
          String path = collection.notes().get(owner).netns();
          Collected.add(
              removals,
              "the " + kind + " " + link.name() + " of " + owner + " in " + path,
              List.of(deletion(link.name(), path)),
              Set.of(owner));
        }
      }
    }
    return removals;
  }
}
