// How a tool is started for a batch, with what comes before it.
package io.mycni.process;

import java.util.ArrayList;
import java.util.List;

/**
 * What is run.
 *
 * @param entering the words that enter a namespace, {@code nsenter --net=PATH}; none where it is
 *     run on the host
 * @param settings what is written there before
 * @param tool the executable's path and its arguments; nothing where settings are all
 * @param reading how the tool reads its input
 */
public record Launch(List<String> entering, Settings settings, List<String> tool, Reading reading) {
  /** How a tool reads. */
  public enum Reading {
    /** It may do anything before it reads, or does not read. */
    ANYHOW,
    /** It does nothing before it has read a line, and then what the line says. */
    LINES,
    /** The same; it stops at the first that fails, and says at which. */
    LINES_UNTIL_ONE_FAILS,
    /**
     * It does nothing before it has read a table of rules, and then all of the table or nothing.
     */
    TABLES,
    /** It does nothing before it has read everything, and then all of it or nothing. */
    WHOLE
  }

  /** Copies the lists. */
  public Launch {
    entering = List.copyOf(entering);
    tool = List.copyOf(tool);
  }

  /** Tells whether the tool may be started at any time before it gets its input. */
  boolean waits() {
    return reading != Reading.ANYHOW && !tool.isEmpty();
  }

  /**
   * Tells whether the inputs of several calls may be one. Lines that go on after one that failed
   * may not: they are how things are removed, and to remove a link is to wait for the kernel, which
   * it does for several processes at once, but for lines of one after the other.
   */
  boolean mayJoin() {
    return waits() && reading != Reading.LINES;
  }

  /** Returns the command line of one process that does it all. */
  public List<String> command() {
    List<String> words = new ArrayList<>(entering);
    words.addAll(settings.words());
    words.addAll(tool);
    return words;
  }
}
