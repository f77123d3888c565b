// The queue of this process's threads before lock files. Whoever is next goes and locks the file
// itself; those behind wait until that is done, so that nobody overtakes a thread that has to wait
// for another process. A lock that one has alone is handed on to those who waited for it when the
// process got it: among other processes, the many of this one would have one turn for each.
package io.mycni.lock;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Who holds and who waits, for each file in the order of arrival. */
final class LockQueue {
  private final Map<Path, Line> lines = new HashMap<>();
  private long newest;

  /** Those who hold or wait for a part of one file. */
  private static final class Line {
    private final List<Turn> turns = new ArrayList<>();
    private LockFile current;
  }

  /** One wish, from its arrival until it is given up. */
  final class Turn implements FileLocks.Held {
    private final Path file;
    private final LockRange range;
    private final FileLocks.Mode mode;
    private final long number;
    private long lastOfRound;
    private LockFile opened;
    private boolean took;
    private FileLock kept;
    private boolean locked;
    private Thread waiting;

    private Turn(long number, Path file, LockRange range, FileLocks.Mode mode) {
      this.number = number;
      this.file = file;
      this.range = range;
      this.mode = mode;
    }

    Path file() {
      return file;
    }

    LockRange range() {
      return range;
    }

    FileLocks.Mode mode() {
      return mode;
    }

    /** Locks the range among processes; tells whether that could be. */
    boolean take() throws IOException {
      took = opened.lock(range, mode);
      return took;
    }

    /** Tells whether it has been given the lock by a thread that had it before. */
    boolean wasHandedOn() {
      return took;
    }

    /** Keeps a lock that goes when the turn is over. */
    void keep(FileLock lock) {
      kept = lock;
    }

    @Override
    public void close() {
      leave(this);
    }
  }

  synchronized Turn enter(Path file, LockRange range, FileLocks.Mode mode) {
    Turn turn = new Turn(++newest, file, range, mode);
    Line line = lines.get(file);
    if (line == null) {
      line = new Line();
      lines.put(file, line);
    }
    line.turns.add(turn);
    return turn;
  }

  /** Tells whether nobody before this turn stands in its way. */
  synchronized boolean isNext(Turn turn) {
    for (Turn earlier : lines.get(turn.file).turns) {
      if (earlier == turn) {
        return true;
      }
      boolean together =
          earlier.locked
              && earlier.mode == FileLocks.Mode.SHARED
              && turn.mode == FileLocks.Mode.SHARED;
      if (!together && earlier.range.meets(turn.range)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Tells whether a turn, whose thread asks, has to wait; then this thread is unparked as soon as
   * something has changed that it may wait for.
   */
  synchronized boolean mustWait(Turn turn) {
    turn.waiting = Thread.currentThread();
    return !isNext(turn);
  }

  private static void wake(Line line) {
    for (Turn turn : line.turns) {
      if (turn.waiting != null) {
        LockSupport.unpark(turn.waiting);
      }
    }
  }

  /** Opens the file of a turn, or joins those who have it open already. */
  synchronized LockFile open(Turn turn) throws IOException {
    if (turn.opened != null) {
      return turn.opened;
    }
    Line line = lines.get(turn.file);
    if (line.current == null || !line.current.isInPlace()) {
      line.current = LockFile.open(turn.file);
    }
    line.current.join();
    turn.opened = line.current;
    return line.current;
  }

  /** Takes note that a turn has locked its range, also among processes. */
  synchronized void locked(Turn turn) {
    turn.locked = true;
    turn.waiting = null;
    if (turn.lastOfRound == 0) {
      turn.lastOfRound = newest;
    }
    wake(lines.get(turn.file));
  }

  /** Gives up the file that a turn has opened; it keeps its place in the queue. */
  synchronized void close(Turn turn) throws IOException {
    LockFile file = turn.opened;
    turn.opened = null;
    turn.lastOfRound = 0;
    if (turn.took) {
      turn.took = false;
      file.unlock(turn.range);
    }
    if (turn.kept != null) {
      turn.kept.release();
      turn.kept = null;
    }
    if (file.closeAfterLast()) {
      Line line = lines.get(turn.file);
      if (line.current == file) {
        line.current = null;
      }
    }
  }

  private synchronized void leave(Turn turn) {
    Line line = lines.get(turn.file);
    try {
      if (turn.opened != null && !handOn(turn, line)) {
        close(turn);
      }
    } catch (IOException e) {
      // The lock goes with the process in any case.
    }
    line.turns.remove(turn);
    if (line.turns.isEmpty()) {
      lines.remove(turn.file);
    }
    wake(line);
  }

  /** Gives what one thread has alone to the next that waits for it; tells whether one does. */
  private static boolean handOn(Turn turn, Line line) {
    if (!turn.took || turn.mode != FileLocks.Mode.ALONE) {
      return false;
    }
    for (Turn next : line.turns) {
      if (next != turn && next.range.meets(turn.range)) {
        boolean same = next.range.is(turn.range) && next.mode == turn.mode;
        if (!same || next.number > turn.lastOfRound) {
          return false;
        }
        next.opened = turn.opened;
        next.took = true;
        next.kept = turn.kept;
        next.lastOfRound = turn.lastOfRound;
        turn.opened = null;
        turn.took = false;
        turn.kept = null;
        return true;
      }
    }
    return false;
  }
}
