// The verbs of the specification.
package io.mycni.cni;

import java.util.Optional;

/** The value of {@code CNI_COMMAND} (CNI 1.1.0, section "CNI operations"). */
public enum CniCommand {
  /** Attach a container, or apply modifications. */
  ADD,
  /** Detach a container, or undo modifications. */
  DEL,
  /** See whether an attachment is as it was made. */
  CHECK,
  /** Tell which versions are spoken. */
  VERSION,
  /** Tell whether ADD could be served now. */
  STATUS,
  /** Remove what belongs to no attachment that is valid. */
  GC;

  /** Returns the verb of that name; empty when there is none. Upper case only. */
  public static Optional<CniCommand> of(String name) {
    for (CniCommand command : values()) {
      if (command.name().equals(name)) {
        return Optional.of(command);
      }
    }
    return Optional.empty();
  }
}
