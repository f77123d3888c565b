package io.mycni.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

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
}
