// A plan that could not be carried out.
package io.mycni.exec;

import io.mycni.cni.CniException;
import java.util.List;

/** A step failed; what had been done was undone, except what {@link #notUndone} names. */
public final class PlanFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;
  private final transient List<String> notUndone;
  private final transient List<String> inexact;

  PlanFailure(Failure failure, Rollback.Undone undone) {
    super(failure.cause().getMessage(), failure.cause());
    this.failure = failure;
    this.notUndone = undone.problems();
    this.inexact = undone.inexact();
  }

  /** Returns what failed. */
  public Failure failure() {
    return failure;
  }

  /** Returns what could not be undone, each with its reason; empty when the host is as before. */
  public List<String> notUndone() {
    return notUndone;
  }

  /** Returns the failure as the runtime shall read it. */
  public CniException toCniException() {
    CniException cause = failure.cause();
    String undone =
        notUndone.isEmpty()
            ? "everything that had been changed was undone"
            : "these changes could not be undone: " + String.join("; ", notUndone);
    if (!inexact.isEmpty()) {
      undone += "; not exactly as before are: " + String.join("; ", inexact);
    }
    String details = cause.details().isEmpty() ? undone : cause.details() + "; " + undone;
    return new CniException(cause.code(), cause.getMessage(), details);
  }
}
