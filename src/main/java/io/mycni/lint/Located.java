// JSON that knows where it stood in the text. Values can be taken out, so that what is left can be
// read again.
package io.mycni.lint;

import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A value, where its key and itself stood, and the values in it. */
final class Located {
  private final String path;
  private final Finding.Spot key;
  private final Finding.Spot spot;
  private final Map<String, Located> keys = new LinkedHashMap<>();
  private final List<Located> items = new ArrayList<>();
  private final List<Located> duplicates = new ArrayList<>();
  private JsonNode value = Json.object();

  private Located(String path, Finding.Spot key, Finding.Spot spot) {
    this.path = path;
    this.key = key;
    this.spot = spot;
  }

  /** The text is no JSON. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    Malformed(Finding finding) {
      super(finding.message());
      this.finding = finding;
    }

    Finding finding() {
      return finding;
    }
  }

  static Located read(String text) throws Malformed {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw malformed(new Finding.Spot(1, 1, 1), "the file is empty");
      }
      Located root = value(parser, "", spot(parser));
      if (parser.nextToken() != null) {
        throw malformed(spot(parser), "there is more text behind the first value");
      }
      return root;
    } catch (CniException e) {
      throw malformed(new Finding.Spot(1, 1, 1), e.getMessage());
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      throw malformed(
          at == null
              ? new Finding.Spot(1, 1, 1)
              : new Finding.Spot(Math.max(at.getLineNr(), 1), Math.max(at.getColumnNr(), 1), 1),
          "the text is no JSON: " + Json.reason(e));
    }
  }

  private static Malformed malformed(Finding.Spot spot, String message) {
    return new Malformed(
        Finding.error(spot, message, "a comma, quote or brace is missing or extra"));
  }

  private static Located value(JsonParser parser, String path, Finding.Spot key) {
    Located located = new Located(path, key, spot(parser));
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      ObjectNode object = Json.object();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = Json.wellFormed(parser.currentName());
        Finding.Spot at = spot(parser);
        parser.nextToken();
        Located inner = value(parser, path.isEmpty() ? name : path + "." + name, at);
        if (located.keys.containsKey(name)) {
          located.duplicates.add(inner);
        }
        located.keys.remove(name);
        located.keys.put(name, inner);
        object.remove(name);
        object.set(name, inner.value);
      }
      located.value = object;
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      ArrayNode array = Json.array();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        Located inner = value(parser, path + "[" + located.items.size() + "]", spot(parser));
        located.items.add(inner);
        array.add(inner.value);
      }
      located.value = array;
    } else {
      String text =
          parser.currentToken() == JsonToken.VALUE_STRING
              ? new String(Json.write(Json.array().add(parser.getString())), StandardCharsets.UTF_8)
              : "[" + parser.getString() + "]";
      located.value = Json.read(text.getBytes(StandardCharsets.UTF_8)).get(0);
    }
    return located;
  }

  private static Finding.Spot spot(JsonParser parser) {
    TokenStreamLocation from = parser.currentTokenLocation();
    int length = 1;
    if (parser.currentToken() != null
        && parser.currentToken() != JsonToken.START_OBJECT
        && parser.currentToken() != JsonToken.START_ARRAY) {
      // A text is read only when it is asked for; where it ends is known then.
      String text = parser.getString();
      boolean quoted =
          parser.currentToken() == JsonToken.VALUE_STRING
              || parser.currentToken() == JsonToken.PROPERTY_NAME;
      length = text.length() + (quoted ? 2 : 0);
    }
    return new Finding.Spot(from.getLineNr(), from.getColumnNr(), Math.max(length, 1));
  }

  /** Its place in the text, whatever was taken out since: {@code plugins[0].ipam.routes[1]}. */
  String path() {
    return path;
  }

  JsonNode value() {
    return value;
  }

  Optional<ObjectNode> object() {
    return value instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }

  Finding.Spot spot() {
    return spot;
  }

  /** Where the key stood; for an item of a list, and for the whole, the value itself. */
  Finding.Spot key() {
    return key;
  }

  Map<String, Located> keys() {
    return keys;
  }

  List<Located> items() {
    return items;
  }

  List<Located> duplicates() {
    return duplicates;
  }

  /** Returns the value of a key, found as {@link io.mycni.cni.Keys} finds it; else a null. */
  Optional<Located> get(String name) {
    Optional<Located> found = Optional.empty();
    for (Map.Entry<String, Located> entry : keys.entrySet()) {
      boolean counts = found.isEmpty() || !entry.getValue().value.isNull();
      if (counts && entry.getKey().equalsIgnoreCase(name)) {
        found = Optional.of(entry.getValue());
      }
    }
    return found;
  }

  /**
   * Returns the values on the way to a place, this one first, as far as they are there.
   *
   * @param place such as {@code ipam.ranges[0][1].subnet}
   */
  List<Located> way(String place) {
    List<Located> way = new ArrayList<>(List.of(this));
    for (String step : steps(place)) {
      Located here = way.getLast();
      boolean isItem = Character.isDigit(step.charAt(0)) && !here.items.isEmpty();
      Optional<Located> next =
          isItem
              ? Optional.of(Integer.parseInt(step))
                  .filter(n -> n < here.items.size())
                  .map(here.items::get)
              : here.get(step);
      if (next.isEmpty()) {
        return way;
      }
      way.add(next.get());
    }
    return way;
  }

  static List<String> steps(String place) {
    List<String> steps = new ArrayList<>();
    for (String step : place.replace("]", "").replace('[', '.').split("\\.")) {
      if (!step.isEmpty()) {
        steps.add(step);
      }
    }
    return steps;
  }

  /** Takes a value out, and the lists that become empty by it. */
  void remove(Located gone) {
    if (keys.values().remove(gone) && value instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.properties().forEach(property -> names.add(property.getKey()));
      names.stream().filter(name -> !keys.containsKey(name)).forEach(object::remove);
    }
    int place = items.indexOf(gone);
    if (place >= 0 && value instanceof ArrayNode array) {
      items.remove(place);
      array.remove(place);
    }
  }
}
