// What limits leave: an ifb, and the traffic control of the host link, which goes with that.
package io.mycni.plugin.bandwidth;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.Shaping;
import io.mycni.host.ShapingOf;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Collected;
import io.mycni.part.Collection;
import io.mycni.part.MadeNote;
import io.mycni.part.Remains;
import io.mycni.part.Removing;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The limits of an attachment.
 *
 * @param names the names that follow from the attachment
 * @param note the note of the ADD
 * @param links what may be the host link, by names, note and previous result
 */
record LimitsRemains(AttachmentNames names, Optional<MadeNote> note, List<String> links)
    implements Remains {
  /** In bytes, IEEE 802.3 section 3.1.1. */
  static final int ETHERNET_HEADER = 14;

  private static final String PART = "limits";
  private static final String INGRESS = "ingress";
  private static final String EGRESS = "egress";

  /** Copies the list. */
  LimitsRemains {
    links = List.copyOf(links);
  }

  /** What an ADD notes: the host link, and which directions are limited. */
  static String note(String hostLink, BandwidthConfig config) {
    return PART
        + " "
        + hostLink
        + (config.ingress().isPresent() ? " " + INGRESS : "")
        + (config.egress().isPresent() ? " " + EGRESS : "");
  }

  static LimitsRemains of(CniRequest request, Optional<MadeNote> note) {
    AttachmentNames names = AttachmentNames.of(request.attachment());
    List<String> links = new ArrayList<>();
    if (note.isPresent()) {
      List<String> noted = noted(note);
      if (!noted.isEmpty()) {
        links.add(noted.getFirst());
      }
      return new LimitsRemains(names, note, links);
    }
    links.add(names.hostLink());
    for (CniInterface told : request.prevResult().map(CniResult::interfaces).orElse(List.of())) {
      boolean outside = told.sandbox().isEmpty() && !told.name().equals(names.ifb());
      if (outside && !links.contains(told.name())) {
        links.add(told.name());
      }
    }
    return new LimitsRemains(names, note, links);
  }

  private static List<String> noted(Optional<MadeNote> note) {
    Optional<String> value = note.isPresent() ? note.get().valueOf(PART) : Optional.empty();
    return value.isPresent() ? List.of(value.get().split(" ")) : List.of();
  }

  @Override
  public List<String> hostLinks() {
    return List.of(names.ifb());
  }

  @Override
  public HostQuery asksAtGlance() {
    return HostQuery.links(links).and(HostQuery.link(names.ifb()));
  }

  @Override
  public boolean isCertain(HostState glance) {
    boolean any = glance.link(names.ifb()).isPresent();
    for (String link : links) {
      any |= glance.link(link).isPresent();
    }
    return note.isPresent() || !any;
  }

  @Override
  public HostQuery asks(HostState glance) {
    HostQuery query = HostQuery.NOTHING;
    for (String link : links) {
      query = query.and(HostQuery.question(new ShapingOf(link)));
    }
    return query;
  }

  @Override
  public List<Step> remove(Removing removing, HostState host) {
    List<Step> steps = new ArrayList<>();
    Optional<Link> ifb = host.link(names.ifb());
    if (ifb.isPresent() && isOurs(ifb.get())) {
      steps.add(
          new Step.Remove(
              "remove " + names.ifb() + ", through which went what the container sent",
              List.of(delete(names.ifb()))));
    }
    for (String link : links) {
      List<Command> commands = host.link(link).isPresent() ? unlimit(link, host) : List.of();
      if (!commands.isEmpty()) {
        steps.add(new Step.Remove("take the limits off " + link, commands));
      }
    }
    return steps;
  }

  /** Another interface of the container on this network may have it. */
  private boolean isOurs(Link ifb) {
    return AttachmentNames.ownerOf(ifb.alias()).isEmpty() || ifb.alias().equals(names.alias());
  }

  private static Command delete(String link) {
    return Command.Ip.host("link delete dev " + link);
  }

  /** What was noted, or what was seen that is as the reference makes it. */
  private List<Command> unlimit(String link, HostState host) {
    List<String> noted = noted(note);
    boolean ingress = noted.contains(INGRESS);
    boolean egress = noted.contains(EGRESS);
    if (host.thorough()) {
      Shaping there = host.answer(new ShapingOf(link)).orElse(Shaping.NONE);
      ingress = there.root().isPresent() && isLimit(there.root().get());
      egress = there.ingress().isPresent() && leadsToIfb(there);
    }
    List<Command> commands = new ArrayList<>();
    if (ingress) {
      commands.add(new Command.Tc("qdisc delete dev " + link + " root"));
    }
    if (egress) {
      commands.add(Detour.leaveAlone(link));
    }
    return commands;
  }

  private static boolean isLimit(Shaping.Qdisc root) {
    boolean kind = root.kind().equals("tbf") || root.kind().equals("htb");
    return kind && root.handle().equals("1:");
  }

  /** An ifb that is gone already has no name any more. */
  private boolean leadsToIfb(Shaping there) {
    for (Shaping.Filter filter : there.filters()) {
      if (filter.redirect().equals(names.ifb()) || filter.redirect().equals("*")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<String> stillThere(HostLook look) {
    Optional<Link> ifb = look.link(names.ifb());
    return ifb.isPresent() && isOurs(ifb.get()) ? Optional.of(names.ifb()) : Optional.empty();
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.allLinks();
  }

  @Override
  public Set<Attachment> owners(HostState host) {
    return AttachmentNames.ownersOf(host.allLinks());
  }

  /**
   * Told by aliases as a whole, as one that was shortened does not say whose it is, and, without
   * one, as the reference leaves it, by the names that stale attachments give. The limits of host
   * links go with these.
   */
  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    Set<String> staying = new HashSet<>();
    for (Attachment valid : collection.valid()) {
      AttachmentNames stay = AttachmentNames.of(valid);
      staying.add(stay.alias());
      staying.add(stay.ifb());
    }
    List<Collected> removals = new ArrayList<>();
    for (Link link : host.allLinks()) {
      boolean named = AttachmentNames.isOf(collection.network(), link.alias());
      Optional<Attachment> stale = staleOwner(link, collection);
      boolean ours = link.kind().equals("ifb") && (named || stale.isPresent());
      boolean stays = named ? staying.contains(link.alias()) : staying.contains(link.name());
      if (ours && !stays) {
        Collected.add(
            removals,
            "the link "
                + link.name()
                + " of "
                + (stale.isPresent() ? stale.get() : "an attachment with long names"),
            List.of(delete(link.name())),
            stale.isPresent() ? Set.of(stale.get()) : Set.of());
      }
    }
    return removals;
  }

  private static Optional<Attachment> staleOwner(Link link, Collection collection) {
    for (Attachment stale : collection.stale()) {
      AttachmentNames names = AttachmentNames.of(stale);
      boolean is =
          link.alias().isEmpty()
              ? link.name().equals(names.ifb())
              : link.alias().equals(names.alias());
      if (is) {
        return Optional.of(stale);
      }
    }
    return Optional.empty();
  }
}
