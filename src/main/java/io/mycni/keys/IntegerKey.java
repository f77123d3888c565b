// A key whose value is a whole number.
package io.mycni.keys;

import java.util.OptionalInt;

/**
 * A whole number.
 *
 * @param name the key
 * @param least the least that it may be
 * @param most the most that it may be
 * @param byDefault what is taken when it is left out, in words
 * @param example a value
 * @param meaning what it does, in words
 */
public record IntegerKey(
    String name, int least, int most, String byDefault, String example, String meaning)
    implements Key {
  /** Returns the value. */
  public OptionalInt find(Section section) {
    return section.integer(name, least, most);
  }

  /** Returns the value, or 0. */
  public int read(Section section) {
    return find(section).orElse(0);
  }

  @Override
  public String values() {
    return most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
  }
}
