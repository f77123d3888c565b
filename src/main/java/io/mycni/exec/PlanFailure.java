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

  PlanFailure(Failure failure, List<String> notUndone, List<String> inexact) {
    super(failure.cause().getMessage(), failure.cause());
    this.failure = failure;
    this.notUndone = List.copyOf(notUndone);
    this.inexact = List.copyOf(inexact);
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
    String undone = Undo.told(notUndone);
    if (!inexact.isEmpty()) {
      undone += "; not exactly as before are: " + String.join("; ", inexact);
    }
    String details = cause.details().isEmpty() ? undone : cause.details() + "; " + undone;
    return new CniException(cause.code(), cause.getMessage(), details);
  }
}
