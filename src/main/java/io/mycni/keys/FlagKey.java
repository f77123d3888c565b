// A key that is true or false.
package io.mycni.keys;

import io.mycni.cni.CniException;

/**
 * A flag.
 *
 * @param name the key
 * @param usually what it is where it is left out
 * @param meaning what happens where it is true
 */
public record FlagKey(String name, boolean usually, String meaning) implements Key {
  /** Makes a flag that is false where it is left out. */
  public FlagKey(String name, String meaning) {
    this(name, false, meaning);
  }

  /** Returns the value. */
  public boolean read(Section section) {
    return section.flag(name, usually);
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
    return String.valueOf(usually);
  }

  @Override
  public String example() {
    return String.valueOf(!usually);
  }
}
