// Remembers what was done and takes it back, last first. It never gives up half way: each undo is
// tried, within a share of the time that is its own, and what cannot be undone is reported. Only
// deeds of mycni's own are left where something else could not be undone: an address is given back
// when nothing uses it any more, and not before.
package io.mycni.exec;

import io.mycni.cni.CniException;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Removal;
import io.mycni.plan.Step;
import io.mycni.process.Deadline;
import io.mycni.process.Runner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What one plan has done so far; safe to use from several lanes. */
final class Rollback implements Undo {
  private final Shell given;
  private Shell shell;
  private Leftovers leftovers;
  private final List<Work> works = new ArrayList<>();
  private final List<Step.Perform> effects = new ArrayList<>();

  Rollback(Shell shell) {
    this.given = shell;
    this.shell = shell;
    this.leftovers = new Leftovers(shell);
  }

  synchronized void done(List<Work> more) {
    works.addAll(more);
  }

  synchronized void done(Step.Perform effect) {
    effects.add(effect);
  }

  @Override
  public Undone undo() {
    return undo(false);
  }

  @Override
  public Undone undoOwn() {
    return undo(true);
  }

  private synchronized Undone undo(boolean ownOnly) {
    Deadline end = Deadline.in(Deadline.TIME_TO_UNDO);
    List<String> problems = new ArrayList<>();
    List<Work> undo = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (Work work : works.reversed()) {
      if (ownOnly && work.step() instanceof Step.Ensure shared) {
        if (!kept.contains(shared.describe())) {
          kept.add(shared.describe());
        }
        continue;
      }
      for (Command command : work.change().undo()) {
        undo.add(new Work(work.step(), Change.of(command)));
      }
    }
    List<Batch> batches = Batch.split(undo);
    for (int i = 0; i < batches.size(); i++) {
      shell = given.until(end.share(batches.size() - i));
      leftovers = new Leftovers(shell);
      undo(batches.get(i), problems);
    }
    boolean allGone = problems.isEmpty();
    for (Step.Perform step : effects.reversed()) {
      if (!allGone) {
        problems.add(step.undone() + ": not before all else is undone");
        continue;
      }
      try {
        step.effect().undo();
      } catch (CniException e) {
        problems.add(step.undone() + ": " + e.getMessage());
      } catch (RuntimeException e) {
        problems.add(step.undone() + ": mycni has a fault: " + e);
      }
    }
    works.clear();
    effects.clear();
    return new Undone(problems, inexact(undo, kept));
  }

  private static List<String> inexact(List<Work> undone, List<String> kept) {
    List<String> remarks = new ArrayList<>();
    for (String shared : kept.reversed()) {
      remarks.add("others use it by now, so this stays: " + shared);
    }
    for (Work work : undone) {
      if (work.step().replaces().isPresent()) {
        for (String remark : work.step().replaces().get().inexact()) {
          if (!remarks.contains(remark)) {
            remarks.add(remark);
          }
        }
      }
    }
    return remarks;
  }

  private void undo(Batch given, List<String> problems) {
    Batch batch = given;
    try {
      if (leftovers.inUseByOthers(batch.first())) {
        return;
      }
      if (batch.first() instanceof Removal.NotedRules drop) {
        List<Work> deletions = new ArrayList<>();
        for (String statement : leftovers.deletions(drop)) {
          deletions.add(
              new Work(batch.works().getFirst().step(), Change.of(new Command.Nft(statement))));
        }
        if (deletions.isEmpty()) {
          return;
        }
        batch = new Batch(deletions);
      }
      if (batch.needsNoProcess()) {
        for (Work work : batch.works()) {
          shell.writeSetting(work.command());
        }
        return;
      }
      Runner.Outcome outcome = shell.run(batch, true);
      if (outcome.ok()) {
        return;
      }
      boolean rules = batch.tool().isOfRules() && !outcome.timedOut();
      if (rules && batch.works().size() > 1) {
        // All or nothing has become nothing, so each rule is tried for itself.
        for (Work work : batch.works()) {
          undo(new Batch(List.of(work)), problems);
        }
        return;
      }
      if (rules && leftovers.isGone(batch.first())) {
        return;
      }
      for (Failure failure : Complaints.of(batch, outcome)) {
        problems.add(failure.cause().getMessage());
      }
    } catch (IOException e) {
      problems.add(batch.first().typed() + ": " + Shell.reason(e));
    } catch (CniException e) {
      problems.add(batch.first().typed() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      // The other undos must be tried all the same.
      problems.add(batch.first().typed() + ": mycni has a fault: " + e);
    }
  }
}
