// The words of a command, where they can be understood without a parser of command lines: what that
// learns of one command takes longer than listing networks. Whatever is not plain, help and misuse
// first of all, is left to it.
package io.mycni.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options, each once and spelt out, and parameters. */
final class Words {
  private final Set<String> flags = new HashSet<>();
  private final Map<String, String> values = new HashMap<>();
  private final List<String> parameters = new ArrayList<>();

  private Words() {}

  /**
   * Sorts words.
   *
   * @param words those behind the command
   * @param flags its options without a value
   * @param valued its options with one
   * @return empty where there is anything else
   */
  static Optional<Words> of(List<String> words, Set<String> flags, Set<String> valued) {
    Words sorted = new Words();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      boolean isOption = word.startsWith("-");
      String name = isOption && equals > 0 ? word.substring(0, equals) : word;
      if (word.isEmpty() || word.startsWith("@")) {
        return Optional.empty();
      } else if (!isOption) {
        sorted.parameters.add(word);
      } else if (flags.contains(word)) {
        if (!sorted.flags.add(word)) {
          return Optional.empty();
        }
      } else if (valued.contains(name)) {
        String value = "";
        if (equals > 0) {
          value = word.substring(equals + 1);
        } else if (i + 1 < words.size()) {
          value = words.get(++i);
        }
        boolean plain = !value.isEmpty() && !value.startsWith("-") && !value.startsWith("@");
        if (!plain || sorted.values.put(name, value) != null) {
          return Optional.empty();
        }
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(sorted);
  }

  boolean has(String flag) {
    return flags.contains(flag);
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  List<String> parameters() {
    return parameters;
  }

  /** Returns one of the parameters, by its place from 0. */
  Optional<String> parameter(int place) {
    return place < parameters.size() ? Optional.of(parameters.get(place)) : Optional.empty();
  }
}
