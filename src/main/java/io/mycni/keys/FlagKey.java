// A key that is true or false.
package io.mycni.keys;

import io.mycni.cni.CniException;

/**
 * A flag, which is false where it is left out.
 *
 * @param name the key
 * @param meaning what happens where it is true
 */
public record FlagKey(String name, String meaning) implements Key {
  /** Returns the value. */
  public boolean read(Section section) {
    return section.flag(name, false);
  }

  /** Returns the value, or another one where what is there is no flag. */
  public boolean readOr(boolean unreadable, Section section) {
    try {
      return read(section);
    } catch (CniException e) {
      return unreadable;
    }
  }

  @Override
  public String values() {
    return "true, false";
  }

  @Override
  public String byDefault() {
    return "false";
  }

  @Override
  public String example() {
    return "true";
  }
}
