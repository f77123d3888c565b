package io.mycni.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class JsonTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void printedAsOtherPluginsPrintIt() {
    String compact = "{\"a\":[1,{\"b\":\"c\"}],\"none\":[],\"empty\":{},\"d\":null}";
    String printed =
        """
        {
            "a": [
                1,
                {
                    "b": "c"
                }
            ],
            "none": [],
            "empty": {},
            "d": null
        }\
        """;
    assertEquals(
        printed, new String(Json.pretty(Json.read(bytes(compact))), StandardCharsets.UTF_8));
  }

  @Test
  void eachCharacterIsText() {
    for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
      if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
        assertEquals(-1, Utf8.firstMistake(bytes(Character.toString(character))));
      }
    }
  }

  /** Counted from 1, as editors do. */
  @Test
  void theFirstByteThatIsNoTextIsNamed() {
    byte[] text = bytes("[\"ä\", \"x\"]");
    text[7] = (byte) 0xff;
    CniException refusal = assertThrows(CniException.class, () -> Json.read(text));
    assertTrue(refusal.getMessage().contains("not in UTF-8 (byte 8)"), refusal.getMessage());
  }

  @Test
  void aKeyIsSetInPlaceOfAllItsSpellings() {
    ObjectNode object = Json.readObject(bytes("{\"Name\":1,\"name\":2,\"NAME\":3,\"a\":4}"));
    Keys.set(object, "name", Json.array());
    assertEquals("{\"name\":[],\"a\":4}", Json.text(object));
  }
}
