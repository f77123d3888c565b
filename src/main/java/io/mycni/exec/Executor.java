// Carries plans out. The story: stage by stage, inside a stage lane by lane, inside a lane batch by
// batch. What a failure undoes is in Rollback; how a batch talks to its tool is in Batch.
package io.mycni.exec;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.plan.Command;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plan.Tool;
import io.mycni.process.Runner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Carries plans out; one object serves one call. */
public final class Executor {
  private final Shell shell;

  /** Makes an executor that runs its batches by that shell. */
  public Executor(Shell shell) {
    this.shell = shell;
  }

  /**
   * Carries a plan out, or undoes what was done of it. Once nobody waits for the outcome any more,
   * nothing is begun.
   *
   * @return what takes it back
   * @throws PlanFailure when a step failed
   */
  public Undo carryOut(Plan plan) {
    Rollback rollback = new Rollback(shell);
    boolean begun = false;
    for (List<Step> stage : plan.stages()) {
      Map<Tool.Lane, List<Work>> lanes = new EnumMap<>(Tool.Lane.class);
      for (Step step : stage) {
        if (step instanceof Step.Perform perform) {
          perform(perform, rollback);
        }
        share(step, lanes, false);
      }
      List<Failure> failures = begun ? new ArrayList<>() : callerGone(plan);
      begun = true;
      if (failures.isEmpty()) {
        failures.addAll(runLanes(lanes, rollback, false));
      }
      for (Step step : stage) {
        if (failures.isEmpty() && step instanceof Step.AwaitAddresses await) {
          new AddressWait(shell).await(await).ifPresent(failures::add);
        }
      }
      if (failures.isEmpty() && shell.deadline().isCancelled()) {
        failures.addAll(callerGone(plan));
      }
      if (!failures.isEmpty()) {
        throw new PlanFailure(failures.getFirst(), rollback.undo());
      }
    }
    return rollback;
  }

  private List<Failure> callerGone(Plan plan) {
    List<Failure> failures = new ArrayList<>();
    try {
      shell.deadline().requireCaller();
    } catch (CniException e) {
      failures.add(Failure.of(new Step.Present(plan.title()), e));
    }
    return failures;
  }

  private static void perform(Step.Perform step, Rollback rollback) {
    try {
      step.effect().perform();
      rollback.done(step);
    } catch (CniException e) {
      throw new PlanFailure(Failure.of(step, e), rollback.undo());
    }
  }

  /**
   * Carries every step of a plan out, whatever becomes of the others, and undoes nothing: this is
   * how things are removed. Only deeds of mycni's own wait until all before them has succeeded: an
   * address is given back when nothing uses it any more, and not before.
   *
   * @return what failed; that something is gone already is no failure
   */
  public List<Failure> carryOutAll(Plan plan) {
    List<Failure> failures = new ArrayList<>();
    for (List<Step> stage : plan.stages()) {
      Map<Tool.Lane, List<Work>> lanes = new EnumMap<>(Tool.Lane.class);
      for (Step step : stage) {
        share(step, lanes, true);
      }
      failures.addAll(runLanes(lanes, new Rollback(shell), true));
      for (Step step : stage) {
        if (step instanceof Step.Perform perform && failures.isEmpty()) {
          try {
            perform.effect().perform();
          } catch (CniException e) {
            failures.add(Failure.of(step, e));
          }
        }
      }
    }
    return failures;
  }

  private static void share(Step step, Map<Tool.Lane, List<Work>> lanes, boolean removal) {
    for (Work work : Work.of(step)) {
      Tool tool = work.command().tool();
      Tool.Lane lane = removal ? tool.laneOfRemoval() : tool.lane();
      lanes.computeIfAbsent(lane, each -> new ArrayList<>()).add(work);
    }
  }

  /** Runs all lanes but one on threads of their own, and that one here. */
  private List<Failure> runLanes(
      Map<Tool.Lane, List<Work>> lanes, Rollback rollback, boolean keepGoing) {
    List<Failure> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    List<Work> here = List.of();
    for (List<Work> works : lanes.values()) {
      if (here.isEmpty()) {
        here = works;
      } else {
        threads.add(shell.runner().beside(() -> runLane(works, rollback, keepGoing, failures)));
      }
    }
    runLane(here, rollback, keepGoing, failures);
    for (Thread thread : threads) {
      joinFully(thread);
    }
    return failures;
  }

  private static void joinFully(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void runLane(
      List<Work> works, Rollback rollback, boolean keepGoing, List<Failure> failures) {
    List<Batch> batches = Batch.split(works);
    // What goes into the container may be started while the host is at work.
    for (int i = 1; i < batches.size(); i++) {
      expect(batches.get(i), keepGoing);
    }
    for (Batch batch : batches) {
      List<Failure> failed = runGuarded(batch, rollback, keepGoing);
      if (!failed.isEmpty()) {
        synchronized (failures) {
          failures.addAll(failed);
        }
        if (!keepGoing) {
          return;
        }
      }
    }
  }

  /** What cannot be expected fails when it is run, and is told then. */
  private void expect(Batch batch, boolean keepGoing) {
    try {
      shell.expect(batch, keepGoing);
    } catch (CniException missing) {
      // A tool that is not there, say.
    }
  }

  /** A fault of mycni's own on a thread of its own would be lost, and be taken for success. */
  private List<Failure> runGuarded(Batch batch, Rollback rollback, boolean keepGoing) {
    try {
      return run(batch, rollback, keepGoing);
    } catch (RuntimeException | Error fault) {
      // Nobody knows how far it came; an undo too many is harmless.
      rollback.done(batch.works());
      String what = batch.works().getFirst().step().describe();
      String message = "mycni has a fault: could not " + what + ": " + fault;
      String todo = "set MYCNI_DEBUG=1 to see where, and report it";
      return nothingDone(batch, new CniException(ErrorCode.INTERNAL, message, todo, fault));
    }
  }

  /** Each step of the batch has failed, as what depends on any of them has to wait. */
  private static List<Failure> nothingDone(Batch batch, CniException why) {
    List<Failure> failures = new ArrayList<>();
    for (Work work : batch.firstOfEachStep()) {
      failures.add(Failure.of(work.step(), why));
    }
    return failures;
  }

  private List<Failure> run(Batch batch, Rollback rollback, boolean keepGoing) {
    if (batch.needsNoProcess()) {
      return writeSettings(batch, rollback);
    }
    Runner.Outcome outcome;
    try {
      outcome = shell.run(batch, keepGoing);
    } catch (CniException e) {
      return nothingDone(batch, e);
    }
    if (batch.isDone(outcome)) {
      rollback.done(batch.works());
      return List.of();
    }
    if (keepGoing) {
      return Complaints.of(batch, outcome);
    }
    int stopped = batch.stoppedAt(outcome);
    rollback.done(batch.works().subList(0, stopped));
    Work culprit = batch.works().get(Math.min(stopped, batch.works().size() - 1));
    if (culprit.command() instanceof Command.Sysctl setting && setting.isDoneInParts()) {
      rollback.done(List.of(culprit));
    }
    return List.of(Failure.of(culprit, Complaints.told(outcome), outcome.timedOut()));
  }

  private List<Failure> writeSettings(Batch batch, Rollback rollback) {
    for (Work work : batch.works()) {
      try {
        shell.writeSetting(work.command());
        rollback.done(List.of(work));
      } catch (IOException e) {
        return List.of(Failure.of(work, Shell.reason(e), false));
      }
    }
    return List.of();
  }
}
