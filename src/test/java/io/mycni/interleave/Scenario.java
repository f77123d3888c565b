// Who does what at the same time, as a line of words:
//
//   leases add:x | ref-add:y,ref-del:y after add:z
//
// Workers are called A, B, C … in their order; each makes its calls one after the other. What comes
// after `after` is done before they begin.
package io.mycni.interleave;

import java.util.List;

/**
 * A scenario.
 *
 * @param kind what kind of world it is in
 * @param together what each worker does
 * @param before what is done before
 */
record Scenario(String kind, List<List<String>> together, List<String> before) {
  static Scenario read(String line) {
    String[] halves = line.strip().split(" after ");
    String[] words = halves[0].split(" ", 2);
    return new Scenario(
        words[0],
        List.of(words[1].split(" \\| ")).stream().map(Scenario::calls).toList(),
        halves.length > 1 ? calls(halves[1]) : List.of());
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
    return kind + " " + String.join(" | ", each) + after;
  }
}
