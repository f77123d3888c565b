// A key that is true or false, and something else where it is left out.
package io.mycni.plugin.tuning;

import io.mycni.keys.Key;
import io.mycni.keys.Section;
import java.util.Optional;

/**
 * A flag of which it matters whether it is there.
 *
 * @param name the key
 * @param byDefault what is where it is left out, in words
 * @param meaning what it says
 */
record TriStateKey(String name, String byDefault, String meaning) implements Key {
  /** Returns the value; empty where it is left out. */
  Optional<Boolean> find(Section section) {
    return section.has(name) ? Optional.of(section.flag(name, false)) : Optional.empty();
  }

  @Override
  public String values() {
    return "true, false";
  }

  @Override
  public String example() {
    return "true";
  }
}
