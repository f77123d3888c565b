// One attachment, compared with what its plugins made. Who compares is upkeep's business.
package io.mycni.node;

import io.mycni.cni.Attachment;
import io.mycni.part.Difference;
import java.util.List;

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

  /** Tells whether all of it was looked at, and is as it was made. */
  public boolean isGood() {
    return differences.isEmpty() && others.isEmpty() && unseen.isEmpty();
  }
}
