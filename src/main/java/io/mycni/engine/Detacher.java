// DEL: what remains of an attachment is removed, and its addresses last. Names come from the
// parameters alone, so it works without a namespace, without a previous result, and any number
// of times.
package io.mycni.engine;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.exec.Failure;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.ipam.Addressing;
import io.mycni.net.IpAddress;
import io.mycni.part.AttachmentNames;
import io.mycni.part.MadeNote;
import io.mycni.part.MadeNotes;
import io.mycni.part.Remains;
import io.mycni.part.Removing;
import io.mycni.plan.Effect;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plugin.PluginType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans a DEL. */
public final class Detacher {
  private final CniRequest request;
  private final PluginType<?> type;
  private final Optional<MadeNote> note;
  private final Addressing addressing;
  private final MadeNotes notes;
  private final HostLook look;
  private final List<IpAddress> addresses;
  private List<Remains> remains;
  private Removing removing;
  private boolean looked;
  private boolean released;
  private Optional<String> left = Optional.empty();

  /**
   * Makes the plans of one DEL.
   *
   * @param type whose attachments tell what may be there
   * @param note the note of the ADD
   * @param addressing who gave the addresses
   * @param notes what ADDs have noted
   * @param look looks at the host
   */
  public Detacher(
      CniRequest request,
      PluginType<?> type,
      Optional<MadeNote> note,
      Addressing addressing,
      MadeNotes notes,
      HostLook look) {
    this.request = request;
    this.type = type;
    this.note = note;
    this.addressing = addressing;
    this.notes = notes;
    this.look = look;
    this.addresses = addresses();
    believe(note);
  }

  private void believe(Optional<MadeNote> note) {
    boolean tellsSiblings = tellsSiblings(addressing);
    remains = type.remains(request, note, tellsSiblings);
    removing =
        new Removing(
            request,
            AttachmentNames.of(request.attachment()),
            addresses,
            siblings(),
            tellsSiblings,
            others());
  }

  /** Other plugins than host-local do not tell what they gave to other interfaces. */
  static boolean tellsSiblings(Addressing addressing) {
    return addressing.type().equals("host-local");
  }

  /** The addresses that this attachment has or had: by its lease, else by the previous result. */
  private List<IpAddress> addresses() {
    List<IpAddress> known = new ArrayList<>(addressing.held());
    if (note.isPresent()) {
      for (IpAddress noted : note.get().addresses()) {
        if (!known.contains(noted)) {
          known.add(noted);
        }
      }
    }
    Optional<CniResult> previous = request.prevResult();
    if (previous.isPresent()) {
      for (CniIp ip : previous.get().ips()) {
        if (!known.contains(ip.address().address())) {
          known.add(ip.address().address());
        }
      }
    }
    return known;
  }

  private Map<Attachment, MadeNote> others() {
    for (Remains each : remains) {
      if (each.needsOthers()) {
        Map<Attachment, MadeNote> others = notes.all();
        others.remove(request.attachment());
        return others;
      }
    }
    return Map.of();
  }

  private List<IpAddress> siblings() {
    for (Remains each : remains) {
      if (each.needsSiblings()) {
        return addressing.heldByOtherInterfaces();
      }
    }
    return List.of();
  }

  /** Returns the plan that is tried first: where the note tells all, a quick look is enough. */
  public Plan first() {
    HostState glance = glance();
    boolean certain = true;
    for (Remains each : remains) {
      certain &= each.isCertain(glance);
    }
    return certain ? plan(glance) : thorough(glance);
  }

  /** Returns the plan after a close look. */
  public Plan thorough() {
    return thorough(glance());
  }

  private Plan thorough(HostState glance) {
    HostQuery query = HostQuery.NOTHING;
    for (Remains each : remains) {
      query = query.and(each.asksAtGlance()).and(each.asks(glance));
    }
    return plan(look.thoroughly(query));
  }

  private HostState glance() {
    HostQuery query = HostQuery.NOTHING;
    for (Remains each : remains) {
      query = query.and(each.asksAtGlance());
    }
    HostState glance = look.quickly(query);
    doubt(glance);
    return glance;
  }

  /** What a note tells is believed as long as the links on the host are there that go with it. */
  private void doubt(HostState glance) {
    if (!MadeNote.tellsAll(note)) {
      return;
    }
    for (Remains each : remains) {
      for (String link : each.hostLinks()) {
        if (glance.link(link).isEmpty()) {
          believe(Optional.of(note.get().doubt()));
          return;
        }
      }
    }
  }

  private Plan plan(HostState host) {
    looked = false;
    List<Step> first = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    for (Remains each : remains) {
      first.addAll(each.remove(removing, host));
      remarks.addAll(each.remarks(host));
    }
    List<Step> then = new ArrayList<>();
    for (Remains each : remains) {
      then.addAll(each.removeAfterwards(removing, host));
    }
    List<Step> given = new ArrayList<>();
    if (!addressing.type().isEmpty()) {
      given.add(
          new Step.Perform(
              "give " + listed() + " back to " + addressing.type(),
              "",
              Effect.once(addressing.releasingByHand(addresses), this::release)));
    }
    String title =
        "DEL "
            + request.ifname()
            + " of container "
            + request.containerId()
            + " from network "
            + request.network();
    List<List<Step>> stages = new ArrayList<>();
    stages.add(first);
    if (!then.isEmpty()) {
      stages.add(then);
    }
    // The address goes last, so that nobody gets it while its old owner can still use it; but where
    // only the interface leads to whom it is given back to, the interface has to be there.
    stages.add(addressing.needsLink() ? 0 : stages.size(), given);
    return new Plan(title, stages, CniResult.EMPTY, remarks);
  }

  private void release() {
    if (!addressing.needsLink()) {
      requireGone();
      addressing.release(addresses);
    } else if (!released) {
      addressing.release(addresses);
      released = true;
    }
  }

  /** Requires that the links are gone: that a tool ended well does not tell. */
  void requireGone() {
    Optional<String> link = left();
    if (link.isPresent()) {
      throw new CniException(
          ErrorCode.COMMAND_FAILED,
          "could not remove the link " + link.get() + ": it is there, though `ip` ended well",
          "is the `ip` in PATH the one of iproute2? see `ip link`");
    }
  }

  /** Looks whether any link is there after all; once for each plan. */
  private Optional<String> left() {
    if (!looked) {
      left = Optional.empty();
      for (Remains each : remains) {
        left = left.isPresent() ? left : each.stillThere(look);
      }
      looked = true;
    }
    return left;
  }

  /**
   * Tells whether a closer look may find more to remove than a plan that was carried out.
   *
   * @param failures what of that plan failed
   */
  boolean mayFindMore(List<Failure> failures) {
    for (Failure failure : failures) {
      if (failure.conflict()) {
        return true;
      }
    }
    return (failures.isEmpty() || looked) && left().isPresent();
  }

  private String listed() {
    if (addresses.isEmpty()) {
      return "the addresses";
    }
    StringBuilder text = new StringBuilder();
    for (IpAddress address : addresses) {
      text.append(text.isEmpty() ? "" : " and ").append(address);
    }
    return text.toString();
  }
}
