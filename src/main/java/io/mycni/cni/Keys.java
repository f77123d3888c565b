// How a key of an object is found that another program or a person wrote. The one place for this
// rule: configurations, results, and what runtimes add to them are all read by it.
//
// The rule is that of Go's encoding/json, in which the reference and most runtimes are written: any
// case will do, of several keys the last one in the text counts, and null says nothing.
package io.mycni.cni;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes keys of JSON objects. */
public final class Keys {
  private Keys() {}

  /**
   * Returns the value of a key; a missing node where there is none, or null, or no object at all.
   */
  public static JsonNode of(JsonNode object, String key) {
    JsonNode found = MissingNode.getInstance();
    if (object instanceof ObjectNode keys) {
      for (Map.Entry<String, JsonNode> property : keys.properties()) {
        if (property.getKey().equalsIgnoreCase(key) && !property.getValue().isNull()) {
          found = property.getValue();
        }
      }
    }
    return found;
  }

  /** Tells whether a key is there and not null. */
  public static boolean has(JsonNode object, String key) {
    return !of(object, key).isMissingNode();
  }

  /** Returns the text of a key; empty where there is none. */
  public static String text(JsonNode object, String key) {
    JsonNode value = of(object, key);
    return value.isString() ? value.asString() : "";
  }

  /** Sets a key, in place of all its spellings. */
  public static void set(ObjectNode object, String key, JsonNode value) {
    List<String> others = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (property.getKey().equalsIgnoreCase(key) && !property.getKey().equals(key)) {
        others.add(property.getKey());
      }
    }
    object.remove(others);
    object.set(key, value);
  }
}
