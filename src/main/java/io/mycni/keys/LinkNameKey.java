// A key whose value is the name of a link.
package io.mycni.keys;

import io.mycni.cni.Names;

/**
 * The name of a link.
 *
 * @param name the key
 * @param otherwise the name that is taken when it is left out; empty for none
 * @param byDefault what is taken when it is left out, in words
 * @param sample a value
 * @param meaning what it does, in words
 */
public record LinkNameKey(
    String name, String otherwise, String byDefault, String sample, String meaning) implements Key {
  /** Makes a key in whose place no name can be known. */
  public LinkNameKey(String name, String byDefault, String sample, String meaning) {
    this(name, "", byDefault, sample, meaning);
  }

  /** Makes a key in whose place a name is taken. */
  public static LinkNameKey or(String otherwise, String name, String sample, String meaning) {
    return new LinkNameKey(name, otherwise, '`' + otherwise + '`', sample, meaning);
  }

  /** Returns the name, or what is taken in its place. */
  public String read(Section section) {
    String link = section.string(name).orElse("");
    if (link.isEmpty()) {
      return otherwise;
    }
    Names.requireLinkName(section.path(name), link);
    return link;
  }

  @Override
  public String values() {
    return "the name of a link";
  }

  @Override
  public String example() {
    return '"' + sample + '"';
  }
}
