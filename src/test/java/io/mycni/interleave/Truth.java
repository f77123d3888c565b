// What must be true of the attachments of a run, told by those who call: who holds which address
// from when to when, and what was not as it must be. One worker runs at a time, so it is simple.
package io.mycni.interleave;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The model of one run. */
final class Truth {
  private final Map<String, String> held = new LinkedHashMap<>();
  private final Map<String, Integer> adding = new LinkedHashMap<>();
  private final Map<String, Integer> removing = new LinkedHashMap<>();
  private final Map<String, Integer> changes = new LinkedHashMap<>();
  private final Set<String> touched = new LinkedHashSet<>();
  private final Set<String> unknown = new LinkedHashSet<>();
  private final Set<String> gone = new LinkedHashSet<>();
  private boolean nothingMade = true;
  private boolean anyKilled;
  private boolean anyCollected;
  private final List<String> violations = new ArrayList<>();

  /**
   * One call that is at work on an attachment.
   *
   * @param begun how many calls of the attachment had begun or ended by then
   */
  record AtWork(String container, boolean adds, int begun) {}

  /** A call begins that adds an attachment, or removes it: from then on it holds nothing. */
  AtWork begin(String container, boolean adds) {
    if (adds) {
      touched.add(container);
    } else {
      held.remove(container);
    }
    (adds ? adding : removing).merge(container, 1, Integer::sum);
    return new AtWork(container, adds, changes.merge(container, 1, Integer::sum));
  }

  /**
   * A call ends, or was killed; tells whether it was the only one of its attachment. Of several it
   * is not known which was first.
   */
  boolean end(AtWork call) {
    (call.adds ? adding : removing).merge(call.container, -1, Integer::sum);
    int now = changes.merge(call.container, 1, Integer::sum);
    boolean others =
        adding.getOrDefault(call.container, 0) > 0 || removing.getOrDefault(call.container, 0) > 0;
    boolean alone = !others && now == call.begun + 1;
    if (!alone) {
      uncertain(call.container);
    }
    return alone;
  }

  /** A call was killed: nobody knows how far it came, until a DEL has succeeded. */
  void killed(AtWork call) {
    anyKilled = true;
    end(call);
    uncertain(call.container);
  }

  /** What a call has left is not known, until a DEL has succeeded. */
  void uncertain(String container) {
    unknown.add(container);
    isMade();
  }

  /** A container's namespace ends; its attachment holds its address until a DEL. */
  void ends(String container) {
    gone.add(container);
  }

  boolean hasEnded(String container) {
    return gone.contains(container);
  }

  /** A plugin has succeeded with an ADD; what it has made for all stays, whoever comes behind. */
  void isMade() {
    nothingMade = false;
  }

  /** A GC has ended well. */
  void isCollected() {
    anyCollected = true;
  }

  /**
   * Tells whether a killed call may have left a note that it had begun: no GC knows whose it is.
   */
  boolean draftsMayStay() {
    return anyKilled && anyCollected;
  }

  /**
   * Tells whether no call has made anything that was not to be taken back by the same call. Where
   * there were several, what they share stays: each has seen that another uses it.
   */
  boolean nothingMade() {
    return nothingMade && touched.size() == 1;
  }

  /** A DEL has succeeded, and nobody else was at work on its attachment. */
  void removed(String container) {
    unknown.remove(container);
  }

  /** Tells whether an attachment was there, or may be by the doing of others. */
  boolean mayBeThere(String container) {
    return held.containsKey(container)
        || unknown.contains(container)
        || adding.getOrDefault(container, 0) > 1
        || removing.getOrDefault(container, 0) > 0;
  }

  /** An ADD has told its caller that the attachment has an address. */
  void holds(String container, String address) {
    held.forEach((other, theirs) -> {
      if (theirs.equals(address) && !other.equals(container)) {
        violate(address + " is given to " + container + " and was " + other + "'s");
      }
    });
    held.put(container, address);
  }

  Map<String, String> held() {
    return held;
  }

  /** Returns all that were ever added. */
  Set<String> touched() {
    return touched;
  }

  void violate(String what) {
    violations.add(what);
  }

  List<String> violations() {
    return violations;
  }
}
