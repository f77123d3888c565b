// What differs in a run from the one in which nobody is disturbed, as words by which it is played
// again, in any order:
//
//   a.link:10.1.0.2>b       at that point of a, b goes on
//   b.end>a                 when b has ended, a goes on, and not the next in their order
//   a.write:draft.new#2!    at the second such point a is killed
//   a.tool:ip!done          the same, when its tool has done its work
//   a.tool:ip!alive         the same, and its tool goes on without it
//   a.tool:ip#3!refused     the kernel refuses a what its tool wants there
//
// Points are named by what is done, so code that comes in front of them does not move them.
package io.mycni.interleave;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A schedule.
 *
 * @param deeds what happens at which points
 */
record Schedule(Map<String, Deed> deeds) implements Chooser {
  static final Schedule UNDISTURBED = new Schedule(Map.of());

  /** Copies the map, in its order. */
  Schedule {
    deeds = new LinkedHashMap<>(deeds);
  }

  /**
   * What happens at a point.
   *
   * @param kind one of the five
   * @param to who goes on; nobody in particular where one is killed
   */
  record Deed(Kind kind, String to) {
    enum Kind {
      SWITCH(">"),
      KILL_AFTER_TOOL("!done"),
      REFUSE("!refused"),
      OUTLIVE("!alive"),
      KILL("!");

      private final String sign;

      /** Whether it is a tool's alone. */
      boolean isOfTools() {
        return this == KILL_AFTER_TOOL || this == REFUSE || this == OUTLIVE;
      }

      Kind(String sign) {
        this.sign = sign;
      }
    }

    boolean kills() {
      return kind != Kind.SWITCH && kind != Kind.REFUSE;
    }

    @Override
    public String toString() {
      return kind.sign + to;
    }
  }

  static Schedule read(String words) {
    Map<String, Deed> deeds = new LinkedHashMap<>();
    for (String word : words.strip().split(" +")) {
      for (Deed.Kind kind : Deed.Kind.values()) {
        int at = word.indexOf(kind.sign);
        if (at > 0) {
          deeds.put(word.substring(0, at), new Deed(kind, word.substring(at + kind.sign.length())));
          break;
        }
      }
    }
    return new Schedule(deeds);
  }

  Schedule with(String point, Deed deed) {
    Map<String, Deed> more = new LinkedHashMap<>(deeds);
    more.put(point, deed);
    return new Schedule(more);
  }

  Schedule without(String point) {
    Map<String, Deed> fewer = new LinkedHashMap<>(deeds);
    fewer.remove(point);
    return new Schedule(fewer);
  }

  @Override
  public Optional<Deed> at(Step step) {
    return Optional.ofNullable(deeds.get(step.point()));
  }

  @Override
  public String toString() {
    StringJoiner words = new StringJoiner(" ");
    deeds.forEach((point, deed) -> words.add(point + deed));
    return words.toString();
  }
}
