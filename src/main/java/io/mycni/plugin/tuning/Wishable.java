// A key that may also stand in args.cni, where it counts more.
package io.mycni.plugin.tuning;

import io.mycni.keys.Key;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.keys.Sources;

/**
 * A key and its two places.
 *
 * @param key the key
 */
record Wishable<K extends Key>(K key) implements Key {
  /** Returns where the value stands that counts. */
  Section placeIn(Section network) {
    return sources().placeOf(name(), network);
  }

  @Override
  public String name() {
    return key.name();
  }

  @Override
  public String values() {
    return key.values();
  }

  @Override
  public String byDefault() {
    return key.byDefault();
  }

  @Override
  public String example() {
    return key.example();
  }

  @Override
  public String meaning() {
    return key.meaning();
  }

  @Override
  public Sources sources() {
    return Sources.wished(name());
  }

  @Override
  public KeySet inside() {
    return key.inside();
  }
}
