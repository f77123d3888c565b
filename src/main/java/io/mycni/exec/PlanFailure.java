// A plan that could not be carried out.
package io.mycni.exec;

import io.mycni.cni.CniException;
import java.util.List;

/** A step failed; what had been done was undone, except what {@link #notUndone} names. */
public final class PlanFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;
  private final transient Undone undone;

  PlanFailure(Failure failure, Undone undone) {
    super(failure.cause().getMessage(), failure.cause());
    this.failure = failure;
    this.undone = undone;
  }

  /** Returns what failed. */
  public Failure failure() {
    return failure;
  }

  /** Returns what could not be undone, each with its reason; empty when the host is as before. */
  public List<String> notUndone() {
    return undone.problems();
  }

  /** Returns the same where another plan, carried out before, has been undone, too. */
  public PlanFailure after(Undone other) {
    return new PlanFailure(failure, undone.and(other));
  }

  /** Returns the failure as the runtime shall read it. */
  public CniException toCniException() {
    return undone.after(failure.cause());
  }
}
