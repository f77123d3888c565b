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
}
