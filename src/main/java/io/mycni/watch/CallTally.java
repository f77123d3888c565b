// How many calls there were of each kind, and how long the last ones took. How it is told is
// StatusReport's business.
package io.mycni.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts calls; for several threads. */
public final class CallTally {
  private static final int MOST_REMEMBERED = 500;
  private static final int NANOS_PER_MICRO = 1000;

  /** Names come from callers: those beyond are counted together. */
  private static final int MOST_KINDS = 200;

  private static final String OTHERS = "(others)";

  /** Codes may come from other plugins: those beyond are counted together. */
  private static final int MOST_CODES = 64;

  /** What an answer without a code counts as, and each code beyond the most that are told apart. */
  public static final int OTHER_CODE = -1;

  private final Map<String, Kind> kinds = new TreeMap<>();

  /** The calls of one verb of one plugin. */
  private static final class Kind {
    private final String plugin;
    private final String verb;
    private final Map<Integer, Long> byCode = new TreeMap<>();
    private final int[] lastMicros = new int[MOST_REMEMBERED];
    private final Durations durations = new Durations();
    private long calls;

    Kind(String plugin, String verb) {
      this.plugin = plugin;
      this.verb = verb;
    }
  }

  /**
   * The calls of one verb of one plugin.
   *
   * @param plugin the plugin's type
   * @param verb the verb
   * @param calls how many there were
   * @param byCode how many ended with each code; 0 is success
   * @param lastMicros how long the last of them took, in microseconds, the shortest first
   * @param durations how long all of them took
   */
  public record Line(
      String plugin,
      String verb,
      long calls,
      Map<Integer, Long> byCode,
      List<Integer> lastMicros,
      Durations.Spread durations) {
    /** Returns what so many of a hundred calls did not exceed, in microseconds. */
    public int quantile(int percent) {
      int rank = (lastMicros.size() * percent + 99) / 100;
      return lastMicros.get(Math.max(rank - 1, 0));
    }

    /** Returns how many ended with an error. */
    public long failed() {
      return calls - byCode.getOrDefault(0, 0L);
    }
  }

  /** Counts a call. */
  public synchronized void add(Served served) {
    String key = served.plugin() + " " + served.verb();
    Kind kind = kinds.get(key);
    if (kind == null && kinds.size() >= MOST_KINDS) {
      key = OTHERS;
      kind = kinds.get(key);
    }
    if (kind == null) {
      kind = key.equals(OTHERS) ? new Kind(OTHERS, "") : new Kind(served.plugin(), served.verb());
      kinds.put(key, kind);
    }
    long micros = Math.min(served.nanos() / NANOS_PER_MICRO, Integer.MAX_VALUE);
    kind.lastMicros[(int) (kind.calls % MOST_REMEMBERED)] = (int) micros;
    kind.calls++;
    kind.durations.add(served.nanos());
    boolean apart = kind.byCode.containsKey(served.code()) || kind.byCode.size() < MOST_CODES;
    kind.byCode.merge(apart ? served.code() : OTHER_CODE, 1L, Long::sum);
  }

  /** Returns all that was counted, in the order of the names. */
  public synchronized List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (Kind kind : kinds.values()) {
      int[] last = Arrays.copyOf(kind.lastMicros, (int) Math.min(kind.calls, MOST_REMEMBERED));
      Arrays.sort(last);
      List<Integer> sorted = new ArrayList<>();
      for (int micros : last) {
        sorted.add(micros);
      }
      lines.add(
          new Line(
              kind.plugin,
              kind.verb,
              kind.calls,
              Map.copyOf(kind.byCode),
              sorted,
              kind.durations.spread()));
    }
    return lines;
  }
}
