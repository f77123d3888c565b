// Settings below /proc/sys that are written or read in another namespace, as words for a shell.
package io.mycni.process;

import java.util.ArrayList;
import java.util.List;

/**
 * Settings, written one after the other.
 *
 * @param keepGoing whether one that cannot be written shall not stop those behind it
 * @param pairs key and value in turns; a key that begins with a question mark is left alone when
 *     the kernel does not have it
 */
public record Settings(boolean keepGoing, List<String> pairs) {
  /** No settings. */
  public static final Settings NONE = new Settings(false, List.of());

  /** Begins the line of standard error that tells the number of a setting that failed. */
  public static final String FAILED = "Setting failed -:";

  /**
   * Writes settings, each given as a key and a value, up to {@code --}, then becomes the tool that
   * follows, if one does. A setting that cannot be written ends it, unless the first argument is
   * not empty. What an agent has start its tools (src/main/c/child.c) does the same.
   */
  private static final String WRITE =
      "on=$1; shift; n=0; bad=0; while [ \"$1\" != -- ]; do k=$1; v=$2; shift 2; n=$((n+1)); "
          + "case $k in \\?*) k=${k#\\?}; [ -e \"/proc/sys/$k\" ] || continue;; esac; "
          + "printf %s \"$v\" >\"/proc/sys/$k\" && continue; "
          + "echo \""
          + FAILED
          + "$n\" >&2; bad=1; [ \"$on\" ] || exit 1; done; shift; "
          + "[ $# -gt 0 ] || exit $bad; [ $bad = 1 ] || exec \"$@\"; \"$@\"; exit 1";

  /** What an agent has start its tools does the same. */
  private static final String PRINT =
      "[ -d /proc/sys/net ] || { echo 'is /proc mounted?' >&2; exit 1; }; "
          + "for k; do f=/proc/sys/$k; "
          + "if [ -f \"$f\" ]; then "
          + "if v=$(cat \"$f\"); then printf '=%s\\0' \"$v\"; continue; fi; "
          + "[ ! -e \"$f\" ] || exit 1; fi; "
          + "printf '%s\\0' -; done";

  /** How many words come before the keys that are looked at. */
  private static final int BEFORE_KEYS = 4;

  /** Copies the list. */
  public Settings {
    pairs = List.copyOf(pairs);
  }

  /**
   * Returns the words of a process that prints {@code =VALUE} of each key, {@code -} of a setting
   * that is not there, and a NUL byte behind each. It fails where one is there and cannot be read.
   */
  public static List<String> looking(List<String> keys) {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", PRINT, "mycni"));
    words.addAll(keys);
    return words;
  }

  /** Returns the keys of which {@link #looking} has made those words; none of other words. */
  static List<String> lookedAt(List<String> words) {
    boolean looking = words.size() > BEFORE_KEYS && words.get(2).equals(PRINT);
    return looking ? words.subList(BEFORE_KEYS, words.size()) : List.of();
  }

  /** Returns the words that write them; a tool may follow. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (!pairs.isEmpty()) {
      words.addAll(List.of("/bin/sh", "-c", WRITE, "mycni", keepGoing ? "on" : ""));
      words.addAll(pairs);
      words.add("--");
    }
    return words;
  }
}
