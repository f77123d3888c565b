// The story of ADD: its attempts, the lock that each holds, and the note of what is made. What is
// looked at before is AddLook's business, what an attachment consists of AddPlanner's.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.exec.GuardedUndo;
import io.mycni.exec.PlanFailure;
import io.mycni.exec.Undo;
import io.mycni.ipam.AddressManagement;
import io.mycni.ipam.Addressing;
import io.mycni.keys.Section;
import io.mycni.lock.FileLocks;
import io.mycni.net.IpAddress;
import io.mycni.plan.Effect;
import io.mycni.plan.Plan;
import io.mycni.plan.Replacement;
import io.mycni.plan.Step;
import io.mycni.plugin.Attached;
import io.mycni.plugin.MadeNote;
import io.mycni.plugin.MadeNotes;
import io.mycni.plugin.Services;
import io.mycni.plugin.TargetNamespace;
import java.util.ArrayList;
import java.util.List;

/** Makes one attachment, or tells how it would be made. */
final class Attacher {
  private static final int MOST_LOCK_CHANGES = 2;

  private final CniRequest request;
  private final Services services;
  private final AddressManagement ipam;
  private final MadeNotes notes;
  private final BridgeConfig config;

  /**
   * Reads the configuration and looks at the namespace; nothing is done yet.
   *
   * @throws CniException if either cannot be used
   */
  Attacher(CniRequest request, Services services, AddressManagement ipam, MadeNotes notes) {
    this.request = request;
    this.services = services;
    this.ipam = ipam;
    this.notes = notes;
    this.config = BridgeConfig.read(Section.of(request.config()), request.args());
    TargetNamespace.require(request);
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
    List<Step> taken = leaseSteps(addressing, lease, () -> {});
    return AddPlanner.plan(look(addressing, lease, true), taken);
  }

  private Attached attempt(boolean thorough) {
    Addressing addressing = ipam.of(request);
    CniResult lease = addressing.take();
    try {
      List<Step> taken = leaseSteps(addressing, lease, addressing::takeBack);
      AddLock lock = new AddLock(services.lock(), services.host(), config.bridge());
      AddLock.Hold hold = lock.first();
      for (int round = 0; ; round++) {
        FileLocks.Mode mode = hold.mode();
        FileLocks.Mode needed;
        try (AddLock.Hold _ = hold) {
          AddInput input = look(addressing, lease, thorough);
          Plan plan = AddPlanner.plan(input, taken);
          needed = plan.makesSharedThings() ? FileLocks.Mode.ALONE : FileLocks.Mode.SHARED;
          // Whoever waited to be alone may find that another has made it all meanwhile; sharing
          // again lets the others go on. Whoever has to wait too often stays alone.
          if (needed == mode || mode == FileLocks.Mode.ALONE && round > MOST_LOCK_CHANGES) {
            Undo undo =
                new NotedPlan(services.executor(), notes)
                    .carryOut(plan, input.names().attachment(), note(input, addressing));
            // That something of somebody else's was replaced is worth a line even on success.
            for (Replacement replacement : plan.replacements()) {
              services.notes().accept(replacement.done());
            }
            return new Attached(plan.result(), new GuardedUndo(undo, services.lock(), mode));
          }
        }
        hold = lock.as(needed);
      }
    } catch (PlanFailure alreadyUndone) {
      throw alreadyUndone;
    } catch (RuntimeException e) {
      takeBackAfter(e, addressing);
      throw e;
    }
  }

  private static MadeNote note(AddInput input, Addressing addressing) {
    BridgeConfig config = input.config();
    List<IpAddress> addresses = new ArrayList<>();
    for (CniIp ip : input.lease().ips()) {
      addresses.add(ip.address().address());
    }
    return new MadeNote(
        RuleQuestions.masquerade(config, input.host()),
        config.macSpoofCheck(),
        addressing.type(),
        addressing.dataDir(),
        addresses);
  }

  private static void takeBackAfter(RuntimeException e, Addressing addressing) {
    try {
      addressing.takeBack();
    } catch (CniException second) {
      e.addSuppressed(second);
    }
  }

  private AddInput look(Addressing addressing, CniResult lease, boolean thorough) {
    return AddLook.at(services.host(), request, config, addressing, lease, thorough);
  }

  private static List<Step> leaseSteps(Addressing addressing, CniResult lease, Runnable undo) {
    if (addressing.type().isEmpty()) {
      return List.of();
    }
    StringBuilder addresses = new StringBuilder();
    lease
        .ips()
        .forEach(ip -> addresses.append(addresses.isEmpty() ? "" : " and ").append(ip.address()));
    String what = "lease " + addresses + " from " + addressing.type();
    String undone = "give " + addresses + " back to " + addressing.type();
    return List.of(
        new Step.Perform(what, undone, Effect.done(addressing.takingByHand(lease), undo)));
  }
}
