// The device of an attachment, until it is on the host again as it was. Where it may be is
// Whereabouts' business, what brings it back WayBack's.
package io.mycni.plugin.hostdevice;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.keys.Section;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Collected;
import io.mycni.part.Collection;
import io.mycni.part.MadeNote;
import io.mycni.part.Remains;
import io.mycni.part.Removing;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is left of an attachment.
 *
 * @param note the note of the ADD
 * @param netns the path of the container's namespace; empty when there is none
 * @param device what is known of the device
 */
record HostDeviceRemains(Optional<MadeNote> note, String netns, Whereabouts device)
    implements Remains {
  static HostDeviceRemains of(CniRequest request, Optional<MadeNote> note) {
    String netns = request.netns();
    if (netns.isEmpty() && note.isPresent()) {
      netns = note.get().netns();
    }
    Optional<CniResult> previous = request.prevResult();
    return new HostDeviceRemains(
        note,
        netns,
        new Whereabouts(
            AttachmentNames.of(request.attachment()),
            note.isPresent() ? Moved.in(note.get()) : Optional.empty(),
            HostDeviceConfig.deviceOrNone(Section.of(request.config())),
            previous.isPresent() ? previous.get().macOf(request.ifname()) : Optional.empty()));
  }

  /** A device of a program's was never moved, as its note tells. */
  private boolean nothingMoved() {
    return note.isPresent() && device.moved().isEmpty();
  }

  /** Tells whether an ADD was killed, so that the device need not have left the host. */
  private boolean isUnfinished() {
    return note.isPresent() && !note.get().finished() && device.moved().isPresent();
  }

  @Override
  public HostQuery asksAtGlance() {
    HostQuery query = HostQuery.namespace(netns).and(HostQuery.names());
    if (isUnfinished()) {
      query = query.and(HostQuery.link(device.moved().get().name()));
    }
    boolean byDevice = note.isEmpty() && device.asksForDevice();
    return byDevice ? query.and(HostQuery.device(device.configured())) : query;
  }

  /** Files tell all of the host; into a namespace one has to look. */
  @Override
  public boolean isCertain(HostState glance) {
    return nothingMoved() || isGone(glance);
  }

  private boolean isGone(HostState host) {
    return netns.isEmpty() || host.namespace().isEmpty();
  }

  @Override
  public HostQuery asks(HostState glance) {
    return HostQuery.linksInside(netns);
  }

  private Optional<WayBack> inside(HostState host) {
    return isGone(host) ? Optional.empty() : device.inside(host.inside().values());
  }

  private Optional<WayBack> onHost(HostState host) {
    Optional<WayBack> returned = device.returned(host);
    return returned.isEmpty() && isUnfinished() ? device.stayed(host) : returned;
  }

  @Override
  public List<Step> remove(Removing removing, HostState host) {
    if (nothingMoved()) {
      return List.of();
    }
    Optional<WayBack> inside = inside(host);
    if (inside.isPresent()) {
      String what = "give " + inside.get().link().name() + " in " + netns + " back to the host as ";
      return List.of(
          new Step.Remove(
              what + inside.get().free(host), List.of(inside.get().fromInside(netns, host))));
    }
    Optional<WayBack> returned = onHost(host);
    List<Command> commands = returned.isPresent() ? returned.get().onHost(host) : List.of();
    if (commands.isEmpty()) {
      return List.of();
    }
    String what =
        "put " + returned.get().link().name() + ", which is on the host by itself, back as ";
    return List.of(new Step.Remove(what + returned.get().name(), commands));
  }

  @Override
  public List<String> remarks(HostState host) {
    if (nothingMoved()) {
      return List.of();
    }
    Optional<WayBack> inside = inside(host);
    Optional<WayBack> returned = inside.isPresent() ? Optional.empty() : onHost(host);
    String taken = "";
    if (inside.isPresent() && host.hasName(inside.get().name())) {
      taken = taken(inside.get(), inside.get().free(host));
    } else if (returned.isPresent() && returned.get().onHost(host).isEmpty()) {
      taken = taken(returned.get(), returned.get().link().name());
    } else if (inside.isEmpty() && returned.isEmpty() && device.moved().isPresent()) {
      String name = device.moved().get().name();
      taken =
          host.hasName(name)
              ? ""
              : "the device "
                  + name
                  + " is gone: a virtual one ends with its namespace, and a physical one goes to"
                  + " the first namespace of the machine";
    }
    return taken.isEmpty() ? List.of() : List.of(taken);
  }

  private static String taken(WayBack way, String as) {
    return "the name "
        + way.name()
        + " is another link's by now: the device is on the host as "
        + as
        + ", with its own name as alias";
  }

  /** On the host again, as files tell, or not in the container. */
  @Override
  public Optional<String> stillThere(HostLook look) {
    if (nothingMoved() || netns.isEmpty()) {
      return Optional.empty();
    }
    Optional<Moved> before = device.moved();
    if (before.isPresent() && before.get().mac().isPresent()) {
      Optional<Link> back = look.link(before.get().name());
      if (back.isPresent() && back.get().mac().equals(before.get().mac())) {
        return Optional.empty();
      }
    }
    Optional<WayBack> inside = device.inside(look.linksInside(netns).orElse(List.of()));
    return inside.isPresent()
        ? Optional.of(inside.get().link().name() + " in " + netns)
        : Optional.empty();
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.names();
  }

  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    List<Collected> removals = new ArrayList<>();
    for (Map.Entry<Attachment, MadeNote> entry : collection.notes().entrySet()) {
      Optional<Moved> moved = Moved.in(entry.getValue());
      if (moved.isPresent()) {
        collect(entry.getKey(), entry.getValue(), moved.get(), collection, host, removals);
      }
    }
    return removals;
  }

  private static void collect(
      Attachment owner,
      MadeNote note,
      Moved moved,
      Collection collection,
      HostState host,
      List<Collected> removals) {
    Whereabouts device = Whereabouts.noted(AttachmentNames.of(owner), moved);
    Optional<WayBack> inside = device.inside(collection.inside().getOrDefault(owner, List.of()));
    Optional<WayBack> returned = inside.isPresent() ? Optional.empty() : device.returned(host);
    List<Command> commands = List.of();
    String what = "";
    if (inside.isPresent()) {
      commands = List.of(inside.get().fromInside(note.netns(), host));
      what = inside.get().link().name() + " in " + note.netns() + " as " + inside.get().free(host);
    } else if (returned.isPresent()) {
      commands = returned.get().onHost(host);
      what = returned.get().link().name() + " as " + moved.name();
    }
    if (!commands.isEmpty()) {
      Step step =
          new Step.Remove("give the host back the device of " + owner + ", " + what, commands);
      removals.add(new Collected(step, Set.of(owner), false));
    }
  }
}
