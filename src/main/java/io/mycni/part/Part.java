// What a part is: one thing that an attachment consists of, a pure function of the host as it was
// seen. What is left of an attachment, for DEL and GC, is Remains' business; who asks the parts, in
// which order and under which lock, is the engine's.
package io.mycni.part;

import io.mycni.cni.CniException;
import io.mycni.cni.CniResult;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.plan.Step;
import java.util.List;
import java.util.Optional;

/** One thing that an attachment consists of. It changes nothing and starts nothing. */
public interface Part {
  /**
   * Returns what it has to see of the host; all parts are asked, and the host is looked at once.
   */
  HostQuery asks();

  /** Returns what it has to see besides, to tell its {@link #differences}. */
  default HostQuery asksToCompare() {
    return HostQuery.NOTHING;
  }

  /** Tells whether a look by files alone is not enough to make it. */
  default boolean needsCloseLook(HostState quick) {
    return false;
  }

  /** Returns the links that have to be looked at in full, as something on them will be replaced. */
  default List<String> inFull(HostState host) {
    return List.of();
  }

  /** Returns the link that all attachments of the network share; who makes it has to be alone. */
  default Optional<String> sharedLink() {
    return Optional.empty();
  }

  /**
   * Returns the numbers, from 0 on, of what only one attachment of the host can have: from the look
   * to the end, no other call is at work that returns one of them, too.
   */
  default List<Integer> claims() {
    return List.of();
  }

  /**
   * Tells whether all of it is the container's own, so that no other call can meet it: what
   * consists of such parts alone is made without the host's lock.
   */
  default boolean isInside() {
    return false;
  }

  /** Returns when it is made. */
  default Moment moment() {
    return Moment.MAIN;
  }

  /**
   * Returns the steps that make it.
   *
   * @throws CniException of the code HOST_CONFLICT where the host contradicts
   */
  List<Step> make(HostState host);

  /**
   * Returns what of it only addresses make, where they come last because whoever gives them needs
   * the interface (DHCP): itself where all of it waits for them, by default nothing.
   */
  default List<Part> late() {
    return List.of();
  }

  /**
   * Returns what is not as {@link #make} made it, as far as it can be seen: each in words that name
   * what is wrong.
   */
  List<Difference> differences(HostState host);

  /**
   * Returns the steps that put back what somebody has wiped; only asked where there is such a
   * difference. What was broken otherwise is left alone.
   */
  default List<Step> mend(HostState host) {
    return make(host);
  }

  /** Adds to the answer what it has to say. */
  default CniResult tell(CniResult answer, HostState host) {
    return answer;
  }

  /** Adds what stands behind all that other parts {@link #tell}. */
  default CniResult tellLast(CniResult answer, HostState host) {
    return answer;
  }

  /** Returns what it has to see besides, for its {@link #notes}; asked only for people. */
  default HostQuery asksForNotes() {
    return HostQuery.NOTHING;
  }

  /** Returns what the reader of a plan should know, though it stops nothing. */
  default List<String> notes(HostState host) {
    return List.of();
  }

  /**
   * Returns the tool that lists the rules that it makes: where that is not installed nobody can
   * tell whether they are there. Empty where it makes none.
   */
  default String listedBy(HostState host) {
    return "";
  }

  /** Returns the tools without which it cannot be made. */
  default List<String> tools() {
    return List.of();
  }

  /**
   * Returns its line in the note of what was made, {@code NAME VALUE}; empty where none is needed.
   */
  default String remembers(HostState host) {
    return "";
  }

  /** When a part is made. Each moment begins when the one before is over. */
  enum Moment {
    /** With most others. */
    MAIN,
    /** When all of those are there, because nothing can take it back. */
    AFTER,
    /** At the end: nothing that can fail is behind it. */
    LAST
  }
}
