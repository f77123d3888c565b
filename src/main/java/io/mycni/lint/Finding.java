// One thing that is wrong, or surprising, in a file.
package io.mycni.lint;

import io.mycni.cni.CniException;

/**
 * A finding.
 *
 * @param level how bad it is
 * @param spot where it is
 * @param message what is there, and what is wrong with it
 * @param help what to write instead; may be empty
 */
public record Finding(Level level, Spot spot, String message, String help) {
  /** How bad a finding is. */
  public enum Level {
    /** The file does not work, or not as its writer thinks. */
    ERROR,
    /** It works, and may surprise. */
    WARNING
  }

  /**
   * A place in the text.
   *
   * @param line the line, from 1
   * @param column the column in characters, from 1
   * @param length how many characters are meant; at least 1
   */
  public record Spot(int line, int column, int length) {}

  /** Returns that a file cannot be read at all, at its beginning. */
  public static Finding unreadable(CniException why) {
    return error(new Spot(1, 1, 1), why.getMessage(), why.details());
  }

  static Finding error(Spot spot, String message, String help) {
    return new Finding(Level.ERROR, spot, message, help);
  }

  static Finding warning(Spot spot, String message, String help) {
    return new Finding(Level.WARNING, spot, message, help);
  }
}
