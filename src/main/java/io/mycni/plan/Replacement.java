// What a step takes away of somebody else's.
package io.mycni.plan;

import java.util.List;

/**
 * The replacement of something that mycni did not make.
 *
 * @param done what was replaced by what: a sentence without its full stop, told when it has been
 *     done; empty where that is not worth a line
 * @param inexact what undoing it does not bring back exactly as it was, a sentence each
 */
public record Replacement(String done, List<String> inexact) {
  /** Copies the list. */
  public Replacement {
    inexact = List.copyOf(inexact);
  }
}
