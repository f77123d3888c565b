// A plugin that is nothing but its description. Each verb has its own file: Attacher (ADD),
// Detacher (DEL), Checker (CHECK), Collector (GC), Mender (reload).
package io.mycni.engine;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.exec.Failure;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.NetnsIdentity;
import io.mycni.ipam.AddressManagement;
import io.mycni.ipam.Addressing;
import io.mycni.ipam.NoAddressing;
import io.mycni.ipam.UnknownAddressing;
import io.mycni.keys.Section;
import io.mycni.lock.FileLocks;
import io.mycni.net.IpFamily;
import io.mycni.part.Difference;
import io.mycni.part.MadeNote;
import io.mycni.part.MadeNotes;
import io.mycni.part.MissingFamily;
import io.mycni.part.Remains;
import io.mycni.part.TargetNamespace;
import io.mycni.plan.Plan;
import io.mycni.plugin.Attached;
import io.mycni.plugin.Chaining;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.PluginName;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Services;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Serves the calls of one plugin type.
 *
 * @param <C> the type's configuration
 */
public final class Engine<C> implements CniPlugin {
  private static final int MOST_CLOSE_LOOKS = 2;

  private final PluginType<C> type;
  private final Services services;
  private final AddressManagement ipam;
  private final MadeNotes notes;

  /**
   * Makes the plugin for one call.
   *
   * @param type what it is
   * @param services what it works with
   * @param ipam finds the address management of a request; not asked for a plugin that passes on
   *     what others have given
   * @param notes what ADDs have noted
   */
  public Engine(PluginType<C> type, Services services, AddressManagement ipam, MadeNotes notes) {
    this.type = type;
    this.services = services;
    this.ipam = type.chaining().passesOn() ? new NoAddressing() : ipam;
    this.notes = notes;
  }

  private C read(CniRequest request) {
    return type.read(Section.of(request.config()), request.args());
  }

  @Override
  public Attached add(CniRequest request) {
    Attacher<C> attacher = attacher(request);
    try (FileLocks.Held _ = namespace(request)) {
      return attacher.attach();
    }
  }

  /** Waits for others who choose what the interfaces of the container share. */
  private FileLocks.Held namespace(CniRequest request) {
    if (!type.sharesNamespace() || request.netns().isEmpty()) {
      return FileLocks.NONE;
    }
    Optional<String> namespace = NetnsIdentity.of(request.netns());
    return namespace.isPresent()
        ? services.attachments().namespace(namespace.get())
        : FileLocks.NONE;
  }

  private Attacher<C> attacher(CniRequest request) {
    C config = read(request);
    String namespace = TargetNamespace.require(request);
    return new Attacher<>(type, config, request, services, ipam, notes, namespace);
  }

  /**
   * Removes an attachment: every step is tried, and what failed is reported at the end. Where the
   * host is not as it was noted, it is looked at closely, and what is found there is removed.
   */
  @Override
  public void del(CniRequest request) {
    try (FileLocks.Held _ = namespace(request)) {
      remove(request);
    }
  }

  private void remove(CniRequest request) {
    Detacher detacher = detacher(request);
    Plan plan = detacher.first();
    List<Failure> failures = services.executor().carryOutAll(plan);
    for (int round = 0; round < MOST_CLOSE_LOOKS && detacher.mayFindMore(failures); round++) {
      plan = detacher.thorough();
      failures = services.executor().carryOutAll(plan);
    }
    report(failures, "DEL of " + request.attachment());
    detacher.requireGone();
    notes.forget(request.attachment());
    plan.notes().forEach(services.notes());
  }

  private Detacher detacher(CniRequest request) {
    Optional<MadeNote> note = notes.of(request.attachment());
    Addressing addressing = addressing(request, note);
    return new Detacher(request, type, note, addressing, notes, services.host());
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
    C config = read(request);
    TargetNamespace.require(request);
    checker(request).check(standing(config, request));
  }

  @Override
  public List<Difference> differences(CniRequest request) {
    C config = read(request);
    TargetNamespace.require(request);
    return checker(request).differences(standing(config, request));
  }

  private Checker checker(CniRequest request) {
    ToldInterfaces told = ToldInterfaces.by(type, request);
    return new Checker(request, told, ipam.of(request), services.host());
  }

  @Override
  public Plan restoring(CniRequest request) {
    ToldInterfaces told = ToldInterfaces.by(type, request);
    return new Mender(request, told, services.host()).plan(standing(read(request), request));
  }

  /** The parts of an attachment that is there. What works alone, too, needs no result of it. */
  private PartList standing(C config, CniRequest request) {
    Optional<MadeNote> note = notes.of(request.attachment());
    if (note.isPresent() && !type.chaining().passesOn()) {
      // What a plugin behind has set otherwise is no damage.
      Optional<MadeNote> tuned = notes.of(PluginName.TUNING.text()).of(request.attachment());
      note = Optional.of(note.get().with(MadeNote.SETTINGS, tuned));
    }
    Optional<CniResult> result =
        type.chaining() == Chaining.ANYWHERE
            ? request.prevResult()
            : Optional.of(request.prevResultToCheck());
    return new PartList(type.parts(config, Subjects.standing(request, result, note, services)));
  }

  /** Looks for tools without starting them: kubelets ask often. */
  @Override
  public void status(CniRequest request) {
    PartList parts = new PartList(type.parts(read(request), Subjects.none(request, services)));
    services.shell().tools().requireForStatus(parts.tools());
    Addressing addressing = ipam.of(request);
    addressing.status();
    requireFamilies(addressing);
  }

  /** Whatever addresses there are, an ADD fails that is given one of a family that is missing. */
  private void requireFamilies(Addressing addressing) {
    Set<IpFamily> families = addressing.families();
    if (families.isEmpty()) {
      return;
    }
    HostState host = services.host().quickly(HostQuery.facts());
    for (IpFamily family : families) {
      if (!host.has(family)) {
        throw MissingFamily.expecting(family);
      }
    }
  }

  /** Where nobody says what is valid, as runtimes without attachments do, nothing is removed. */
  @Override
  public void gc(CniRequest request) {
    Optional<Set<Attachment>> valid = request.validAttachments();
    if (valid.isEmpty()) {
      return;
    }
    Collector collector = collector(request, valid.get());
    List<Failure> all = new ArrayList<>();
    if (collector.leasesFirst()) {
      all.addAll(services.executor().carryOutAll(collector.leases(Set.of())));
    }
    List<Failure> failures = services.executor().carryOutAll(collector.removal());
    all.addAll(failures);
    if (!collector.leasesFirst()) {
      Set<Attachment> left = collector.notCollected(failures);
      all.addAll(services.executor().carryOutAll(collector.leases(left)));
    }
    report(all, "GC of " + request.network());
    collector.stale().forEach(notes::forget);
  }

  private Collector collector(CniRequest request, Set<Attachment> valid) {
    Addressing addressing = addressing(request, Optional.empty());
    List<Remains> remains =
        type.remains(request, Optional.empty(), Detacher.tellsSiblings(addressing));
    return new Collector(request, valid, remains, addressing, notes, services.host());
  }

  @Override
  public Plan plan(CniRequest request) {
    return switch (request.command()) {
      case ADD -> attacher(request).plan();
      case DEL -> detacher(request).first();
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
}
