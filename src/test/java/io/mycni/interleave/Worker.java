// One runtime's worker, which makes its calls one after the other, each a process of its own. It
// runs while it has the turn (Interleaver), which it may lose at each of its points.
package io.mycni.interleave;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** One thread. */
final class Worker extends Thread {
  private final String label;
  private final Machine machine;
  private final Interleaver turns;
  private final List<Call> calls;
  private final Semaphore turn = new Semaphore(0);
  private final Map<String, Integer> visits = new HashMap<>();
  private MachineProcess process;
  private boolean waiting;
  private boolean ended;
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

  Worker(String label, Machine machine, Interleaver turns, List<Call> calls) {
    super("worker " + label);
    this.label = label;
    this.machine = machine;
    this.turns = turns;
    this.calls = calls;
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

  boolean isEnabled() {
    return !waiting && !ended;
  }

  boolean hasEnded() {
    return ended;
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
      for (Call call : calls) {
        process = machine.start(call.command());
        wasRefused = false;
        try {
          call.run(this);
        } catch (Killed e) {
          // Told by the process, whatever the call has made of it.
        }
        if (process.isDead()) {
          call.killed();
        } else {
          machine.end(process);
        }
        wakeOthers();
      }
    } catch (Throwable e) {
      turns.broken(this, e);
    }
    ended = true;
    turns.ended(this);
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
    turns.at(this, numbered(name));
    requireLife();
  }

  /** Tells whether the call is to be killed when its tool has done its work. */
  boolean isDoomed() {
    return doomed;
  }

  /** A tool of the call has ended. */
  void toolEnded() {
    wakeOthers();
    if (doomed) {
      kill();
    }
    requireLife();
  }

  void requireLife() {
    if (process.isDead()) {
      throw new Killed();
    }
  }

  /** Waits until another has given up something, or as long as others want. */
  void pause() {
    requireLife();
    turns.pause(this, numbered("wait"));
    requireLife();
  }

  String numbered(String name) {
    int number = visits.merge(name, 1, Integer::sum);
    return label + "." + name + (number == 1 ? "" : "#" + number);
  }

  void kill() {
    doomed = false;
    machine.end(process);
    wakeOthers();
  }

  void killAfterTool() {
    doomed = true;
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
