// A key whose value is the number of a user or a group.
package io.mycni.keys;

import java.util.OptionalLong;

/**
 * A user or a group, by number: names mean nothing to the kernel.
 *
 * @param name the key
 * @param byDefault what is taken when it is left out, in words
 * @param meaning what it does, in words
 */
public record IdKey(String name, String byDefault, String meaning) implements Key {
  /** The greatest; the next number means nobody, credentials(7). */
  private static final long MOST = 4294967294L;

  /** Returns the number. */
  public OptionalLong find(Section section) {
    return section.number(name, 0, MOST);
  }

  @Override
  public String values() {
    return "0 to " + MOST;
  }

  @Override
  public String example() {
    return "1000";
  }
}
