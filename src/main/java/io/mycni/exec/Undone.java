// What has become of an undo, as it is told.
package io.mycni.exec;

import io.mycni.cni.CniException;
import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of an undo.
 *
 * @param problems what could not be taken back, each with its reason; empty when the host is as
 *     before, but for what is inexact
 * @param inexact what of somebody else's is there again, but not exactly as it was
 */
public record Undone(List<String> problems, List<String> inexact) {
  /** Copies the lists. */
  public Undone {
    problems = List.copyOf(problems);
    inexact = List.copyOf(inexact);
  }

  /** Makes the outcome of an undo that took everything back. */
  public static Undone whole() {
    return new Undone(List.of(), List.of());
  }

  /** Makes the outcome of an undo that could not be done. */
  public static Undone failed(String problem) {
    return new Undone(List.of(problem), List.of());
  }

  /** Returns the outcome of this undo and another. */
  public Undone and(Undone other) {
    List<String> allProblems = new ArrayList<>(problems);
    allProblems.addAll(other.problems);
    List<String> allInexact = new ArrayList<>(inexact);
    allInexact.addAll(other.inexact);
    return new Undone(allProblems, allInexact);
  }

  /** Returns a failure with what became of its undo. */
  public CniException after(CniException cause) {
    String details = cause.details().isEmpty() ? told() : cause.details() + "; " + told();
    CniException told = new CniException(cause.code(), cause.getMessage(), details);
    return problems.isEmpty() ? told : told.leavingBehind();
  }

  /** Says it in words. */
  public String told() {
    String undone =
        problems.isEmpty()
            ? "everything that had been changed was undone"
            : "these changes could not be undone: " + String.join("; ", problems);
    return inexact.isEmpty()
        ? undone
        : undone + "; not exactly as before are: " + String.join("; ", inexact);
  }
}
