// One attachment, compared with what its plugins made. Who compares is upkeep's business.
package io.mycni.node;

import io.mycni.cni.Attachment;
import io.mycni.part.Difference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What came of a comparison.
 *
 * @param attachment which one
 * @param differences what is not as it was made
 * @param others what plugins of others in its chain refuse their CHECK for, each in words
 * @param unseen why it was not compared, or not in full, as a clause; else empty
 * @param mend what is to be done about that; may be empty
 */
public record Compared(
    Attachment attachment,
    List<Difference> differences,
    List<String> others,
    String unseen,
    String mend) {
  /** Copies the lists. */
  public Compared {
    differences = List.copyOf(differences);
    others = List.copyOf(others);
  }

  /** One that was not compared. */
  public static Compared unseen(Attachment attachment, String why, String mend) {
    return new Compared(attachment, List.of(), List.of(), why, mend);
  }

  /** Returns in what it differs, each thing once, in words. */
  public Set<String> texts() {
    Set<String> texts = new LinkedHashSet<>();
    differences.forEach(difference -> texts.add(difference.text()));
    return texts;
  }

  /** Returns what is to be done about that, each thing once. */
  public Set<String> mends() {
    Set<String> mends = new LinkedHashSet<>();
    for (Difference difference : differences) {
      mends.add(difference.wiped() ? "mycni reload" : difference.remedy());
    }
    return mends;
  }

  /** Tells whether all of it was looked at, and is as it was made. */
  public boolean isGood() {
    return differences.isEmpty() && others.isEmpty() && unseen.isEmpty();
  }
}
