// What somebody else has written into an object of a result beside what the specification names: a
// plugin that passes a result on does not lose it.
package io.mycni.cni;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keys of an object that mycni does not know, with their values. */
public final class OtherKeys {
  /** No such keys. */
  public static final OtherKeys NONE = new OtherKeys(Json.object());

  private final ObjectNode keys;

  private OtherKeys(ObjectNode keys) {
    this.keys = keys;
  }

  /** Returns the keys of an object but those, in whichever case they are written. */
  static OtherKeys of(JsonNode object, List<String> known) {
    ObjectNode others = Json.object();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (!isAmong(known, property.getKey())) {
        others.set(property.getKey(), property.getValue());
      }
    }
    return others.isEmpty() ? NONE : new OtherKeys(others);
  }

  private static boolean isAmong(List<String> known, String key) {
    for (String each : known) {
      if (each.equalsIgnoreCase(key)) {
        return true;
      }
    }
    return false;
  }

  /** Adds the keys behind those that an object has; what it has already stays. */
  void addTo(ObjectNode object) {
    for (Map.Entry<String, JsonNode> property : keys.properties()) {
      if (!Keys.has(object, property.getKey())) {
        object.set(property.getKey(), property.getValue());
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OtherKeys that && keys.equals(that.keys);
  }

  @Override
  public int hashCode() {
    return keys.hashCode();
  }

  @Override
  public String toString() {
    return Json.text(keys);
  }
}
