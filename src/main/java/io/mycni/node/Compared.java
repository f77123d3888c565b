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
 * @param unseen why it was not compared, or not in full, as a clause; else empty
 * @param mend what is to be done about that; may be empty
 */
public record Compared(
    Attachment attachment, List<Difference> differences, String unseen, String mend) {
  /** Copies the list. */
  public Compared {
    differences = List.copyOf(differences);
  }

  /** Tells whether all of it was looked at, and is as it was made. */
  public boolean isGood() {
    return differences.isEmpty() && unseen.isEmpty();
  }
}
