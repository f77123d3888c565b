package io.mycni.part;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class HashesTest {
  @Test
  void hashesAreThoseOfTheJdkAtEveryLength() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      byte[] expected =
          MessageDigest.getInstance("SHA-512")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      assertArrayEquals(expected, Hashes.of(text.toString()));
      text.append((char) ('a' + i * 7 % 26)).append(i % 50 == 0 ? "ü" : "");
    }
  }

  @Test
  void hexDigitsAreTheFirst() {
    assertEquals("0f1", Hashes.hex(new byte[] {0x0f, 0x1e}, 3));
  }

  @Test
  void chainsAreNamedAsTheReferenceNamesThem() {
    // The reference deletes by this name what mycni made, see ReferenceIT.
    assertEquals("CNI-89e35ba6e44144d1485f156c", AttachmentNames.chain("mynet", "a"));
  }
}
