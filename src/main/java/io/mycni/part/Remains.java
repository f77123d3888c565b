// What an attachment leaves on the host until a DEL or a GC takes it away. Told from names alone,
// and from the note of the ADD: the configuration may have been changed since.
package io.mycni.part;

import io.mycni.cni.Attachment;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One kind of thing that attachments leave. It changes nothing and starts nothing. */
public interface Remains {
  /** Returns the links on the host by which it can be told that something is left. */
  default List<String> hostLinks() {
    return List.of();
  }

  /** Returns what a quick look has to tell before anything is removed. */
  default HostQuery asksAtGlance() {
    return HostQuery.links(hostLinks());
  }

  /**
   * Tells whether names, note and that quick look say all.
   *
   * @param glance the answer to {@link #asksAtGlance}
   */
  boolean isCertain(HostState glance);

  /** Tells whether the addresses of the container's other interfaces matter. */
  default boolean needsSiblings() {
    return false;
  }

  /** Tells whether it matters for a DEL what ADDs have noted about other attachments. */
  default boolean needsOthers() {
    return false;
  }

  /**
   * Returns what has to be seen to remove it, after a close look.
   *
   * @param glance the answer to {@link #asksAtGlance}
   */
  HostQuery asks(HostState glance);

  /**
   * Returns the steps that remove it. After a quick look, what should be there is taken to be
   * there; after a thorough one, what was seen. What cannot be seen is a step that fails.
   */
  List<Step> remove(Removing removing, HostState host);

  /** Returns what is removed once all of {@link #remove} is gone. */
  default List<Step> removeAfterwards(Removing removing, HostState host) {
    return List.of();
  }

  /** Returns what the person should know who reads of the removal, though it stops nothing. */
  default List<String> remarks(HostState host) {
    return List.of();
  }

  /**
   * Looks whether anything is there after all, since that a tool ended well does not tell; the one
   * place where it looks itself.
   *
   * @return the link that is there, in words; empty when there is none
   */
  default Optional<String> stillThere(HostLook look) {
    for (String link : hostLinks()) {
      if (look.link(link).isPresent()) {
        return Optional.of(link);
      }
    }
    return Optional.empty();
  }

  /**
   * Tells whether it stands in the container's namespace alone, where a GC finds it only by the
   * notes of ADDs.
   */
  default boolean isInside() {
    return false;
  }

  /** Tells whether a GC finds whose it is only by the notes of ADDs. */
  default boolean isToldByNotes() {
    return isInside();
  }

  /** Returns what has to be seen to tell it from that of attachments that are valid. */
  HostQuery asksOfOthers();

  /** Returns whose things are there, as far as they tell. */
  default Set<Attachment> owners(HostState host) {
    return Set.of();
  }

  /** Returns what removes all of it that belongs to the network and to no valid attachment. */
  List<Collected> removeOthers(Collection collection, HostState host);
}
