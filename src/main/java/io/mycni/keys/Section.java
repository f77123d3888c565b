// One object of a configuration. Reads values by key and turns every mistake into an error that
// names the key, the value and what to do.
package io.mycni.keys;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object of a network configuration. A key that is {@code null} counts as absent; how a key is
 * found is said in {@link Keys}.
 */
public final class Section {
  private final String path;
  private final ObjectNode node;

  private Section(String path, ObjectNode node) {
    this.path = path;
    this.node = node;
  }

  /** Returns the configuration as a whole. */
  public static Section of(ObjectNode config) {
    return new Section("", config);
  }

  /** Returns the object as it was read. */
  public ObjectNode node() {
    return node;
  }

  /** Returns the place of a key in the configuration, such as {@code ipam.subnet}. */
  public String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private Optional<JsonNode> value(String key) {
    JsonNode value = Keys.of(node, key);
    return value.isMissingNode() ? Optional.empty() : Optional.of(value);
  }

  /** Tells whether a key is there and not null. */
  public boolean has(String key) {
    return value(key).isPresent();
  }

  /** Tells whether a key is there and not null. */
  public boolean has(Key key) {
    return has(key.name());
  }

  /** Returns the names of the keys that are there and not null, in their order. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (String name : node.propertyNames()) {
      if (has(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** Returns a text. */
  public Optional<String> string(String key) {
    Optional<JsonNode> value = value(key);
    if (value.isPresent() && !value.get().isString()) {
      throw invalid(key, "is no text", "put it in double quotes");
    }
    return value.map(JsonNode::asString);
  }

  /** Returns a truth value. */
  public boolean flag(String key, boolean byDefault) {
    Optional<JsonNode> value = value(key);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw invalid(key, "is neither true nor false", "write true or false without quotes");
    }
    return value.map(JsonNode::asBoolean).orElse(byDefault);
  }

  /** Returns a whole number from {@code least} to {@code most}. */
  public OptionalInt integer(String key, int least, int most) {
    OptionalLong number = number(key, least, most);
    return number.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) number.getAsLong());
  }

  /** Returns a whole number from {@code least} to {@code most}. */
  public OptionalLong number(String key, long least, long most) {
    Optional<JsonNode> value = value(key);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    boolean whole = value.get().isIntegralNumber() && value.get().canConvertToLong();
    if (!whole || value.get().longValue() < least || value.get().longValue() > most) {
      throw invalid(
          key,
          "is no whole number from " + least + " to " + most,
          "write a number in that range, without quotes");
    }
    return OptionalLong.of(value.get().longValue());
  }

  /** Returns a list of texts; empty when there is none. */
  public List<String> strings(String key) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : items(key)) {
      if (!item.isString()) {
        throw invalid(key, "has an item that is no text", "put every item in double quotes");
      }
      texts.add(item.asString());
    }
    return texts;
  }

  /** Returns an object. */
  public Optional<Section> section(String key) {
    Optional<JsonNode> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(object(value.get(), path(key)));
  }

  /** Returns a list of objects; empty when there is none. */
  public List<Section> sections(String key) {
    return objects(items(key), path(key));
  }

  /** Returns a list of lists of objects; empty when there is none. */
  public List<List<Section>> sectionLists(String key) {
    List<List<Section>> lists = new ArrayList<>();
    int number = 0;
    for (JsonNode item : items(key)) {
      if (!item.isArray()) {
        throw invalid(key, "has an item that is no list", "write a list of lists: [[{…}], [{…}]]");
      }
      lists.add(objects(item, path(key) + "[" + number + "]"));
      number++;
    }
    return lists;
  }

  private JsonNode items(String key) {
    Optional<JsonNode> value = value(key);
    if (value.isPresent() && !value.get().isArray()) {
      throw invalid(key, "is no list", "put it in square brackets");
    }
    return value.orElseGet(() -> node.arrayNode());
  }

  private static List<Section> objects(JsonNode items, String where) {
    List<Section> sections = new ArrayList<>();
    int number = 0;
    for (JsonNode item : items) {
      sections.add(object(item, where + "[" + number + "]"));
      number++;
    }
    return sections;
  }

  private static Section object(JsonNode value, String where) {
    if (value instanceof ObjectNode object) {
      return new Section(where, object);
    }
    throw CniException.at(
        where,
        ErrorCode.INVALID_CONFIGURATION,
        where + " is " + Json.text(value) + ", which is no object",
        "write it in braces: {…}");
  }

  /**
   * Makes the error about a key.
   *
   * @param key the key
   * @param why what is wrong, to follow the value
   * @param whatToDo what its writer can do
   */
  public CniException invalid(String key, String why, String whatToDo) {
    String shown = value(key).map(value -> " is " + Json.text(value) + ", which").orElse("");
    return CniException.at(
        path(key), ErrorCode.INVALID_CONFIGURATION, path(key) + shown + " " + why, whatToDo);
  }

  /** Makes the error about a key, see {@link #invalid(String, String, String)}. */
  public CniException invalid(Key key, String why, String whatToDo) {
    return invalid(key.name(), why, whatToDo);
  }
}
