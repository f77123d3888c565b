// A plan that is carried out with a note of what it makes: the note is there before anything is, as
// long as any of it is.
package io.mycni.engine;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.exec.Executor;
import io.mycni.exec.PlanFailure;
import io.mycni.exec.Undo;
import io.mycni.exec.Undone;
import io.mycni.part.MadeNote;
import io.mycni.part.MadeNotes;
import io.mycni.plan.Plan;
import java.util.Optional;
import java.util.Set;

/** Carries plans of ADD out. */
final class NotedPlan {
  private final Executor executor;
  private final MadeNotes notes;

  NotedPlan(Executor executor, MadeNotes notes) {
    this.executor = executor;
    this.notes = notes;
  }

  /**
   * Carries a plan out, and notes beforehand what it makes, for the DEL.
   *
   * @param last whether all that the note tells is there then
   * @return what takes both back
   * @throws PlanFailure when a step failed; both are taken back then
   */
  Undo carryOut(Plan plan, Attachment attachment, MadeNote note, boolean last) {
    Optional<MadeNote> before = notes.of(attachment);
    boolean shares = plan.makesSharedThings();
    Optional<Set<String>> there = shares ? notes.names() : Optional.empty();
    notes.write(attachment, note);
    try {
      Undo undo = new UndoWithNote(executor.carryOut(plan), attachment, before, shares, there);
      if (last) {
        // A note that stays unfinished costs a DEL no more than time.
        notes.finish(attachment, note);
      }
      return undo;
    } catch (PlanFailure failure) {
      if (failure.notUndone().isEmpty()) {
        try {
          putBack(attachment, before);
        } catch (CniException e) {
          failure.addSuppressed(e);
        }
      }
      throw failure;
    }
  }

  private void putBack(Attachment attachment, Optional<MadeNote> before) {
    if (before.isPresent()) {
      notes.write(attachment, before.get());
    } else {
      notes.forget(attachment);
    }
  }

  /** What comes later than the plan meets others, who have come since the host's lock was free. */
  private final class UndoWithNote implements Undo {
    private final Undo undo;
    private final Attachment attachment;
    private final Optional<MadeNote> before;
    private final boolean shares;
    private final Optional<Set<String>> there;

    UndoWithNote(
        Undo undo,
        Attachment attachment,
        Optional<MadeNote> before,
        boolean shares,
        Optional<Set<String>> there) {
      this.undo = undo;
      this.attachment = attachment;
      this.before = before;
      this.shares = shares;
      this.there = there;
    }

    @Override
    public Undone undo() {
      return undo(othersHaveCome());
    }

    @Override
    public Undone undoOwn() {
      return undo(true);
    }

    /**
     * Whoever uses what attachments share has noted itself under the lock under which this runs.
     */
    private boolean othersHaveCome() {
      Optional<Set<String>> now = shares ? notes.names() : Optional.empty();
      if (there.isEmpty() || now.isEmpty()) {
        // Where nobody can look, somebody may have come.
        return shares;
      }
      Set<String> since = now.get();
      since.removeAll(there.get());
      since.remove(notes.name(attachment));
      return !since.isEmpty();
    }

    private Undone undo(boolean ownOnly) {
      Undone undone = ownOnly ? undo.undoOwn() : undo.undo();
      if (undone.problems().isEmpty()) {
        try {
          putBack(attachment, before);
        } catch (CniException e) {
          return Undone.failed(e.getMessage());
        }
      }
      return undone;
    }
  }
}
