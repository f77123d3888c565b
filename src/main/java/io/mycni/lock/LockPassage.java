// The way to a lock among processes, for which the kernel keeps no queue. Beside the lock itself
// three ranges of its file are locked:
//
//   turn      one of those who want to be alone has it, from before it waits until it is done
//   gate      whoever waits for the lock in its turn has it alone; those who share pass through it
//   waiting   those who wait before the gate have it together
//
// So nobody joins those who share while one waits to be alone; and when that one is done, those who
// waited before the gate go first, all at once, before the next one closes it. Those who want a
// whole file alone take their turns in the order in which they came (LockLine); a byte of it, an
// attachment's say, seldom has more than one who waits.
package io.mycni.lock;

import java.io.IOException;
import java.nio.channels.FileLock;

/** One passage of one turn. */
final class LockPassage {
  /** How often the next in turn looks whether those who share have passed; they look as often. */
  private static final int MOST_LOOKS = 8;

  private final LockFile file;
  private final LockQueue.Turn turn;
  private final FileLocks.Pause pause;

  LockPassage(LockFile file, LockQueue.Turn turn, FileLocks.Pause pause) {
    this.file = file;
    this.turn = turn;
    this.pause = pause;
  }

  /** Waits until the turn has its range. */
  void pass() throws IOException {
    if (turn.mode() == FileLocks.Mode.ALONE) {
      awaitTurn();
    }
    FileLock gate = enter();
    try {
      while (!turn.take()) {
        pause.forProcesses();
      }
    } finally {
      gate.release();
    }
  }

  private void awaitTurn() throws IOException {
    LockRange range = turn.range().turn();
    boolean inLine = turn.range().is(LockRange.ALL);
    // A thread that waited for others of its process would always be faster than those who poll.
    if (!inLine || !pause.hasBegun()) {
      FileLock lock = file.attempt(range, FileLocks.Mode.ALONE);
      if (lock != null) {
        turn.keep(lock);
        return;
      }
    }
    turn.keep(inLine ? awaitInLine(range) : awaitChance(range));
    for (int look = 0; look < MOST_LOOKS && somebodyWaits(); look++) {
      pause.forProcesses();
    }
  }

  private FileLock awaitInLine(LockRange range) throws IOException {
    try (LockLine line = LockLine.join(file, pause)) {
      return line.await(range);
    }
  }

  private FileLock awaitChance(LockRange range) throws IOException {
    FileLock lock;
    while ((lock = file.attempt(range, FileLocks.Mode.ALONE)) == null) {
      pause.forProcesses();
    }
    return lock;
  }

  private boolean somebodyWaits() throws IOException {
    FileLock nobody = file.attempt(turn.range().waiting(), FileLocks.Mode.ALONE);
    if (nobody != null) {
      nobody.release();
    }
    return nobody == null;
  }

  private FileLock enter() throws IOException {
    LockRange range = turn.range().gate();
    FileLock gate = file.attempt(range, turn.mode());
    if (gate != null) {
      return gate;
    }
    FileLock waiting =
        turn.mode() == FileLocks.Mode.SHARED
            ? file.attempt(turn.range().waiting(), FileLocks.Mode.SHARED)
            : null;
    try {
      while ((gate = file.attempt(range, turn.mode())) == null) {
        pause.forProcesses();
      }
      return gate;
    } finally {
      if (waiting != null) {
        waiting.release();
      }
    }
  }
}
