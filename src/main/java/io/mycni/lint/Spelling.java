// Which known word somebody may have meant: one that is spelt nearly so, or another word for it.
package io.mycni.lint;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Compares words by the number of slips between them. */
public final class Spelling {
  private static final int LETTERS_PER_SLIP = 4;

  /** What other programs, or people, call a key, in small letters. */
  private static final Map<String, String> ALSO =
      Map.ofEntries(
          Map.entry("rangestop", "rangeEnd"),
          Map.entry("rangelast", "rangeEnd"),
          Map.entry("rangefirst", "rangeStart"),
          Map.entry("rangebegin", "rangeStart"),
          Map.entry("cidr", "subnet"),
          Map.entry("gateway", "gw"),
          Map.entry("via", "gw"),
          Map.entry("gw", "gateway"),
          Map.entry("destination", "dst"),
          Map.entry("masquerade", "ipMasq"));

  private Spelling() {}

  /** Returns the nearest of some words, if it is near enough to be meant. */
  public static Optional<String> nearest(String word, List<String> known) {
    String other = ALSO.getOrDefault(word.toLowerCase(Locale.ROOT), "");
    if (known.contains(other)) {
      return Optional.of(other);
    }
    String best = "";
    int least = 1 + word.length() / LETTERS_PER_SLIP;
    for (String candidate : known) {
      int slips = slips(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (slips < least || slips == least && best.isEmpty()) {
        best = candidate;
        least = slips;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** Optimal string alignment: a letter more, less, another, or two exchanged count one each. */
  private static int slips(String a, String b) {
    int[][] table = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int k = 0; k <= b.length(); k++) {
        if (i == 0 || k == 0) {
          table[i][k] = i + k;
          continue;
        }
        int other = a.charAt(i - 1) == b.charAt(k - 1) ? 0 : 1;
        table[i][k] =
            Math.min(
                Math.min(table[i - 1][k] + 1, table[i][k - 1] + 1), table[i - 1][k - 1] + other);
        boolean exchanged =
            i > 1
                && k > 1
                && a.charAt(i - 1) == b.charAt(k - 2)
                && a.charAt(i - 2) == b.charAt(k - 1);
        if (exchanged) {
          table[i][k] = Math.min(table[i][k], table[i - 2][k - 2] + 1);
        }
      }
    }
    return table[a.length()][b.length()];
  }
}
