// A key whose value is a list of texts.
package io.mycni.keys;

import java.util.List;

/**
 * A list of texts.
 *
 * @param name the key
 * @param byDefault what is taken when it is left out, in words
 * @param example a value as JSON
 * @param meaning what it does, in words
 */
public record TextsKey(String name, String byDefault, String example, String meaning)
    implements Key {
  /** Returns the texts; empty where there are none. */
  public List<String> read(Section section) {
    return section.strings(name);
  }

  @Override
  public String values() {
    return "a list of texts";
  }
}
