// Whether an attachment lives. LifeSigns decides it, and nobody else.
package io.mycni.node;

import io.mycni.host.HostLook;

/** What became of an attachment. */
public sealed interface Living {
  /**
   * Its interface is in a namespace.
   *
   * @param link its link on the host; empty when it has none
   * @param inside the interface, and where it is
   */
  record Alive(String link, Node.Inside inside) implements Living {}

  /**
   * It could not be told, so it is left as it is.
   *
   * @param link its link on the host; empty when it has none
   * @param why the reason, as a clause
   */
  record Unknown(String link, String why) implements Living {}

  /**
   * Its interface is nowhere.
   *
   * @param why what is missing, as a clause
   */
  record Gone(String why) implements Living {}

  /**
   * Looks again at what was seen of it; false only when that is known to have gone meanwhile. For
   * whoever has waited for a lock since it was decided.
   *
   * @throws io.mycni.cni.CniException when it cannot be looked at
   */
  default boolean isStillThere(HostLook look) {
    return switch (this) {
      case Alive alive when alive.link().isEmpty() -> alive.inside().isStillThere(look);
      case Alive alive -> look.seemsToHave(alive.link());
      case Unknown unknown -> unknown.link().isEmpty() || look.seemsToHave(unknown.link());
      case Gone gone -> false;
    };
  }

  /** Tells whether nothing of it lives; false when that is not known. */
  default boolean isGone() {
    return this instanceof Gone;
  }
}
