// A question of a kind of its own, beside those that HostQuery has words for: a file for each kind,
// which says what is asked and how the answer is read.
package io.mycni.host;

import io.mycni.exec.Shell;

/**
 * A question that knows how it is asked; {@link HostState#answer} has its answer. Two that are
 * equal are asked once.
 *
 * @param <A> the answer, a value
 */
public interface Question<A> {
  /** Tells whether files answer it, so that a quick look does; else only a thorough one. */
  default boolean isQuick() {
    return false;
  }

  /** Tells whether it is about one container, so that each is asked anew. */
  boolean isInside();

  /**
   * Asks it.
   *
   * @param shell asks tools
   * @throws io.mycni.cni.CniException when there is no answer; that is never taken for "nothing
   *     there"
   */
  A ask(Shell shell);
}
