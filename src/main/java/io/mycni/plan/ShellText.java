// How a word is written so that a shell takes it as it is.
package io.mycni.plan;

/** Quoting for sh(1). */
public final class ShellText {
  private static final String SAFE = "@%_-+=:,./";

  private ShellText() {}

  /** Returns a word as a shell reads it back; in single quotes if it must. */
  public static String quote(String word) {
    boolean safe = !word.isEmpty();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      safe &= letter || SAFE.indexOf(c) >= 0;
    }
    return safe ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /**
   * Returns a line of ip(8) as a shell reads it back: words with single spaces between them, of
   * which one in double quotes may hold more. The namespace of the host is meant as the shell
   * itself knows it, see {@link Namespace#HOST_PATH}.
   */
  static String words(String line) {
    StringBuilder text = new StringBuilder();
    int start = 0;
    while (start < line.length()) {
      char first = line.charAt(start);
      int end = first == '"' ? line.indexOf('"', start + 1) + 1 : line.indexOf(' ', start);
      end = end <= 0 ? line.length() : end;
      String word = line.substring(start, end);
      if (first == ' ') {
        text.append(' ');
        end = start + 1;
      } else if (first == '"') {
        text.append(isPlain(word) ? word : quote(word.substring(1, word.length() - 1)));
      } else {
        text.append(word.equals(Namespace.HOST_PATH) ? word : quote(word));
      }
      start = end;
    }
    return text.toString();
  }

  /** Tells whether a shell takes what is in double quotes as it is. */
  private static boolean isPlain(String quoted) {
    return quoted.indexOf('$') < 0
        && quoted.indexOf('`') < 0
        && quoted.indexOf('\\') < 0
        && quoted.length() > 1;
  }
}
