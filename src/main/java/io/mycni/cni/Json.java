// JSON as a tree of nodes. The tree is built from the streaming parser: an ObjectMapper would do
// the same in less code, but loads so many classes that a cold start takes twice the time.
package io.mycni.cni;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes JSON, RFC 8259. */
public final class Json {
  /** How deep a text may be nested; each level takes room on the stack. */
  private static final int DEEPEST = 200;

  private static final int MOST_SHOWN = 300;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  /** Returns a new object without keys. */
  public static ObjectNode object() {
    return NODES.objectNode();
  }

  /** Returns a new array without items. */
  public static ArrayNode array() {
    return NODES.arrayNode();
  }

  /**
   * Reads one JSON value. Of a key that stands twice in an object, the last one counts; half a
   * surrogate pair in a value becomes U+FFFD, as it does in Go, and is refused in a key.
   *
   * @throws CniException with {@link ErrorCode#DECODING_FAILURE} and the place of the mistake
   */
  public static JsonNode read(byte[] text) {
    requireUtf8(text);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw mistake("it is empty", null);
      }
      JsonNode value = value(parser);
      if (parser.nextToken() != null) {
        throw mistake("there is more text behind the first value" + place(parser), null);
      }
      return value;
    } catch (NumberFormatException e) {
      throw mistake("it holds a number that is too large to be read", e);
    } catch (JacksonException e) {
      String place =
          e.getLocation() == null
              ? ""
              : " (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ")";
      throw mistake(reason(e) + place, e);
    }
  }

  /** A parser would guess another encoding by these, which no runtime does. */
  private static void requireUtf8(byte[] text) {
    int first = text.length > 0 ? text[0] & 0xff : ' ';
    if (first == 0xef || first >= 0xfe) {
      throw mistake("it begins with a byte order mark, or is not in UTF-8", null);
    }
    if (first == 0 || text.length > 1 && text[1] == 0) {
      throw mistake("it holds a zero byte", null);
    }
    int wrong = Utf8.firstMistake(text);
    if (wrong >= 0) {
      throw mistake("it is not in UTF-8 (byte " + (wrong + 1) + ")", null);
    }
  }

  /** Returns text in which half surrogate pairs, which no file could hold, are U+FFFD. */
  public static String wellFormed(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else {
        mended = mended == null ? new StringBuilder(text) : mended;
        mended.setCharAt(i, '\ufffd');
      }
    }
    return mended == null ? text : mended.toString();
  }

  /** Returns what the parser found wrong, without its remarks about its own options. */
  public static String reason(JacksonException e) {
    String message = e.getOriginalMessage();
    int remark = message.indexOf(" (start marker");
    return remark < 0 ? message : message.substring(0, remark);
  }

  /**
   * Reads a JSON object.
   *
   * @throws CniException with {@link ErrorCode#DECODING_FAILURE} and the place of the mistake
   */
  public static ObjectNode readObject(byte[] text) {
    if (read(text) instanceof ObjectNode object) {
      return object;
    }
    throw mistake("it is no object in braces", null);
  }

  private static String place(JsonParser parser) {
    return " (line " + parser.currentTokenLocation().getLineNr() + ")";
  }

  private static CniException mistake(String what, Throwable cause) {
    return new CniException(
        ErrorCode.DECODING_FAILURE,
        "the text is no JSON: " + what,
        "a checker such as `jq . FILE` shows the place",
        cause);
  }

  private static JsonNode value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = wellFormed(parser.currentName());
          parser.nextToken();
          // Taken out first, so that it stands where it stood last.
          object.remove(name);
          object.set(name, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.stringNode(wellFormed(parser.getString()));
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("the parser is at " + token);
    };
  }

  /** Writes a value in one line. */
  public static byte[] write(JsonNode value) {
    return write(value, ObjectWriteContext.empty());
  }

  /**
   * Returns a value as text for a message, cut where it gets long. A node's own {@code toString}
   * would need an ObjectMapper and, through it, modules that the image's runtime does not have.
   */
  public static String text(JsonNode value) {
    String text = new String(write(value), StandardCharsets.UTF_8);
    return text.length() > MOST_SHOWN ? wellFormed(text.substring(0, MOST_SHOWN)) + "…" : text;
  }

  /** Writes a value in lines as Go's {@code MarshalIndent} does, which prints most CNI results. */
  public static byte[] pretty(JsonNode value) {
    return write(value, new Indented());
  }

  /** Texts of our own may hold what came from the environment, so they are mended here, too. */
  private static byte[] write(JsonNode value, ObjectWriteContext context) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = FACTORY.createGenerator(context, out)) {
      write(value, generator);
    }
    return out.toByteArray();
  }

  private static void write(JsonNode value, JsonGenerator generator) {
    switch (value.getNodeType()) {
      case OBJECT -> {
        generator.writeStartObject();
        for (var property : value.properties()) {
          generator.writeName(property.getKey());
          write(property.getValue(), generator);
        }
        generator.writeEndObject();
      }
      case ARRAY -> {
        generator.writeStartArray();
        for (JsonNode item : value) {
          write(item, generator);
        }
        generator.writeEndArray();
      }
      case STRING -> generator.writeString(wellFormed(value.asString()));
      case BOOLEAN -> generator.writeBoolean(value.asBoolean());
      case NUMBER -> {
        if (value.isInt()) {
          generator.writeNumber(value.intValue());
        } else if (value.isLong()) {
          generator.writeNumber(value.longValue());
        } else {
          generator.writeNumber(value.decimalValue());
        }
      }
      case NULL, MISSING, BINARY, POJO -> generator.writeNull();
    }
  }

  /** The context of a generator that indents: an item to a line, and {@code "key": value}. */
  private static final class Indented extends ObjectWriteContext.Base {
    private static final Separators SEPARATORS =
        Separators.createDefaultInstance()
            .withObjectNameValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    private static final DefaultIndenter LINES = new DefaultIndenter("    ", "\n");

    private final PrettyPrinter printer = printer();

    private static PrettyPrinter printer() {
      DefaultPrettyPrinter printer = new DefaultPrettyPrinter(SEPARATORS);
      printer.indentArraysWith(LINES);
      printer.indentObjectsWith(LINES);
      return printer;
    }

    @Override
    public PrettyPrinter getPrettyPrinter() {
      return printer;
    }

    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }
  }
}
