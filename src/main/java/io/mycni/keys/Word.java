// One of the words that a key takes: an enum of a plugin names its constants by it.
package io.mycni.keys;

/** A value that a configuration names by a word. */
public interface Word {
  /** Returns the word. */
  String keyword();
}
