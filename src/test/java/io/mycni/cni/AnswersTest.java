package io.mycni.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that hold no result, and what is said of files that no runtime would read. */
class AnswersTest {
  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  private static String text(CniException error) {
    return text(Json.write(ErrorCodec.write(error, SpecVersion.V0_4_0)));
  }

  @Test
  void anErrorSaysWhatToDoWhereThereIsSomething() {
    assertEquals(
        "{\"cniVersion\":\"0.4.0\",\"code\":7,\"msg\":\"a\",\"details\":\"b\"}",
        text(new CniException(ErrorCode.INVALID_CONFIGURATION, "a", "b")));
    assertEquals(
        "{\"cniVersion\":\"0.4.0\",\"code\":250,\"msg\":\"a\"}",
        text(new CniException(250, "a", "")));
  }

  @Test
  void theVersionsThatAreSpokenAreAllOfThem() {
    assertEquals(
        "{\"cniVersion\":\"1.1.0\",\"supportedVersions\":"
            + "[\"0.1.0\",\"0.2.0\",\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}",
        text(Json.write(ErrorCodec.versions(SpecVersion.NEWEST))));
  }

  @Test
  void whatIsLeftBehindIsRemembered() {
    CniException error = new CniException(ErrorCode.COMMAND_FAILED, "a", "");
    assertFalse(error.leftBehind());
    assertTrue(new CniException(5, "a", "").leavingBehind().leftBehind());
    error.addSuppressed(new CniException(5, "b", ""));
    assertTrue(error.leftBehind());
  }

  @Test
  void aLongValueIsCutBetweenCharacters() {
    String most = "x".repeat(298);
    assertEquals("\"" + most + "\"", Json.text(Json.array().add(most).path(0)));
    assertEquals("\"" + most + "y…", Json.text(Json.array().add(most + "yz").path(0)));
    assertEquals("\"" + most + "\ufffd…", Json.text(Json.array().add(most + "😀").path(0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          a.conflist | {"plugins":[]} | true
          a.conflist | {"type":"bridge"} | false
          a.conflist | {"type":"x","plugins":[]} | true
          a.conflist | {} | true
          a.conf | {"type":"bridge"} | true
          a.json | {"type":"bridge"} | true
          a.json | {"Plugins":[]} | false
          a.conf | {"plugins":null} | true
          """)
  void theNameOfAFileSaysWhatItHolds(String name, String content, boolean fits) {
    NetworkForm form = NetworkForm.of(name).orElseThrow();
    Optional<CniException> wrong =
        form.contradicts(Json.readObject(content.getBytes(StandardCharsets.UTF_8)));
    assertEquals(fits, wrong.isEmpty());
    wrong.ifPresent(e -> assertEquals(ErrorCode.INVALID_CONFIGURATION.number(), e.code()));
    assertEquals(Optional.empty(), NetworkForm.of(name + "~"));
  }
}
