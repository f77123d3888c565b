// How often calls found a tool that waited for them, and what became of those that nobody used.
package io.mycni.process;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts tools; for several threads. */
public final class ToolTally {
  /** Tools have few names, whatever the folders that they lie in. */
  private static final int MOST_TOOLS = 64;

  private static final String OTHERS = "(others)";

  private final Map<String, Line> lines = new TreeMap<>();

  /** Where a tool works. */
  public enum Where {
    /** In the host's namespace: it was started when an earlier call had used one. */
    HOST,
    /** In a container's: it was started when the same call was still at work on the host. */
    CONTAINER
  }

  /** What becomes of a tool, or of the wish for one. */
  public enum Fate {
    /** It waited, and was used. */
    READY,
    /** None waited, so one was started. */
    FRESH,
    /** It had waited for too long. */
    OLD,
    /** Its executable is another file by now. */
    REPLACED,
    /** It had ended by itself, or with what had started it. */
    ENDED,
    /** There were too many kinds of them. */
    CROWDED,
    /** It could not be noted for its call. */
    UNNOTED,
    /** The call did without it. */
    UNUSED
  }

  /**
   * The tools of one name.
   *
   * @param tool the name of its executable
   * @param where where they work
   * @param fates how often what became of them
   */
  public record Line(String tool, Where where, Map<Fate, Long> fates) {
    /** Returns how often. */
    public long of(Fate fate) {
      return fates.getOrDefault(fate, 0L);
    }

    /** Returns how many were started for nothing, by why. */
    public Map<Fate, Long> discarded() {
      Map<Fate, Long> others = new EnumMap<>(Fate.class);
      others.putAll(fates);
      others.remove(Fate.READY);
      others.remove(Fate.FRESH);
      return others;
    }
  }

  synchronized void add(List<String> command, Where where, Fate fate) {
    String path = command.getFirst();
    String tool = path.substring(path.lastIndexOf('/') + 1);
    String key = tool + " " + where;
    if (!lines.containsKey(key) && lines.size() >= MOST_TOOLS) {
      tool = OTHERS;
      key = tool + " " + where;
    }
    Line line = lines.get(key);
    if (line == null) {
      line = new Line(tool, where, new EnumMap<>(Fate.class));
      lines.put(key, line);
    }
    line.fates().merge(fate, 1L, Long::sum);
  }

  /** Returns all, in the order of their names. */
  public synchronized List<Line> lines() {
    List<Line> copies = new ArrayList<>();
    for (Line line : lines.values()) {
      copies.add(new Line(line.tool(), line.where(), new EnumMap<>(line.fates())));
    }
    return copies;
  }
}
