// Who does what at the same time, as a line of words:
//
//   leases add:x | ref-add:y,ref-del:y after add:z
//   bridge @add:x | @del:y | del:z after add:y,add:z then gc:
//
// Workers are called A, B, C … in their order; each makes its calls one after the other, each in a
// process of its own, but those with an `@`, which one agent serves. Before they begin what comes
// after `after` is done; what comes after `then` is called at the end, in the place of DELs.
package io.mycni.interleave;

import java.util.List;

/**
 * A scenario.
 *
 * @param kind what kind of world it is in
 * @param together what each worker does
 * @param before what is done before
 * @param then what removes all that is left; the world knows it where it is empty
 */
record Scenario(String kind, List<List<String>> together, List<String> before, List<String> then) {
  static Scenario read(String line) {
    String[] parts = line.strip().split(" then ");
    String[] halves = parts[0].split(" after ");
    String[] words = halves[0].split(" ", 2);
    return new Scenario(
        words[0],
        List.of(words[1].split(" \\| ")).stream().map(Scenario::calls).toList(),
        halves.length > 1 ? calls(halves[1]) : List.of(),
        parts.length > 1 ? calls(parts[1]) : List.of());
  }

  private static List<String> calls(String text) {
    return List.of(text.strip().split(","));
  }

  static String label(int worker) {
    return String.valueOf((char) ('A' + worker));
  }

  @Override
  public String toString() {
    List<String> each = together.stream().map(calls -> String.join(",", calls)).toList();
    String after = before.isEmpty() ? "" : " after " + String.join(",", before);
    String last = then.isEmpty() ? "" : " then " + String.join(",", then);
    return kind + " " + String.join(" | ", each) + after + last;
  }
}
