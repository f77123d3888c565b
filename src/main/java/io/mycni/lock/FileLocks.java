// Locks on files, among processes and among the threads of this one. Whoever waits to be alone is
// not overtaken for ever by those who share, nor the other way round.
//
// A lock by fcntl(2) belongs to the process as a whole, and is lost as soon as any thread closes
// the file. So each file is opened once here (LockFile), and threads queue (LockQueue). The kernel
// keeps no queue among processes; there, LockPassage and LockLine keep an order by other ranges of
// the file. The threads that wait when their process has its turn are served in this turn.
package io.mycni.lock;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.process.Deadline;
import io.mycni.process.Places;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The file locks of this process; one object serves all calls. */
public final class FileLocks {
  private static final long FIRST_PAUSE_MS = 1;
  private static final long LONGEST_PAUSE_MS = 16;

  static final Need ALWAYS =
      new Need() {
        @Override
        public boolean persists() {
          return true;
        }
      };

  /** What is held where no lock is needed. */
  public static final Held NONE =
      new Held() {
        @Override
        public void close() {}
      };

  private final LockQueue queue = new LockQueue();
  private final Places places;

  /** Makes the locks of a process that serves one call. */
  public FileLocks() {
    this(Places.WITHOUT_END);
  }

  /** Makes the locks of a process whose calls need a place, which they give up while they wait. */
  public FileLocks(Places places) {
    this.places = places;
  }

  /** How a lock is held. */
  public enum Mode {
    /** With others who only use what is there. */
    SHARED,
    /** Alone. */
    ALONE
  }

  /** A lock that is held until it is closed. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for the lock on a file; makes the file if it is missing.
   *
   * @throws CniException with {@link ErrorCode#TRY_AGAIN} when it is not to be had in time, naming
   *     its holder
   */
  public Held acquire(Path file, Mode mode, Deadline deadline) throws IOException {
    return acquire(file, LockRange.ALL, mode, deadline);
  }

  /**
   * Waits for the lock on a part of a file, which need not have so many bytes; makes the file if it
   * is missing. Who shares a range has to ask for the same range as the others.
   *
   * @throws CniException with {@link ErrorCode#TRY_AGAIN} when it is not to be had in time, naming
   *     its holder
   */
  public Held acquire(Path file, LockRange range, Mode mode, Deadline deadline) throws IOException {
    return acquire(file, range, mode, deadline, ALWAYS).orElseThrow();
  }

  /** Why a lock is waited for; asked again and again meanwhile. */
  public interface Need {
    /** Tells whether the lock is still needed. */
    boolean persists();
  }

  /**
   * Waits for the lock on a file, as long as it is needed: a wait to be alone keeps others back.
   *
   * @return the lock; empty when it is not needed any more
   * @throws CniException with {@link ErrorCode#TRY_AGAIN} when it is not to be had in time, naming
   *     its holder
   */
  public Optional<Held> acquire(Path file, LockRange range, Mode mode, Deadline deadline, Need need)
      throws IOException {
    LockQueue.Turn turn = queue.enter(file, range, mode);
    boolean held = false;
    try (Waiting waiting = new Waiting(turn, deadline, need)) {
      while (!queue.isNext(turn)) {
        waiting.forThreads();
      }
      lock(turn, waiting);
      held = true;
      return Optional.of(turn);
    } catch (NotNeeded e) {
      return Optional.empty();
    } finally {
      if (!held) {
        turn.close();
      }
    }
  }

  /** Waits a little for other processes. */
  void pause(long millis) throws InterruptedException {
    places.pause(Duration.ofMillis(millis));
  }

  private void lock(LockQueue.Turn turn, Waiting waiting) throws IOException {
    while (true) {
      LockFile file = queue.open(turn);
      if (!turn.wasHandedOn()) {
        new LockPassage(file, turn, waiting).pass();
      }
      // Somebody may have removed the file under our hands: then others lock its successor.
      if (file.isInPlace()) {
        queue.locked(turn);
        return;
      }
      queue.close(turn);
    }
  }

  private static final class NotNeeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotNeeded() {
      super("not needed any more", null, false, false);
    }
  }

  /** What a passage waits by. */
  interface Pause {
    /** Waits a little for other processes, longer each time; fails when the time is over. */
    void forProcesses() throws IOException;

    /** Waits so long for other processes; fails when the time is over. */
    void forProcesses(long millis) throws IOException;

    /** Tells whether anything has been waited for yet. */
    boolean hasBegun();
  }

  /** One wait: within the time of the call, and giving up its place when it takes long. */
  private final class Waiting implements Pause, AutoCloseable {
    /** Most waits are over before another call could make use of the place. */
    private static final long NANOS_WITH_A_PLACE = 100_000_000;

    private final LockQueue.Turn turn;
    private final Deadline deadline;
    private final Need need;
    private long begun;
    private long next = FIRST_PAUSE_MS;
    private boolean away;

    Waiting(LockQueue.Turn turn, Deadline deadline, Need need) {
      this.turn = turn;
      this.deadline = deadline;
      this.need = need;
    }

    void forThreads() throws IOException {
      begin();
      try {
        if (queue.mustWait(turn)) {
          places.pause(deadline.left(Duration.ofMillis(LONGEST_PAUSE_MS * 8)));
        }
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }

    @Override
    public void forProcesses() throws IOException {
      forProcesses(next);
      next = Math.min(next * 2, LONGEST_PAUSE_MS);
    }

    @Override
    public void forProcesses(long millis) throws IOException {
      begin();
      try {
        pause(millis);
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }

    @Override
    public boolean hasBegun() {
      return begun != 0;
    }

    private void begin() throws IOException {
      if (!need.persists()) {
        throw new NotNeeded();
      }
      if (deadline.isOver()) {
        throw tooLong();
      }
      long now = System.nanoTime();
      if (begun == 0) {
        begun = now;
      } else if (!away && now - begun > NANOS_WITH_A_PLACE) {
        away = true;
        places.leave();
      }
    }

    private CniException tooLong() throws IOException {
      Optional<LockHolder> seen = LockHolder.of(turn.file(), LockHolder.Kind.POSIX, turn.range());
      if (seen.isEmpty()) {
        seen = LockHolder.of(turn.file(), LockHolder.Kind.POSIX, turn.range().gate());
      }
      String holder =
          seen.map(LockHolder::toString).orElse("a process that cannot be seen from here");
      return new CniException(
          ErrorCode.TRY_AGAIN,
          turn.file() + " has been locked for too long by " + holder,
          "see what that process waits for, or end it");
    }

    private CniException interrupted() {
      Thread.currentThread().interrupt();
      return new CniException(
          ErrorCode.TRY_AGAIN, "interrupted while waiting for " + turn.file(), "");
    }

    @Override
    public void close() {
      if (away) {
        places.comeBack();
      }
    }
  }
}
