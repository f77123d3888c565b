// The story of each verb but ADD, which Attacher tells. What is taken away is DelPlanner's and
// Collector's business, what is compared Checker's, what is put back Restorer's.
package io.mycni.plugin.bridge;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.exec.Failure;
import io.mycni.ipam.AddressManagement;
import io.mycni.ipam.Addressing;
import io.mycni.ipam.UnknownAddressing;
import io.mycni.keys.Section;
import io.mycni.plan.Plan;
import io.mycni.plugin.Attached;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.MadeNote;
import io.mycni.plugin.MadeNotes;
import io.mycni.plugin.Services;
import io.mycni.plugin.TargetNamespace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The bridge plugin. */
public final class BridgePlugin implements CniPlugin {
  private static final int MOST_CLOSE_LOOKS = 2;

  private final Services services;
  private final AddressManagement ipam;
  private final MadeNotes notes;

  /**
   * Makes the plugin for one call.
   *
   * @param services what it works with
   * @param ipam finds the address management of a request
   * @param notes what ADDs have noted
   */
  public BridgePlugin(Services services, AddressManagement ipam, MadeNotes notes) {
    this.services = services;
    this.ipam = ipam;
    this.notes = notes;
  }

  @Override
  public Attached add(CniRequest request) {
    return new Attacher(request, services, ipam, notes).attach();
  }

  /**
   * Removes an attachment: every step is tried, and what failed is reported at the end. Where the
   * host is not as it was noted, it is looked at closely, and what is found there is removed.
   */
  @Override
  public void del(CniRequest request) {
    DelPlanner planner = removal(request);
    List<Failure> failures = services.executor().carryOutAll(planner.first());
    for (int round = 0; round < MOST_CLOSE_LOOKS && hasConflict(failures); round++) {
      failures = services.executor().carryOutAll(planner.thorough());
    }
    report(failures, "DEL of " + request.attachment());
    planner.requireGone();
    notes.forget(request.attachment());
  }

  private DelPlanner removal(CniRequest request) {
    Optional<MadeNote> note = notes.of(request.attachment());
    return new DelPlanner(
        request,
        RemovalConfig.read(Section.of(request.config())),
        note,
        addressing(request, note),
        services.host());
  }

  /** What is wrong in the configuration must not keep links and rules from being removed. */
  private Addressing addressing(CniRequest request, Optional<MadeNote> note) {
    if (note.isPresent()) {
      return ipam.noted(request, note.get().ipamType(), note.get().dataDir());
    }
    try {
      return ipam.of(request);
    } catch (CniException e) {
      return new UnknownAddressing(e);
    }
  }

  private static boolean hasConflict(List<Failure> failures) {
    for (Failure failure : failures) {
      if (failure.conflict()) {
        return true;
      }
    }
    return false;
  }

  private static void report(List<Failure> failures, String what) {
    if (failures.isEmpty()) {
      return;
    }
    // Several steps may have failed for one and the same reason.
    Set<String> messages = new LinkedHashSet<>();
    for (Failure failure : failures) {
      messages.add(failure.cause().getMessage());
    }
    if (messages.size() == 1) {
      CniException cause = failures.getFirst().cause();
      throw new CniException(cause.code(), cause.getMessage(), cause.details());
    }
    String all = String.join("; ", messages);
    throw new CniException(
        ErrorCode.CLEANUP_INCOMPLETE,
        what + " could not remove everything: " + all,
        "everything else was removed; call it again when the cause is mended");
  }

  @Override
  public void check(CniRequest request) {
    BridgeConfig config = config(request);
    TargetNamespace.require(request);
    new Checker(request, config, ipam.of(request), services.host()).check();
  }

  @Override
  public void status(CniRequest request) {
    BridgeConfig config = config(request);
    new Readiness(config, services.shell().tools()).check();
    ipam.of(request).status();
  }

  /** Where nobody says what is valid, as runtimes without attachments do, nothing is removed. */
  @Override
  public void gc(CniRequest request) {
    Optional<Set<Attachment>> valid = request.validAttachments();
    if (valid.isEmpty()) {
      return;
    }
    Collector collector = collector(request, valid.get());
    List<Failure> failures = services.executor().carryOutAll(collector.removal());
    Set<Attachment> left = collector.notCollected(failures);
    List<Failure> all = new ArrayList<>(failures);
    all.addAll(services.executor().carryOutAll(collector.leases(left)));
    report(all, "GC of " + request.network());
    collector.stale().forEach(notes::forget);
  }

  private Collector collector(CniRequest request, Set<Attachment> valid) {
    return new Collector(
        request, valid, addressing(request, Optional.empty()), notes, services.host());
  }

  @Override
  public Plan restoring(CniRequest request) {
    Optional<MadeNote> note = notes.of(request.attachment());
    return new Restorer(request, config(request), note, services.host()).plan();
  }

  @Override
  public Plan plan(CniRequest request) {
    return switch (request.command()) {
      case ADD -> new Attacher(request, services, ipam, notes).plan();
      case DEL -> removal(request).first();
      case GC -> {
        Optional<Set<Attachment>> valid = request.validAttachments();
        yield valid.isPresent()
            ? collector(request, valid.get()).plan()
            : new Plan(
                "GC of network " + request.network() + ", where nobody says what is valid",
                List.of(),
                CniResult.EMPTY,
                List.of());
      }
      case CHECK, STATUS, VERSION -> throw CniPlugin.nothingToPlan(request.command());
    };
  }

  private static BridgeConfig config(CniRequest request) {
    return BridgeConfig.read(Section.of(request.config()), request.args());
  }
}
