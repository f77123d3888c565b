// One object of a configuration. Reads values by key and turns every mistake into an error that
// names the key, the value and what to do.
package io.mycni.keys;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.cni.Names;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.MacAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
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
    Optional<JsonNode> value = value(key);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    boolean fits =
        value.get().isInt() && value.get().intValue() >= least && value.get().intValue() <= most;
    if (!fits) {
      throw invalid(
          key,
          "is no whole number from " + least + " to " + most,
          "write a number in that range, without quotes");
    }
    return OptionalInt.of(value.get().intValue());
  }

  /** Returns an address. */
  public Optional<IpAddress> address(String key) {
    return parsed(key, IpAddress::parse, "is no IP address", "write it as 10.1.0.1 or fd00::1");
  }

  /** Returns an address with a prefix length. */
  public Optional<Cidr> cidr(String key) {
    return parsed(
        key,
        Cidr::parse,
        "is no ADDRESS/PREFIX: invalid CIDR address",
        "write it as 10.1.0.0/16 or fd00::/64");
  }

  /** Returns the path of a file or folder. */
  public Optional<Path> file(String key) {
    return parsed(key, Names::path, "can be no path", "write it as /var/lib/cni/networks");
  }

  /** Returns a hardware address. */
  public Optional<MacAddress> mac(String key) {
    return parsed(
        key, MacAddress::parse, "is no MAC address", "write six octets: 02:11:22:33:44:55");
  }

  /** An empty text counts as absent, as with the reference. */
  private <T> Optional<T> parsed(
      String key, Function<String, Optional<T>> parser, String why, String whatToDo) {
    Optional<String> text = string(key).filter(value -> !value.isEmpty());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> value = parser.apply(text.get());
    if (value.isEmpty()) {
      throw invalid(key, why, whatToDo);
    }
    return value;
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

  /**
   * Returns an object that must be there.
   *
   * @param whatToDo what the writer of a configuration without it can do
   */
  public Section required(String key, String whatToDo) {
    return section(key).orElseThrow(() -> invalid(key, "is missing", whatToDo));
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
}
