package io.mycni.cni;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The corners of RFC 8259. What is a text of it is read, and written so that it is read as the same
 * again; what is none is refused with the place.
 */
class JsonTableTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Stream<String> texts() {
    return Stream.of(
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        "{\"\":0}",
        "{\"a\":{\"a\":{}}}",
        "null",
        "true",
        "false",
        "\"\"",
        "0",
        "-0",
        "1e1",
        "1E+2",
        "1e-2",
        "-1.5e1",
        "0.0",
        "0e0",
        "0e+1",
        "1.0",
        "-1",
        "9007199254740993",
        "-9223372036854775808",
        "9223372036854775808",
        "123456789012345678901234567890",
        "1.7976931348623157e309",
        "1e-400",
        "0.1234567890123456789",
        " \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n",
        "{ \"a\" : 1 }",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0000\"",
        "\"\\u001f\"",
        "\"\u007f\"",
        "\"\\u00E4\\u00e4\"",
        "\"\\ud83d\\ude00\"",
        "\"\uD83D\uDE00\"",
        "\"\\uD83D\\uDE00\\u20ac\"",
        "\"\u2028\u2029\"",
        "\"\\uFFFF\"",
        "\"\\uFEFF\"",
        "[\"\\u0022\"]",
        "\"\u00e4\u20ac\"",
        "\"" + "x".repeat(100_000) + "\"",
        "[" + "1,".repeat(10_000) + "1]",
        "[".repeat(200) + "]".repeat(200),
        "{\"a\":".repeat(199) + "{}" + "}".repeat(199));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aTextIsReadAndWrittenAsTheSameValue(String text) {
    byte[] written = Json.write(Json.read(bytes(text)));
    assertArrayEquals(written, Json.write(Json.read(written)));
    assertArrayEquals(written, Json.write(Json.read(Json.pretty(Json.read(written)))));
  }

  static Stream<String> others() {
    return Stream.of(
        "",
        " ",
        "\n",
        "[",
        "]",
        "{",
        "}",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[,]",
        "[1,,2]",
        "[1 2]",
        "[1:2]",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{\"a\":1,,\"b\":2}",
        "{\"a\":::1}",
        "{null:1}",
        "{[]:1}",
        "[1]]",
        "{}}",
        "[] []",
        "1 2",
        "{} x",
        "[]\u0000",
        "[]//",
        "[]#",
        "[1]/**/",
        "/**/[]",
        "nul",
        "nulll",
        "True",
        "NULL",
        "undefined",
        "NaN",
        "Infinity",
        "-Infinity",
        "+1",
        "01",
        "-01",
        "1.",
        ".5",
        "-",
        "-.5",
        "1e",
        "1e+",
        "1.e1",
        "0x10",
        "1_000",
        "0b1",
        "1,5",
        "\u0661",
        "--1",
        "1-",
        "\"",
        "\"a",
        "'a'",
        "\"\\\"",
        "\"\\x41\"",
        "\"\\a\"",
        "\"\\u\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\U0041\"",
        "\"\t\"",
        "\"\n\"",
        "\"\u0000\"",
        "\"\u001f\"",
        "\"a\nb\"",
        "\u00a0[]",
        "[\u00a01]",
        "[\f1]",
        "\u2028[]",
        "\ufeff[]",
        "[\ufeff1]",
        "`a`",
        "[\"a\u0000\"]",
        "<a/>",
        "\\u005b\\u005d",
        "a",
        "*",
        "[".repeat(201) + "]".repeat(201),
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        "1e99999999999",
        "9".repeat(5000));
  }

  @ParameterizedTest
  @MethodSource("others")
  void whatIsNoTextIsRefused(String text) {
    CniException refused = assertThrows(CniException.class, () -> Json.read(bytes(text)));
    assertEquals(ErrorCode.DECODING_FAILURE.number(), refused.code());
    assertTrue(refused.getMessage().startsWith("the text is no JSON: "), refused.getMessage());
    assertTrue(refused.getMessage().length() < 400, refused.getMessage());
  }

  /** In hexadecimal digits: no text of UTF-8, or one in another encoding. */
  @ParameterizedTest
  @CsvSource({
    "EFBBBF5B5D, a byte order mark",
    "FEFF005B005D, UTF-16 with a mark",
    "FFFE5B005D00, UTF-16 with the other mark",
    "005B005D, UTF-16",
    "5B005D00, UTF-16 the other way round",
    "0000005B0000005D, UTF-32",
    "FFFE00005B000000, UTF-32 with a mark",
    "00, a zero byte",
    "5B00, a zero byte in an array",
    "22FF22, a byte that no character has",
    "22FE22, the other one",
    "2280 22, a byte that only goes on",
    "22C3 22, a character that is cut",
    "22E282 22, a longer one that is cut",
    "22F09F98 22, the longest one that is cut",
    "22C0AF22, a slash that is longer than it must be",
    "22E080AF22, a slash that is longer still",
    "22F4908080 22, beyond Unicode",
    "22F88880808022, five bytes",
    "22C3, the end in a character",
    "5BFF5D, outside of any string",
  })
  void bytesThatAreNoTextAreRefused(String digits, String what) {
    assertThrows(CniException.class, () -> Json.read(hex(digits)), what);
  }

  private static byte[] hex(String digits) {
    String all = digits.replace(" ", "");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < all.length(); i += 2) {
      bytes.write(Integer.parseInt(all.substring(i, i + 2), 16));
    }
    return bytes.toByteArray();
  }

  /** Half a pair is what Go makes of it, too; no file name and no line could hold it. */
  @ParameterizedTest
  @CsvSource({
    "\\ud800, \ufffd",
    "\\udc00, \ufffd",
    "\\ud800\\ud800, \ufffd\ufffd",
    "\\udc00\\ud800, \ufffd\ufffd",
    "a\\ud800b, a\ufffdb",
    "\\ud800\\u0041, \ufffdA",
    "\\ud83d\\ude00\\ud83d, \uD83D\uDE00\ufffd",
  })
  void halfAPairIsTheReplacementCharacter(String escaped, String read) {
    JsonNode value = Json.read(bytes("[\"" + escaped + "\"]"));
    assertEquals(read, value.path(0).asString());
    assertEquals(value, Json.read(Json.write(value)));
    assertThrows(CniException.class, () -> Json.read(bytes("{\"" + escaped + "\": 1}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1,\"a\":2}|{\"a\":2}",
        "{\"a\":1,\"b\":0,\"a\":null}|{\"b\":0,\"a\":null}",
        "{\"a\":1,\"\\u0061\":2}|{\"a\":2}",
        "{\"\":1,\"\":2}|{\"\":2}",
      })
  void ofAKeyThatStandsTwiceTheLastCounts(String text, String same) {
    assertEquals(same, new String(Json.write(Json.read(bytes(text))), StandardCharsets.UTF_8));
  }
}
