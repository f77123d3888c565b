// A key whose value is any text.
package io.mycni.keys;

import io.mycni.cni.CniArgs;
import java.util.Optional;

/**
 * A text.
 *
 * @param name the key
 * @param byDefault what is taken when it is left out, in words
 * @param sample a value
 * @param meaning what it does, in words
 * @param sources where it may come from
 */
public record TextKey(String name, String byDefault, String sample, String meaning, Sources sources)
    implements Key {
  /** Makes a key that stands in the configuration. */
  public TextKey(String name, String byDefault, String sample, String meaning) {
    this(name, byDefault, sample, meaning, Sources.CONFIGURATION);
  }

  /** Returns the value in the configuration; empty where there is none. */
  public String read(Section section) {
    return section.string(name).orElse("");
  }

  /** Returns the value that counts. */
  public Optional<GivenText> find(Section network, CniArgs args) {
    return sources.text(name, network, args);
  }

  @Override
  public String values() {
    return "a text";
  }

  @Override
  public String example() {
    return '"' + sample + '"';
  }
}
