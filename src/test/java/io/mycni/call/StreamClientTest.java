package io.mycni.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.process.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamClientTest {
  private static byte[] answer() {
    return Json.pretty(Json.object().put("cniVersion", "1.0.0").put("more", 1));
  }

  private static String after(int looks) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StreamClient client = new StreamClient(out);
    for (int i = 0; i < looks; i++) {
      assertTrue(client.isListening());
    }
    client.answer(0, answer(), true);
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0} looks")
  @ValueSource(ints = {0, 1, 2, 5, 6})
  void looksChangeNothingOfTheAnswer(int looks) throws IOException {
    assertEquals(new String(answer(), StandardCharsets.UTF_8), after(looks));
  }

  @Test
  void anyNumberOfLooksLeavesTheSameDocument() throws IOException {
    assertEquals(Json.read(answer()), Json.read(after(100).getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void nothingIsWrittenWhereNothingIsToBeSaid() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new StreamClient(out).answer(0, new byte[0], false);
    assertEquals(0, out.size());
  }

  @Test
  void aStreamThatTakesNothingIsNobodysEar() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "there is no /dev/full");
    try (OutputStream out = new FileOutputStream(full.toFile())) {
      StreamClient client = new StreamClient(out);
      assertFalse(client.isListening());
      assertThrows(IOException.class, () -> client.answer(0, answer(), true));
    }
  }

  @Test
  void aPipeWithoutAReaderEndsTheTimeOfTheCall() throws IOException, InterruptedException {
    Process reader = new ProcessBuilder("sleep", "60").start();
    StreamClient client = new StreamClient(reader.getOutputStream());
    Deadline deadline = Deadline.in(Duration.ofMinutes(1), client);
    deadline.requireCaller();
    reader.destroy();
    reader.waitFor();
    CniException gone = assertThrows(CniException.class, deadline::requireCaller);
    assertEquals(11, gone.code());
    assertTrue(deadline.isOver());
  }
}
