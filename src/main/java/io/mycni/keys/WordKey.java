// A key whose value is one of a few words.
package io.mycni.keys;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * A choice.
 *
 * @param <W> what is chosen from
 * @param name the key
 * @param words all that there are
 * @param otherwise what is taken when it is left out; empty when that cannot be known here
 * @param byDefault what is taken when it is left out, in words
 * @param meaning what it does, in words
 */
public record WordKey<W extends Word>(
    String name, List<W> words, Optional<W> otherwise, String byDefault, String meaning)
    implements Key {
  /** Makes a key in whose place nothing can be known here. */
  public WordKey(String name, W[] words, String byDefault, String meaning) {
    this(name, List.of(words), Optional.empty(), byDefault, meaning);
  }

  /** Makes a key in whose place a word is taken. */
  public WordKey(String name, W[] words, W otherwise, String meaning) {
    this(name, List.of(words), Optional.of(otherwise), '`' + otherwise.keyword() + '`', meaning);
  }

  /** Returns what was chosen, or what is taken in its place. */
  public Optional<W> find(Section section) {
    String text = section.string(name).orElse("");
    if (text.isEmpty()) {
      return otherwise;
    }
    for (W word : words) {
      if (word.keyword().equals(text)) {
        return Optional.of(word);
      }
    }
    throw CniException.at(
        section.path(name),
        ErrorCode.UNSUPPORTED_FIELD,
        section.path(name) + " is \"" + text + "\", which is " + noneOfThem(),
        "leave it out, or choose one");
  }

  /**
   * Returns what was chosen, or what is taken in its place.
   *
   * @throws java.util.NoSuchElementException when there is neither, and the key has no word of its
   *     own
   */
  public W read(Section section) {
    return find(section).orElseThrow();
  }

  private String noneOfThem() {
    boolean two = words.size() == 2;
    StringBuilder none = new StringBuilder(two ? "neither " : "none of ");
    for (int i = 0; i < words.size(); i++) {
      none.append(i == 0 ? "" : two ? " nor " : ", ").append(words.get(i).keyword());
    }
    return none.toString();
  }

  @Override
  public String values() {
    StringBuilder all = new StringBuilder();
    for (W word : words) {
      all.append(all.isEmpty() ? "`" : ", `").append(word.keyword()).append('`');
    }
    return all.toString();
  }

  @Override
  public String example() {
    return '"' + words.getLast().keyword() + '"';
  }
}
