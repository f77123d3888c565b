// What is left in a VRF: the interface leaves it, and the VRF goes with the last of its members,
// whoever made it, as with the reference.
package io.mycni.plugin.vrf;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniRequest;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.keys.Section;
import io.mycni.part.Collected;
import io.mycni.part.Collection;
import io.mycni.part.MadeNote;
import io.mycni.part.Remains;
import io.mycni.part.Removing;
import io.mycni.part.TargetNamespace;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A membership that ends.
 *
 * @param ifname the container's interface
 * @param netns the path of the container's namespace; empty when there is none
 * @param note the note of the ADD
 * @param vrf the VRF; empty where nobody tells
 */
record VrfRemains(String ifname, String netns, Optional<MadeNote> note, String vrf)
    implements Remains {
  static VrfRemains of(CniRequest request, Optional<MadeNote> note) {
    String noted = Moved.in(note).vrf();
    return new VrfRemains(
        request.attachment().ifname(),
        request.netns(),
        note,
        noted.isEmpty() ? VrfConfig.nameOf(Section.of(request.config())) : noted);
  }

  @Override
  public HostQuery asksAtGlance() {
    return HostQuery.namespace(netns);
  }

  /** Whether others are in the VRF is seen inside alone. */
  @Override
  public boolean isCertain(HostState glance) {
    return !isInside(glance);
  }

  private boolean isInside(HostState host) {
    if (netns.isEmpty() || vrf.isEmpty() || host.namespace().isEmpty()) {
      return false;
    }
    boolean another = note.isPresent() && !note.get().isIn(host.namespace());
    return !another && !TargetNamespace.isOwn(host.namespace().get());
  }

  @Override
  public HostQuery asks(HostState glance) {
    return isInside(glance) ? HostQuery.linksInside(netns) : HostQuery.NOTHING;
  }

  @Override
  public List<Step> remove(Removing removing, HostState host) {
    if (!isInside(host)) {
      return List.of();
    }
    List<Command> commands = leaving(netns, vrf, ifname, host.inside().values());
    String what = "take " + ifname + " in " + netns + " out of the VRF " + vrf;
    return commands.isEmpty() ? List.of() : List.of(new Step.Remove(what, commands));
  }

  private static List<Command> leaving(
      String netns, String vrf, String ifname, Iterable<Link> links) {
    boolean there = false;
    boolean member = false;
    boolean others = false;
    for (Link link : links) {
      there |= link.name().equals(vrf) && link.kind().equals("vrf");
      if (link.master().equals(vrf)) {
        member |= link.name().equals(ifname);
        others |= !link.name().equals(ifname);
      }
    }
    Namespace inside = new Namespace.Container(netns);
    List<Command> commands = new ArrayList<>();
    if (there && member) {
      commands.add(Command.Ip.in(inside, "link set dev " + ifname + " nomaster"));
    }
    if (there && !others) {
      commands.add(Command.Ip.in(inside, "link delete dev " + vrf));
    }
    return commands;
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.NOTHING;
  }

  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    List<Collected> removals = new ArrayList<>();
    for (Map.Entry<Attachment, List<Link>> entry : collection.inside().entrySet()) {
      Attachment owner = entry.getKey();
      Optional<MadeNote> noted = collection.note(owner);
      String name = Moved.in(noted).vrf();
      if (!name.isEmpty()) {
        String path = noted.get().netns();
        Collected.add(
            removals,
            owner + " from the VRF " + name + " in " + path,
            leaving(path, name, owner.ifname(), entry.getValue()),
            Set.of(owner));
      }
    }
    return removals;
  }
}
