// The keys of one object, in the order of the documentation.
package io.mycni.keys;

import java.util.ArrayList;
import java.util.List;

/**
 * Keys that belong together.
 *
 * @param of whose they are, as in a sentence: {@code the bridge plugin}
 * @param keys the keys, also those that only a runtime gives
 */
public record KeySet(String of, List<Key> keys) {
  /** No keys: of a value that holds no objects. */
  public static final KeySet NONE = new KeySet("");

  /** Makes a set. */
  public KeySet(String of, Key... keys) {
    this(of, List.of(keys));
  }

  /** Returns the names that may stand in the object. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (Key key : keys) {
      if (key.sources().configuration()) {
        names.add(key.name());
      }
    }
    return names;
  }

  /** Returns what a runtime may choose where {@code capabilities} says so. */
  public List<String> capabilities() {
    List<String> names = new ArrayList<>();
    for (Key key : keys) {
      if (!key.sources().capability().isEmpty()) {
        names.add(key.sources().capability());
      }
    }
    return names;
  }
}
