// A key whose value is the path of a file or a folder.
package io.mycni.keys;

import io.mycni.cni.Names;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A path.
 *
 * @param name the key
 * @param byDefault what is taken when it is left out, in words
 * @param sample a value
 * @param meaning what it does, in words
 */
public record FileKey(String name, String byDefault, String sample, String meaning) implements Key {
  /** Returns the path; an empty text counts as none, as with the reference. */
  public Optional<Path> find(Section section) {
    String text = section.string(name).orElse("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> path = Names.path(text);
    if (path.isEmpty()) {
      throw section.invalid(this, "can be no path", "write it as " + sample);
    }
    return path;
  }

  @Override
  public String values() {
    return "a path";
  }

  @Override
  public String example() {
    return '"' + sample + '"';
  }
}
