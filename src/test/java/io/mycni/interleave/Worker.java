// One runtime's worker, which makes its calls one after the other, each a process of its own or one
// that an agent serves. It runs while it has the turn (Interleaver), which it may lose at each of
// its points.
package io.mycni.interleave;

import io.mycni.lock.FileLocks;
import io.mycni.process.Runner;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** One thread. */
final class Worker extends Thread {
  private final String label;
  private final Machine machine;
  private final Interleaver turns;
  private final List<Task> tasks;
  private final Semaphore turn = new Semaphore(0);
  private final Map<String, Integer> visits = new HashMap<>();
  private Call call;
  private MachineProcess process;
  private Optional<Resident> resident = Optional.empty();
  private Optional<MachineProcess> orphan = Optional.empty();
  private String toolMark = "";
  private boolean waiting;
  private boolean ended;
  private boolean inMonitor;
  private boolean deathTold;
  private boolean doomed;
  private boolean refused;
  private boolean wasRefused;

  /** A call; what it throws, but {@link Killed}, ends the run. */
  interface Call {
    /** Returns what its process is called. */
    String command();

    void run(Worker worker);

    /** The call was killed. */
    void killed();
  }

  /**
   * What is to be done.
   *
   * @param inAgent whether the agent serves it
   */
  record Task(Call call, boolean inAgent) {}

  Worker(String label, Machine machine, Interleaver turns, List<Task> tasks) {
    super("worker " + label);
    this.label = label;
    this.machine = machine;
    this.turns = turns;
    this.tasks = tasks;
    setDaemon(true);
  }

  /** Returns the worker whose thread this is. */
  static Worker current() {
    return (Worker) currentThread();
  }

  String label() {
    return label;
  }

  Machine machine() {
    return machine;
  }

  MachineProcess process() {
    return process;
  }

  /** Returns the file locks of the call's process. */
  FileLocks locks() {
    return resident.map(Resident::locks).orElseGet(() -> new FileLocks(Pauses.OF_WORKERS));
  }

  /** Returns what runs the tools of the call's process. */
  Runner runner(Runner tools) {
    return resident.map(agent -> agent.tools().around(tools)).orElse(tools);
  }

  boolean isEnabled() {
    return !waiting && !ended;
  }

  /** Tells whether it stands where another of its process could not go on. */
  boolean keepsOut(Worker other) {
    return inMonitor && other != this && !ended && other.process == process;
  }

  void setWaiting(boolean waits) {
    waiting = waits;
  }

  void giveTurn() {
    turn.release();
  }

  void awaitTurn() {
    turn.acquireUninterruptibly();
  }

  @Override
  public void run() {
    awaitTurn();
    try {
      for (Task task : tasks) {
        work(task);
      }
    } catch (Throwable e) {
      turns.broken(this, e);
    }
    ended = true;
    turns.ended(this);
  }

  private void work(Task task) {
    call = task.call();
    resident = task.inAgent() ? Optional.of(machine.resident()) : Optional.empty();
    process = resident.map(Resident::process).orElseGet(() -> machine.start(call.command()));
    wasRefused = false;
    // Of a call that has not begun nobody has to know.
    deathTold = true;
    try {
      if (task.inAgent()) {
        // Before it shares anything with another, who may stand in its way.
        point("begin");
      }
      deathTold = false;
      call.run(this);
    } catch (Killed e) {
      // Told by the process, whatever the call has made of it.
    }
    inMonitor = false;
    if (process.isDead()) {
      tellDeath();
    } else if (resident.isEmpty()) {
      machine.end(process);
    }
    wakeOthers();
  }

  private void tellDeath() {
    if (!deathTold) {
      deathTold = true;
      call.killed();
    }
  }

  /** The runtime starts the next plugin of a chain, when one has ended. */
  void nextProcess() {
    if (resident.isEmpty()) {
      requireLife();
      machine.end(process);
      process = machine.start(call.command());
      wakeOthers();
    }
  }

  /** Comes to a point; returns where the path leads to. */
  Path at(String operation, Path path) {
    Path real = machine.real(path, process);
    if (operation.isEmpty() || path.startsWith("/proc/self")) {
      requireLife();
    } else {
      point(operation + ":" + PointName.of(path));
    }
    return real;
  }

  /** Comes to a point. */
  void point(String name) {
    requireLife();
    inMonitor = resident.isPresent() && Monitors.areHeld();
    turns.at(this, numbered(name));
    requireLife();
  }

  /** Tells whether the call is to be killed when its tool has done its work. */
  boolean isDoomed() {
    return doomed;
  }

  /** A tool of the call begins, by whose environment it is known whose it is. */
  void toolBegins(String mark) {
    toolMark = mark;
  }

  /** A tool of the call has ended. */
  void toolEnded() {
    wakeOthers();
    orphan.ifPresent(machine::end);
    orphan = Optional.empty();
    if (doomed) {
      kill();
    }
    requireLife();
  }

  void requireLife() {
    if (process.isDead() && orphan.isEmpty()) {
      throw new Killed();
    }
  }

  /** Waits until another has given up something, or as long as others want. */
  void pause() {
    requireLife();
    inMonitor = false;
    turns.pause(this, numbered("wait"));
    requireLife();
  }

  String numbered(String name) {
    int number = visits.merge(name, 1, Integer::sum);
    return label + "." + name + (number == 1 ? "" : "#" + number);
  }

  void kill() {
    doomed = false;
    orphan.ifPresent(machine::end);
    orphan = Optional.empty();
    machine.end(process);
    wakeOthers();
  }

  void killAfterTool() {
    doomed = true;
  }

  /** The call is killed, and its tool goes on. */
  void outlive() {
    kill();
    orphan = Optional.of(machine.startTool(toolMark));
    tellDeath();
  }

  void refuse() {
    refused = true;
    wasRefused = true;
  }

  /** Tells whether what a tool wants at this point is refused. */
  boolean isRefused() {
    boolean now = refused;
    refused = false;
    return now;
  }

  /** Tells whether a tool of the call was refused anything. */
  boolean wasRefused() {
    return wasRefused;
  }

  void wakeOthers() {
    turns.wake(this);
  }
}
