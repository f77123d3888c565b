// One line of the doctor's report.
package io.mycni.doctor;

/**
 * What was found about one thing.
 *
 * @param verdict how bad it is
 * @param text what is there
 * @param mend the command or deed that mends it; empty when nothing has to be mended
 */
public record Diagnosis(Verdict verdict, String text, String mend) {
  /** How bad it is. */
  public enum Verdict {
    /** As it should be. */
    GOOD,
    /** It works, but may surprise, or something is left over. */
    MIND,
    /** An ADD would fail, or a container that lives lacks what was made for it. */
    FAIL
  }

  static Diagnosis good(String text) {
    return new Diagnosis(Verdict.GOOD, text, "");
  }

  static Diagnosis mind(String text, String mend) {
    return new Diagnosis(Verdict.MIND, text, mend);
  }

  static Diagnosis fail(String text, String mend) {
    return new Diagnosis(Verdict.FAIL, text, mend);
  }
}
