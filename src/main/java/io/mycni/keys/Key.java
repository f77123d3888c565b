// What everybody who has to do with a key knows of it. Each kind of value is a class of its own
// beside this one; what a plugin does with a value is said in the plugin's folder.
package io.mycni.keys;

/**
 * A key of a configuration, said once: reading, {@code mycni lint} and docs/configuration.md follow
 * from it. Beside what is here, a kind has {@code read}, which returns the value or what is taken
 * in its place, and where it matters whether the key is there at all, {@code find}.
 */
public interface Key {
  /** Returns the key as it is written. */
  String name();

  /** Returns what its value may be, in words. */
  String values();

  /** Returns what is taken when it is left out, in words; {@code required} when it must not be. */
  String byDefault();

  /** Returns a value as JSON. */
  String example();

  /** Returns what it does, in words. */
  String meaning();

  /** Returns where a value may come from. */
  default Sources sources() {
    return Sources.CONFIGURATION;
  }

  /** Returns the keys of the object, or of each object in the lists, that is its value. */
  default KeySet inside() {
    return KeySet.NONE;
  }
}
