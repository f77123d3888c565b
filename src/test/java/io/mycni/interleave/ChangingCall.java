// An ADD or a DEL, by whoever does it. When it has ended and nobody else was at work on the same
// attachment: an ADD has an address that is nobody else's, or has left nothing; a DEL has left
// nothing. Whatever it fails with has to be one of the few things that may be.
package io.mycni.interleave;

import io.mycni.cni.CniException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/** A call that changes one attachment. */
final class ChangingCall implements Worker.Call {
  private static final String FOLDER_GONE = "the folder has gone";
  private static final String NOT_UNDONE = "could not be undone";

  private final String word;
  private final String container;
  private final World world;
  private final Truth truth;
  private final Doing doing;
  private final boolean adds;
  private Truth.AtWork atWork;

  /** What is done; returns the address that an ADD has got. */
  interface Doing {
    Optional<String> work(String container, Worker worker) throws IOException;
  }

  ChangingCall(String word, String container, World world, Truth truth, Doing doing) {
    this.word = word;
    this.container = container;
    this.world = world;
    this.truth = truth;
    this.doing = doing;
    this.adds = word.contains("add:");
  }

  @Override
  public String command() {
    return word;
  }

  @Override
  public void run(Worker worker) {
    boolean mayBeThere = truth.mayBeThere(container);
    atWork = truth.begin(container, adds);
    Optional<String> got = Optional.empty();
    String failure = "";
    try {
      got = doing.work(container, worker);
    } catch (CniException | IllegalStateException e) {
      failure = String.valueOf(e.getMessage());
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      // The reference does not expect that another takes the folder of the first lease away again.
      failure = FOLDER_GONE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!worker.process().isDead()) {
      boolean alone = truth.end(atWork);
      if (worker.wasRefused() && (!adds || failure.contains(NOT_UNDONE))) {
        truth.uncertain(container);
      } else {
        judge(got, failure, mayBeThere, alone, worker.wasRefused());
      }
    }
  }

  private void judge(
      Optional<String> got, String failure, boolean mayBeThere, boolean alone, boolean refused) {
    if (got.isPresent() && alone) {
      truth.holds(container, got.get());
      List<String> others = world.othersWith(got.get(), container);
      if (!others.isEmpty()) {
        truth.violate(word + " got " + got.get() + ", which is still in use in " + others);
      }
    } else if (alone && !(adds && mayBeThere)) {
      List<String> left = world.leftOf(container);
      if (!left.isEmpty()) {
        truth.violate(word + " leaves " + left + " " + failure);
      } else if (!adds && failure.isEmpty()) {
        truth.removed(container);
      }
    }
    boolean excused =
        failure.isEmpty()
            || refused
            || adds && truth.hasEnded(container)
            || adds && failure.contains("there is no interface") && !alone
            || failure.equals(FOLDER_GONE)
            || failure.contains("no IP addresses available")
            || adds && failure.contains("duplicate allocation") && (mayBeThere || !alone);
    if (!excused) {
      truth.violate(word + " fails: " + failure);
    }
  }

  @Override
  public void killed() {
    truth.killed(atWork);
  }
}
