// What ip(8), bridge(8) and tc(8) say of a line at which they stopped, and the shell of a setting
// that it could not write: some words, a colon, and a number from 1.
package io.mycni.process;

/** Reads it. */
public final class FailedLine {
  /** Begins what a tool of iproute2 prints behind what it has to say of a line that failed. */
  public static final String OF_BATCH = "Command failed -:";

  private static final int MOST_DIGITS = 9;

  private FailedLine() {}

  /**
   * Returns the number behind the first colon; -1 where none stands that could be one of a line.
   */
  public static int number(String said) {
    int start = said.indexOf(':') + 1;
    int number = -1;
    for (int i = start; i < said.length() && i < start + MOST_DIGITS; i++) {
      int digit = said.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      number = Math.max(number, 0) * 10 + digit;
    }
    return number;
  }
}
