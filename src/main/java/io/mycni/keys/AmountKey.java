// A key whose value is a number that an int may not hold: of bits, say.
package io.mycni.keys;

import java.util.OptionalLong;

/**
 * An amount.
 *
 * @param name the key
 * @param byDefault what is taken when it is left out, in words
 * @param example a value
 * @param meaning what it does, and in which unit, in words
 */
public record AmountKey(String name, String byDefault, String example, String meaning)
    implements Key {
  /** Returns the amount. */
  public OptionalLong find(Section section) {
    return section.number(name, 0, Long.MAX_VALUE);
  }

  /** Returns the amount, or 0. */
  public long read(Section section) {
    return find(section).orElse(0);
  }

  @Override
  public String values() {
    return "0 or more";
  }
}
