// How often something has happened, by what it happened to.
package io.mycni.watch;

import java.util.Map;
import java.util.TreeMap;

/** Counts by words, which must be few; for several threads. */
public final class Counts {
  private final Map<String, Long> byWord = new TreeMap<>();

  /** Makes a count in which these words stand with 0. */
  public Counts(String... words) {
    for (String word : words) {
      byWord.put(word, 0L);
    }
  }

  /** Counts one. */
  public synchronized void add(String word) {
    byWord.merge(word, 1L, Long::sum);
  }

  /** Returns all of them, in the order of the words. */
  public synchronized Map<String, Long> all() {
    return new TreeMap<>(byWord);
  }
}
