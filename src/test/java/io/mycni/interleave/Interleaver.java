// Lets several workers run, one at a time. At each point of the one that runs somebody else decides
// (Chooser) whether it goes on, another does, or it is killed; so one run is as another of the same
// decisions. Who waits goes on when somebody has given something up; where all wait, time passes.
package io.mycni.interleave;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One run. */
final class Interleaver {
  /** How often all may wait in vain, until it is said that they wait for each other. */
  private static final int MOST_IDLE_ROUNDS = 500;

  private static final long LONGEST_RUN_SECONDS = 120;

  private final Chooser chooser;
  private final List<Worker> workers = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private Schedule played = Schedule.UNDISTURBED;
  private int idle;

  Interleaver(Chooser chooser) {
    this.chooser = chooser;
  }

  /** Runs some workers to their ends. */
  void run(List<Worker> together) {
    workers.addAll(together);
    workers.forEach(Thread::start);
    Worker none = workers.getLast();
    pass(none, decide(new Step("start", workers.size() - 1, enabledBut(null), true), none));
    try {
      if (!done.await(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)) {
        problems.add("it hangs: " + stacks());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String stacks() {
    StringBuilder text = new StringBuilder();
    for (Worker worker : workers) {
      text.append('\n').append(worker.label());
      for (StackTraceElement frame : worker.getStackTrace()) {
        text.append("\n    ").append(frame);
      }
    }
    return text.toString();
  }

  /** Returns the places of the run at which something else might have happened. */
  List<Step> steps() {
    return steps;
  }

  /** Returns what happened otherwise than where nobody is disturbed. */
  Schedule played() {
    return played;
  }

  List<String> problems() {
    return problems;
  }

  private long enabledBut(Worker worker) {
    long bits = 0;
    for (int i = 0; i < workers.size(); i++) {
      if (workers.get(i) != worker && canGoOn(workers.get(i))) {
        bits |= 1L << i;
      }
    }
    return bits;
  }

  /** Whoever stands in a monitor keeps the others of its process out, without their knowledge. */
  private boolean canGoOn(Worker worker) {
    return worker.isEnabled() && workers.stream().noneMatch(each -> each.keepsOut(worker));
  }

  /** The worker with the turn comes to a point. */
  void at(Worker worker, String point) {
    idle = 0;
    Step step = new Step(point, workers.indexOf(worker), enabledBut(worker), !canGoOn(worker));
    pass(worker, decide(step, worker));
  }

  /** The worker with the turn waits. */
  void pause(Worker worker, String point) {
    worker.setWaiting(true);
    long others = enabledBut(worker);
    if (others == 0) {
      if (++idle > MOST_IDLE_ROUNDS) {
        problems.add("all wait for each other" + stacks());
        worker.kill();
        throw new Killed();
      }
      workers.forEach(each -> each.setWaiting(false));
      pass(worker, next(worker));
    } else {
      pass(worker, decide(new Step(point, workers.indexOf(worker), others, true), worker));
    }
  }

  /** Somebody has given something up, or changed something. */
  void wake(Worker by) {
    idle = 0;
    for (Worker worker : workers) {
      if (worker != by) {
        worker.setWaiting(false);
      }
    }
  }

  void ended(Worker worker) {
    long others = enabledBut(worker);
    if (others == 0) {
      workers.forEach(each -> each.setWaiting(false));
      others = enabledBut(worker);
    }
    if (others == 0) {
      done.countDown();
      return;
    }
    decide(new Step(worker.label() + ".end", workers.indexOf(worker), others, true), worker)
        .giveTurn();
  }

  void broken(Worker worker, Throwable fault) {
    StringWriter text = new StringWriter();
    fault.printStackTrace(new PrintWriter(text));
    problems.add(worker.label() + " breaks off: " + text);
  }

  /** Returns who goes on. */
  private Worker decide(Step step, Worker worker) {
    steps.add(step);
    Optional<Schedule.Deed> deed = chooser.at(step).filter(each -> isPossible(each, step));
    if (deed.isPresent()) {
      played = played.with(step.point(), deed.get());
    }
    if (deed.isEmpty()) {
      return step.free() ? next(worker) : worker;
    }
    switch (deed.get().kind()) {
      case KILL -> worker.kill();
      case KILL_AFTER_TOOL -> worker.killAfterTool();
      case REFUSE -> worker.refuse();
      case OUTLIVE -> worker.outlive();
      case SWITCH -> {
        return named(deed.get().to());
      }
    }
    // Who is killed goes on to its end, without doing anything.
    worker.setWaiting(false);
    return worker;
  }

  private boolean isPossible(Schedule.Deed deed, Step step) {
    if (deed.kind().isOfTools()) {
      return step.point().contains(".tool:");
    }
    return deed.kills()
        ? !step.point().equals("start") && !step.point().endsWith(".end")
        : workers.stream().anyMatch(each -> each.label().equals(deed.to()))
            && canGoOn(named(deed.to()));
  }

  private Worker named(String label) {
    return workers.stream().filter(each -> each.label().equals(label)).findFirst().orElseThrow();
  }

  private Worker next(Worker worker) {
    int from = workers.indexOf(worker);
    for (int i = 1; i <= workers.size(); i++) {
      Worker each = workers.get((from + i) % workers.size());
      if (canGoOn(each)) {
        return each;
      }
    }
    throw new IllegalStateException("nobody can go on");
  }

  private static void pass(Worker from, Worker to) {
    if (to == from && currentIs(from)) {
      return;
    }
    to.giveTurn();
    if (currentIs(from)) {
      from.awaitTurn();
    }
  }

  private static boolean currentIs(Worker worker) {
    return Thread.currentThread() == worker;
  }
}
