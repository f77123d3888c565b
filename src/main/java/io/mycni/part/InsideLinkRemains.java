// An interface that stands in the container alone: it goes with the namespace, and before that only
// from inside.
package io.mycni.part;

import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import java.util.List;
import java.util.Optional;

/**
 * The container's interface.
 *
 * @param names whose
 * @param note the note of the ADD
 * @param netns the path of the container's namespace; empty when there is none
 * @param kind the kind of link, as {@code ip -details} calls it
 */
public record InsideLinkRemains(
    AttachmentNames names, Optional<MadeNote> note, String netns, String kind) implements Remains {

  /** Without a namespace there is nothing, and with one it has to be looked into. */
  @Override
  public boolean isCertain() {
    return netns.isEmpty();
  }

  @Override
  public HostQuery asks(HostState glance) {
    return HostQuery.linksInside(netns);
  }

  @Override
  public List<Step> remove(Removing removing, HostState host) {
    Optional<Link> link = host.insideLink(names.attachment().ifname());
    if (link.isEmpty() || !isOurs(link.get())) {
      return List.of();
    }
    String name = link.get().name();
    return List.of(
        new Step.Remove(
            "remove the " + kind + " " + name + " in " + netns,
            List.of(Command.Ip.in(new Namespace.Container(netns), "link delete dev " + name))));
  }

  /**
   * The path may lead to another container's namespace by now, and the name may be somebody else's:
   * a DEL follows an ADD that failed because it was taken. The reference gives no alias.
   */
  private boolean isOurs(Link link) {
    boolean foreign = note.isEmpty() && link.alias().isEmpty() && link.kind().equals(kind);
    return link.alias().equals(names.alias()) || foreign;
  }

  @Override
  public Optional<String> stillThere(HostLook look) {
    if (netns.isEmpty()) {
      return Optional.empty();
    }
    for (Link link : look.linksInside(netns).orElse(List.of())) {
      if (link.name().equals(names.attachment().ifname()) && isOurs(link)) {
        return Optional.of(link.name() + " in " + netns);
      }
    }
    return Optional.empty();
  }

  /** It cannot be seen from the host, and goes with its namespace. */
  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.NOTHING;
  }

  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    return List.of();
  }
}
