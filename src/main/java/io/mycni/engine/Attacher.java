// The story of ADD: its attempts, the lock that each holds, and the note of what is made. What is
// looked at before and what is planned is PartList's business.
package io.mycni.engine;

import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.exec.PlanFailure;
import io.mycni.exec.TwoUndos;
import io.mycni.exec.Undo;
import io.mycni.host.HostState;
import io.mycni.ipam.AddressManagement;
import io.mycni.ipam.Addressing;
import io.mycni.lock.FileLocks;
import io.mycni.net.IpAddress;
import io.mycni.net.MacAddress;
import io.mycni.part.MadeNote;
import io.mycni.part.MadeNotes;
import io.mycni.part.Subject;
import io.mycni.plan.Plan;
import io.mycni.plan.Replacement;
import io.mycni.plan.Step;
import io.mycni.plugin.Attached;
import io.mycni.plugin.Chaining;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes one attachment, or tells how it would be made.
 *
 * @param <C> the configuration of its plugin
 */
final class Attacher<C> {
  private static final int MOST_LOCK_CHANGES = 2;

  private final PluginType<C> type;
  private final C config;
  private final CniRequest request;
  private final Services services;
  private final AddressManagement ipam;
  private final MadeNotes notes;
  private final String namespace;
  private final Optional<CniResult> passedOn;

  /**
   * Makes the story of one ADD.
   *
   * @param namespace which namespace the container has
   */
  Attacher(
      PluginType<C> type,
      C config,
      CniRequest request,
      Services services,
      AddressManagement ipam,
      MadeNotes notes,
      String namespace) {
    this.type = type;
    this.config = config;
    this.request = request;
    this.services = services;
    this.ipam = ipam;
    this.notes = notes;
    this.namespace = namespace;
    this.passedOn = passedOn(type, request);
  }

  /**
   * Makes an attachment. The first attempt believes a quick look; when the host turns out to be
   * otherwise, what was done is undone, the host is looked at closely, and there is one more
   * attempt.
   *
   * @throws CniException if that failed; what was done has been undone then, or is named
   */
  Attached attach() {
    try {
      return attempt(false);
    } catch (PlanFailure failure) {
      if (!failure.failure().conflict() || !failure.notUndone().isEmpty()) {
        throw failure.toCniException();
      }
    }
    try {
      return attempt(true);
    } catch (PlanFailure failure) {
      throw failure.toCniException();
    }
  }

  /**
   * The plan of an ADD that is not carried out: after a close look, with the addresses that would
   * be given as far as that can be foreseen.
   *
   * @throws CniException if there would be nothing to carry out
   */
  Plan plan() {
    Addressing addressing = ipam.of(request);
    CniResult lease = addressing.foresee();
    List<Step> taken = Leasing.foreseen(addressing, lease);
    PartList parts = parts(lease);
    return parts.make(title(), taken, answerBefore(), parts.lookForPeople(services.host()));
  }

  private Attached attempt(boolean thorough) {
    Addressing addressing = ipam.of(request);
    if (addressing.needsLink()) {
      return attemptLinkFirst(addressing, thorough);
    }
    CniResult lease = addressing.take();
    try {
      List<Step> taken = Leasing.steps(addressing, lease);
      PartList parts = parts(lease);
      Made made =
          make(new Share(parts, parts, taken, lease, Optional.empty()), addressing, thorough);
      return new Attached(made.answer(), made.undo());
    } catch (PlanFailure alreadyUndone) {
      throw alreadyUndone;
    } catch (RuntimeException e) {
      Leasing.takeBackAfter(e, addressing);
      throw e;
    }
  }

  /**
   * Makes the interface without addresses, takes them, and makes what depends on them: whoever
   * gives them is only reached by the interface.
   */
  private Attached attemptLinkFirst(Addressing addressing, boolean thorough) {
    PartList bare = parts(CniResult.EMPTY);
    Share link = new Share(bare.early(), bare, List.of(), CniResult.EMPTY, Optional.empty());
    Made first = make(link, addressing, thorough);
    try {
      CniResult lease = addressing.take();
      Made second = makeLate(addressing, lease, first);
      return new Attached(second.answer(), new TwoUndos(second.undo(), first.undo()));
    } catch (PlanFailure failure) {
      throw failure.after(first.undo().undo());
    } catch (CniException e) {
      throw first.undo().undo().after(e);
    } catch (RuntimeException | Error e) {
      first.undo().undo();
      throw e;
    }
  }

  private Made makeLate(Addressing addressing, CniResult lease, Made first) {
    try {
      List<Step> taken = Leasing.steps(addressing, lease);
      PartList parts = parts(lease);
      Optional<HostState> before = Optional.of(first.host());
      return make(new Share(parts.late(), parts, taken, lease, before), addressing, true);
    } catch (PlanFailure alreadyUndone) {
      throw alreadyUndone;
    } catch (RuntimeException e) {
      Leasing.takeBackAfter(e, addressing);
      throw e;
    }
  }

  /**
   * What one plan makes.
   *
   * @param parts what is made
   * @param all the whole of the attachment
   * @param taken the steps by which the lease was taken
   * @param lease the addresses
   * @param before the host before anything was made, where this is not the first plan
   */
  private record Share(
      PartList parts, PartList all, List<Step> taken, CniResult lease, Optional<HostState> before) {
    boolean isLast() {
      return parts == all || before.isPresent();
    }
  }

  /**
   * What a plan has made.
   *
   * @param host the host before it
   */
  private record Made(CniResult answer, Undo undo, HostState host) {}

  private Made make(Share share, Addressing addressing, boolean thorough) {
    try (FileLocks.Held _ = services.lock().claim(share.parts().claims())) {
      return makeClaimed(share, addressing, thorough);
    }
  }

  private Made makeClaimed(Share share, Addressing addressing, boolean thorough) {
    PartList parts = share.parts();
    AddLock lock = new AddLock(services.lock(), services.host(), parts);
    AddLock.Hold hold = lock.first();
    for (int round = 0; ; round++) {
      FileLocks.Mode mode = hold.mode();
      FileLocks.Mode needed;
      try (AddLock.Hold _ = hold) {
        HostState host = parts.look(services.host(), thorough);
        Plan plan = parts.make(title(), share.taken(), answerBefore(), host);
        needed = plan.makesSharedThings() ? FileLocks.Mode.ALONE : FileLocks.Mode.SHARED;
        // Whoever waited to be alone may find that another has made it all meanwhile; sharing
        // again lets the others go on. Whoever has to wait too often stays alone.
        if (needed == mode || mode == FileLocks.Mode.ALONE && round > MOST_LOCK_CHANGES) {
          HostState before = share.before().isPresent() ? share.before().get() : host;
          CniResult answer =
              parts == share.all() ? plan.result() : share.all().answer(answerBefore(), before);
          Undo undo =
              new NotedPlan(services.executor(), notes)
                  .carryOut(
                      plan,
                      request.attachment(),
                      note(remembered(share.all(), before, answer), share.lease(), addressing),
                      share.isLast());
          // That something of somebody else's was replaced is worth a line even on success.
          for (Replacement replacement : plan.replacements()) {
            services.notes().accept(replacement.done());
          }
          return new Made(answer, lock.guard(undo, mode), host);
        }
      }
      hold = lock.as(needed);
    }
  }

  private PartList parts(CniResult lease) {
    Subject subject =
        type.chaining().passesOn()
            ? Subjects.behind(request, passedOn, earlier(), services)
            : Subjects.added(request, lease, services);
    return new PartList(type.parts(config, subject));
  }

  private Optional<MadeNote> earlier() {
    Optional<MadeNote> earlier = notes.of(request.attachment());
    boolean here = earlier.isPresent() && earlier.get().isIn(Optional.of(namespace));
    return here ? earlier : Optional.empty();
  }

  private CniResult answerBefore() {
    return passedOn.isPresent() ? passedOn.get() : CniResult.EMPTY;
  }

  private static Optional<CniResult> passedOn(PluginType<?> type, CniRequest request) {
    Optional<CniResult> previous =
        type.chaining().passesOn() ? request.prevResult() : Optional.empty();
    if (previous.isEmpty() && type.chaining() == Chaining.BEHIND) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          "must be called as chained plugin: "
              + type.name()
              + " works on what another plugin has made, and there is no prevResult",
          "put it into a .conflist, behind the plugin that makes the interface");
    }
    return previous;
  }

  private String title() {
    return "ADD "
        + request.ifname()
        + " of container "
        + request.containerId()
        + " in "
        + request.netns()
        + " to network "
        + request.network();
  }

  private List<String> remembered(PartList parts, HostState host, CniResult answer) {
    List<String> lines = new ArrayList<>(parts.remembered(host));
    Optional<MacAddress> mac = answer.macOf(request.ifname());
    if (mac.isPresent()) {
      lines.add(MadeNote.told(mac.get()));
    }
    return lines;
  }

  private MadeNote note(List<String> parts, CniResult lease, Addressing addressing) {
    List<IpAddress> addresses = new ArrayList<>();
    for (CniIp ip : lease.ips()) {
      addresses.add(ip.address().address());
    }
    return new MadeNote(
        parts,
        addressing.type(),
        addressing.dataDir(),
        addresses,
        request.netns(),
        namespace,
        MadeNote.State.BEGUN);
  }
}
