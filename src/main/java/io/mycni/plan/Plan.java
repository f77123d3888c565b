// The plan itself.
package io.mycni.plan;

import io.mycni.cni.CniResult;
import java.util.ArrayList;
import java.util.List;

/**
 * What one call is going to do.
 *
 * @param title the call in words: verb, interface, container, network
 * @param stages the steps. A stage begins when the one before is complete; inside a stage, steps of
 *     different tools may run side by side, steps of one tool run in their order
 * @param result what the call will answer; empty of everything for DEL
 * @param notes what the reader should know, though it stops nothing (a FORWARD policy, say)
 */
public record Plan(String title, List<List<Step>> stages, CniResult result, List<String> notes) {
  /** Copies the lists. */
  public Plan {
    stages = List.copyOf(stages);
    notes = List.copyOf(notes);
  }

  /** Returns the same with another answer. */
  public Plan with(CniResult answer) {
    return new Plan(title, stages, answer, notes);
  }

  /** Returns the steps of all stages in their order. */
  public List<Step> steps() {
    List<Step> all = new ArrayList<>();
    for (List<Step> stage : stages) {
      all.addAll(stage);
    }
    return all;
  }

  /** Tells whether the plan makes something that attachments share. */
  public boolean makesSharedThings() {
    for (Step step : steps()) {
      if (step instanceof Step.Ensure) {
        return true;
      }
    }
    return false;
  }

  /** Returns what the plan replaces of somebody else's, and that is worth telling. */
  public List<Replacement> replacements() {
    List<Replacement> replacements = new ArrayList<>();
    for (Step step : steps()) {
      if (step.replaces().isPresent() && !step.replaces().get().done().isEmpty()) {
        replacements.add(step.replaces().get());
      }
    }
    return replacements;
  }

  /** Tells whether there is nothing to do. */
  public boolean isSatisfied() {
    for (Step step : steps()) {
      if (!(step instanceof Step.Present)) {
        return false;
      }
    }
    return true;
  }
}
