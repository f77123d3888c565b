// Puts back what a firewall or a person wiped of attachments that live: each plugin of mycni's own
// in their chains is asked, in the order of the chain, with the request that a CHECK would make.
package io.mycni.upkeep;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.exec.PlanFailure;
import io.mycni.host.OneLook;
import io.mycni.lock.FileLocks;
import io.mycni.node.Attached;
import io.mycni.node.Attachments;
import io.mycni.node.Living;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plugin.Services;
import io.mycni.upkeep.StandingChains.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reloads all attachments of a node. */
public final class Reload {
  private final Attachments attachments;
  private final StandingChains chains;
  private final OneLook look;
  private final Services services;
  private final boolean dryRun;

  /**
   * Makes a reload.
   *
   * @param attachments those of the node, and what was found on it
   * @param environment the environment that a runtime would hand on, with {@code CNI_PATH}
   * @param services look at the host and change it
   * @param dryRun whether nothing is changed
   */
  public Reload(
      Attachments attachments, Map<String, String> environment, Services services, boolean dryRun) {
    this.attachments = attachments;
    this.chains = new StandingChains(attachments, environment);
    // Rules of one attachment are no business of another, so one look serves them all.
    this.look =
        new OneLook(services.host(), services.shell(), attachments.node().namespaces().links());
    this.services = services.with(look);
    this.dryRun = dryRun;
  }

  /** What became of one attachment. */
  public sealed interface Outcome {
    /**
     * It was looked at. With two empty lists it is as it was made.
     *
     * @param back what was missing and was put back; in a dry run, would be; in words
     * @param left what else is not as it was made, and was left as it is
     */
    record Looked(List<String> back, List<String> left) implements Outcome {
      /** Copies the lists. */
      public Looked {
        back = List.copyOf(back);
        left = List.copyOf(left);
      }
    }

    /** None of the plugins of its network is mycni's own. */
    record NotOurs() implements Outcome {}

    /**
     * It was left alone.
     *
     * @param why the reason, as a clause
     */
    record LeftAlone(String why) implements Outcome {}

    /**
     * It was tried, and failed.
     *
     * @param cause why
     * @param before what was put back before that
     */
    record Failed(CniException cause, List<String> before) implements Outcome {
      /** Copies the list. */
      public Failed {
        before = List.copyOf(before);
      }
    }
  }

  /**
   * An attachment and what became of it.
   *
   * @param attachment which one
   * @param outcome what
   */
  public record Done(Attachment attachment, Outcome outcome) {}

  /** Reloads all that are not known to be gone, and tells of each as soon as it is done. */
  public void all(Consumer<Done> told) {
    some(attachments.all(), told);
  }

  /** The same for some. */
  public void some(List<Attached> wanted, Consumer<Done> told) {
    for (Attached each : wanted) {
      if (!each.living().isGone()) {
        told.accept(new Done(each.attachment(), reload(each.attachment(), each.living())));
      }
    }
  }

  /**
   * Returns the plugins of somebody else's that stand beside mycni's own in the chains that were
   * reloaded, by the names of the networks: what was wiped of theirs is not known.
   */
  public Map<String, List<String>> besides() {
    return chains.besides(network -> true);
  }

  private Outcome reload(Attachment attachment, Living living) {
    List<String> back = new ArrayList<>();
    List<String> left = new ArrayList<>();
    try {
      return switch (chains.of(attachment, living)) {
        case Standing.Nobody nobody -> new Outcome.LeftAlone(nobody.why());
        case Standing.NotOurs foreign -> new Outcome.NotOurs();
        case Standing.Asked asked -> {
          for (OwnChain.Place place : asked.chain().inOrderOf(CniCommand.CHECK)) {
            if (place.isOurs()) {
              // A DEL's request, as that may lack a namespace; the plugin looks at what it names.
              CniRequest request =
                  asked
                      .chain()
                      .request(place, CniCommand.DEL, asked.target(), Optional.of(asked.result()));
              restore(place, request, asked.isKept(), living, back, left);
            }
          }
          yield new Outcome.Looked(back, left);
        }
      };
    } catch (CniException e) {
      return new Outcome.Failed(e, back);
    }
  }

  private void restore(
      OwnChain.Place place,
      CniRequest request,
      boolean isKept,
      Living living,
      List<String> back,
      List<String> left) {
    try (FileLocks.Held _ = services.attachments().change(place.type(), request.attachment());
        FileLocks.Held _ = services.lock().acquire(FileLocks.Mode.ALONE)) {
      Optional<Plan> wanted = plan(place, request, isKept, left);
      if (wanted.isEmpty()) {
        return;
      }
      Plan plan = wanted.get();
      // It may have been detached since; then its rules are to stay away.
      if (!living.isStillThere(services.host())) {
        return;
      }
      // Several plugins may miss one and the same.
      plan.notes().stream().filter(note -> !left.contains(note)).forEach(left::add);
      if (!dryRun && !plan.isSatisfied()) {
        services.executor().carryOut(plan);
        look.forget();
      }
      for (Step step : plan.steps()) {
        if (!(step instanceof Step.Present)) {
          back.add(step.describe());
        }
      }
    } catch (PlanFailure failure) {
      throw failure.toCniException();
    }
  }

  /** What is seen from outside is not a whole result, so a plugin may miss what it needs in it. */
  private Optional<Plan> plan(
      OwnChain.Place place, CniRequest request, boolean isKept, List<String> left) {
    try {
      return Optional.of(place.plugin(services, dryRun).restoring(request));
    } catch (CniException e) {
      if (isKept) {
        throw e;
      }
      left.add(
          "not looked at: what "
              + place.name()
              + " has made, as no result of the ADD is kept: "
              + e.getMessage());
      return Optional.empty();
    }
  }
}
