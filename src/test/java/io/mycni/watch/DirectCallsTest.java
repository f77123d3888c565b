// How calls that serve themselves are counted.
package io.mycni.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectCallsTest {
  @TempDir Path folder;

  private DirectCalls calls() {
    return new DirectCalls(folder.resolve("direct"));
  }

  @Test
  void whereNobodyHasCountedThereWereNone() throws IOException {
    assertEquals(List.of(), calls().lines());
  }

  @Test
  void theyAreCountedByPluginVerbAndResult() throws IOException {
    calls().count("host-local", "ADD", true);
    calls().count("host-local", "ADD", true);
    calls().count("bridge", "DEL", false);
    assertEquals(
        List.of(
            new DirectCalls.Line("bridge", "DEL", "error", 1),
            new DirectCalls.Line("host-local", "ADD", "ok", 2)),
        calls().lines());
  }

  @Test
  void manyAtOnceAreAllCounted() throws Exception {
    calls().count("bridge", "ADD", true);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int call = 0; call < 100; call++) {
                  calls().count("bridge", "ADD", true);
                }
              }));
    }
    for (Thread each : all) {
      each.join();
    }
    assertEquals(List.of(new DirectCalls.Line("bridge", "ADD", "ok", 801)), calls().lines());
  }

  @Test
  void whatIsNoVerbMakesNoFile() {
    calls().count("bridge", "VERSION", true);
    calls().count("bridge", "../../ADD", true);
    calls().count("bridge", "", false);
    assertFalse(Files.exists(folder.resolve("direct")));
  }

  @Test
  void whoeverMayNotCountGoesWithoutAWord() throws IOException {
    Files.writeString(folder.resolve("direct"), "no folder");
    calls().count("bridge", "ADD", true);
    assertEquals("no folder", Files.readString(folder.resolve("direct")));
  }

  @Test
  void whatCannotBeReadIsNotTakenForNoCalls() throws IOException {
    Files.writeString(folder.resolve("direct"), "no folder");
    assertThrows(IOException.class, () -> calls().lines());
  }

  @Test
  void whatElseLiesThereIsNotCounted() throws IOException {
    calls().count("bridge", "ADD", true);
    Files.writeString(folder.resolve("direct/README"), "12");
    Files.createDirectory(folder.resolve("direct/bridge.DEL.ok"));
    Files.createSymbolicLink(folder.resolve("direct/bridge.GC.ok"), Path.of("README"));
    assertEquals(List.of(new DirectCalls.Line("bridge", "ADD", "ok", 1)), calls().lines());
  }
}
