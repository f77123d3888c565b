// One of the attachments of a node, with what became of it.
package io.mycni.node;

import io.mycni.cni.Attachment;

/**
 * An attachment.
 *
 * @param attachment which one
 * @param living whether it lives
 * @param kept whether a runtime keeps its result
 * @param atWork whether an ADD may be at work on it
 */
public record Attached(Attachment attachment, Living living, boolean kept, boolean atWork) {
  static Attached of(NetworkLeases.Held held) {
    // What is kept is kept after the ADD.
    boolean atWork = held.isAtWork() && !held.kept();
    return new Attached(held.holder(), held.living(), held.kept(), atWork);
  }

  /** A lease tells more than a link or a kept result alone; any of several may be in use. */
  Attached with(Attached lease) {
    Living more = living.isGone() ? lease.living : living;
    return new Attached(attachment, more, kept, atWork || lease.atWork);
  }

  /** Tells whether it must be left alone. */
  public boolean stays() {
    return !living.isGone() || atWork;
  }
}
