// Garbage collection: what belongs to this network and to no attachment that the runtime still
// knows. A lease tells its owner by its content; how links and rules tell theirs is Remains'
// business. What the configuration says by now decides nothing.
package io.mycni.engine;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.exec.Failure;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.ipam.Addressing;
import io.mycni.net.IpAddress;
import io.mycni.part.Collected;
import io.mycni.part.Collection;
import io.mycni.part.MadeNote;
import io.mycni.part.MadeNotes;
import io.mycni.part.Remains;
import io.mycni.plan.Effect;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plans a GC. */
public final class Collector {
  private final CniRequest request;
  private final Addressing addressing;
  private final Set<Attachment> valid;
  private final Set<Attachment> stale = new LinkedHashSet<>();
  private final List<Collected> removals = new ArrayList<>();

  /** Looks at everything that is there, of which only {@code valid} is to stay. */
  public Collector(
      CniRequest request,
      Set<Attachment> valid,
      List<Remains> remains,
      Addressing addressing,
      MadeNotes notes,
      HostLook look) {
    this.request = request;
    this.addressing = addressing;
    this.valid = new LinkedHashSet<>(valid);
    HostQuery query = HostQuery.NOTHING;
    boolean inside = false;
    boolean told = false;
    for (Remains each : remains) {
      query = query.and(each.asksOfOthers());
      inside |= each.isInside();
      told |= each.isToldByNotes();
    }
    HostState host = look.thoroughly(query);
    Map<Attachment, List<IpAddress>> holdings = addressing.holdings();
    // Of a call that failed at its end the note may be all that is left.
    stale.addAll(notes.ofNetwork(request.network()).keySet());
    findStale(holdings, remains, host);
    Map<Attachment, MadeNote> noted = noted(notes);
    Collection collection =
        new Collection(
            request.network(),
            this.valid,
            stale,
            holdings,
            noted,
            told ? others(notes) : Map.of(),
            inside ? inside(noted, look) : Map.of());
    for (Remains each : remains) {
      removals.addAll(each.removeOthers(collection, host));
    }
  }

  private void findStale(
      Map<Attachment, List<IpAddress>> holdings, List<Remains> remains, HostState host) {
    stale.addAll(holdings.keySet());
    for (Remains each : remains) {
      for (Attachment owner : each.owners(host)) {
        if (owner.network().equals(request.network())) {
          stale.add(owner);
        }
      }
    }
    stale.removeAll(valid);
  }

  private Map<Attachment, MadeNote> noted(MadeNotes notes) {
    Map<Attachment, MadeNote> noted = new HashMap<>();
    for (Attachment attachment : stale) {
      Optional<MadeNote> note = notes.of(attachment);
      if (note.isPresent()) {
        noted.put(attachment, note.get());
      }
    }
    return noted;
  }

  private Map<Attachment, MadeNote> others(MadeNotes notes) {
    Map<Attachment, MadeNote> others = notes.all();
    others.keySet().removeAll(stale);
    return others;
  }

  /** A path may lead to the namespace of a container that lives by now. */
  private static Map<Attachment, List<Link>> inside(
      Map<Attachment, MadeNote> noted, HostLook look) {
    Map<Attachment, List<Link>> inside = new HashMap<>();
    for (Map.Entry<Attachment, MadeNote> entry : noted.entrySet()) {
      MadeNote note = entry.getValue();
      boolean there =
          !note.netns().isEmpty()
              && note.isIn(look.quickly(HostQuery.namespace(note.netns())).namespace());
      Optional<List<Link>> links = there ? look.linksInside(note.netns()) : Optional.empty();
      if (links.isPresent()) {
        inside.put(entry.getKey(), links.get());
      }
    }
    return inside;
  }

  /** Returns the plan as a whole, as it is printed. */
  public Plan plan() {
    List<List<Step>> stages = new ArrayList<>();
    if (leasesFirst()) {
      stages.addAll(leases(Set.of()).stages());
    }
    stages.addAll(removal().stages());
    if (!leasesFirst()) {
      stages.addAll(leases(Set.of()).stages());
    }
    return plan(stages);
  }

  /** Tells whether leases are given back by the links that are to be removed. */
  boolean leasesFirst() {
    return addressing.needsLink();
  }

  /** Returns what removes links and rules. */
  Plan removal() {
    List<Step> steps = new ArrayList<>();
    removals.forEach(removal -> steps.add(removal.step()));
    return plan(List.of(steps));
  }

  /**
   * Returns those whose addresses may still be in use, as something of theirs is left. A refusal
   * counts even where it was not reached behind other failures.
   */
  Set<Attachment> notCollected(List<Failure> failures) {
    Set<Attachment> left = new LinkedHashSet<>();
    for (Collected removal : removals) {
      boolean failed = removal.refusal();
      for (Failure failure : failures) {
        failed |= removal.step() == failure.step();
      }
      if (failed) {
        left.addAll(removal.owners());
      }
    }
    return left;
  }

  /** Returns those that the runtime does not know any more. */
  Set<Attachment> stale() {
    return stale;
  }

  /** Returns what gives leases back, but those of attachments of which something is left. */
  Plan leases(Set<Attachment> left) {
    if (addressing.type().isEmpty()) {
      return plan(List.of());
    }
    Set<Attachment> kept = new LinkedHashSet<>(valid);
    kept.addAll(left);
    StringBuilder text = new StringBuilder("give the leases of attachments that are not valid");
    text.append(" back to ").append(addressing.type());
    String link = ": ";
    for (Attachment attachment : stale) {
      if (!left.contains(attachment)) {
        text.append(link).append(attachment.containerId()).append('/').append(attachment.ifname());
        link = ", ";
      }
    }
    Step step =
        new Step.Perform(
            text.toString(), "", Effect.once(List.of(), () -> addressing.collect(kept)));
    return plan(List.of(List.of(step)));
  }

  private Plan plan(List<List<Step>> stages) {
    String title = "GC of network " + request.network() + ", where " + valid.size() + " are valid";
    return new Plan(title, stages, CniResult.EMPTY, List.of());
  }
}
