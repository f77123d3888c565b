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
    notes.write(attachment, note);
    try {
      Undo undo = new UndoWithNote(executor.carryOut(plan), attachment, before);
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

  private final class UndoWithNote implements Undo {
    private final Undo undo;
    private final Attachment attachment;
    private final Optional<MadeNote> before;

    UndoWithNote(Undo undo, Attachment attachment, Optional<MadeNote> before) {
      this.undo = undo;
      this.attachment = attachment;
      this.before = before;
    }

    @Override
    public Undone undo() {
      Undone undone = undo.undo();
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
