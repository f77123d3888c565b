// A text that was given, and by whom: so an error can name it as it is written there.
package io.mycni.keys;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A text of a configuration, an item of a list of texts there, or of CNI_ARGS. */
public final class GivenText {
  private final String text;
  private final String name;
  private final Optional<Section> section;
  private final boolean isItem;

  private GivenText(String text, String name, Optional<Section> section, boolean isItem) {
    this.text = text;
    this.name = name;
    this.section = section;
    this.isItem = isItem;
  }

  /** Returns what a section says by a key; an empty text, and a key without a name, are none. */
  static Optional<GivenText> text(Optional<Section> section, String key) {
    String text = section.isPresent() && !key.isEmpty() ? section.get().string(key).orElse("") : "";
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(new GivenText(text, key, section, false));
  }

  /** Returns the items of a section's list of texts. */
  static List<GivenText> items(Optional<Section> section, String key) {
    List<GivenText> items = new ArrayList<>();
    if (section.isPresent() && !key.isEmpty()) {
      for (String text : section.get().strings(key)) {
        items.add(new GivenText(text, key, section, true));
      }
    }
    return items;
  }

  /** Returns what CNI_ARGS say by a name; an empty text is none. */
  public static Optional<GivenText> argument(CniArgs args, String name) {
    String text = args.get(name).orElse("");
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(new GivenText(text, name, Optional.empty(), false));
  }

  /** Returns what CNI_ARGS say by a name, where commas separate several. */
  public static List<GivenText> arguments(CniArgs args, String name) {
    List<GivenText> items = new ArrayList<>();
    for (String item : args.get(name).orElse("").split(",")) {
      if (!item.isBlank()) {
        items.add(new GivenText(item.strip(), name, Optional.empty(), false));
      }
    }
    return items;
  }

  /** Returns the text; never empty but as an item of a list. */
  public String text() {
    return text;
  }

  /** Returns its place in the configuration; empty when it is not there. */
  String place() {
    return section.isPresent() ? section.get().path(name) : "";
  }

  /**
   * Makes the error about it.
   *
   * @param what what it is instead of what it should be, such as {@code no MAC address}
   * @param whatToDo what its writer can do
   */
  public CniException invalid(String what, String whatToDo) {
    if (section.isEmpty()) {
      return new CniException(
          ErrorCode.INVALID_ENVIRONMENT,
          "CNI_ARGS has " + name + "=" + text + ", which is " + what,
          whatToDo);
    }
    String why = isItem ? "has the item " + text + ", " + what : "is " + what;
    return section.get().invalid(name, why, whatToDo);
  }
}
