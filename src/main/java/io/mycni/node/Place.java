// Where a path leads that something keeps as the one of a namespace.
package io.mycni.node;

import io.mycni.cni.CniException;
import io.mycni.host.NetnsIdentity;
import java.util.Optional;

/** One of: to a namespace, to none, or nobody knows. */
public sealed interface Place {
  /**
   * To a namespace.
   *
   * @param namespace which one, as {@link NetnsIdentity} tells them apart
   */
  record There(String namespace) implements Place {}

  /** To no namespace. */
  record Nowhere() implements Place {}

  /**
   * It could not be looked at, so nothing is known.
   *
   * @param why the reason
   */
  record Unseen(String why) implements Place {}

  /** Looks where a path leads. */
  static Place of(String path) {
    try {
      Optional<String> found = NetnsIdentity.of(path);
      return found.isPresent() ? new There(found.get()) : new Nowhere();
    } catch (CniException e) {
      return new Unseen(e.getMessage());
    }
  }
}
