package io.mycni.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the sources read, where the formatter does not see to it. */
class SourceTextTest {
  private static final String WORD_ALONE = " *// *[A-Za-z]+[.,]?";

  /** The formatter breaks a comment that is too long, and leaves its last word alone on a line. */
  @Test
  void noCommentLeavesAWordAloneOnALine() throws IOException {
    List<String> alone = new ArrayList<>();
    for (Path file : sources()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 1; i < lines.size(); i++) {
        boolean goesOn = lines.get(i - 1).strip().startsWith("// ");
        if (goesOn && lines.get(i).matches(WORD_ALONE)) {
          alone.add(file + ":" + (i + 1));
        }
      }
    }
    assertEquals(List.of(), alone);
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
