package io.mycni.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @TempDir private Path folder;

  private Network read(String text) throws IOException {
    return Network.of(
        folder.resolve("10-n.conflist"), Json.readObject(text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"n\", \"plugins\": {\"a\": {\"type\": \"bridge\"}}}",
        "{\"name\": \"n\", \"plugins\": \"bridge\"}",
        "{\"name\": \"n\", \"plugins\": [\"bridge\"]}",
        "{\"name\": \"n\", \"plugins\": [{\"type\": 5}]}",
        "{\"name\": 5, \"plugins\": [{\"type\": \"bridge\"}]}",
        "{\"name\": \"n\", \"cniVersion\": 1.0, \"plugins\": [{\"type\": \"bridge\"}]}",
        "{\"name\": \"n\", \"cniVersions\": \"1.1.0\", \"plugins\": [{\"type\": \"bridge\"}]}"
      })
  void aListWhoseValuesAreNoneIsRefused(String text) {
    assertEquals(7, assertThrows(CniException.class, () -> read(text)).code());
  }

  @Test
  void keysAreReadInAnyCaseAndSentInOne() throws IOException {
    Network network =
        read(
            "{\"NAME\": \"n\", \"CNIVersion\": \"1.1.0\", \"DisableGC\": true, \"Plugins\":"
                + " [{\"Type\": \"bridge\", \"Name\": \"other\", \"cniversion\": \"0.1.0\"}]}");
    assertEquals("n", network.name());
    assertTrue(network.disableGc());
    String input =
        Json.text(network.inputOf(network.plugins().getFirst(), Optional.empty(), Json.object()));
    assertEquals("{\"Type\":\"bridge\",\"name\":\"n\",\"cniVersion\":\"1.1.0\"}", input);
  }
}
