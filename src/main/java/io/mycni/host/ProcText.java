// Files of the kernel that are lines of text.
package io.mycni.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads files below /proc. */
final class ProcText {
  private ProcText() {}

  /**
   * Returns the lines of a file. Names in it may be of any bytes but white space, as the kernel
   * lets links be called; what is not UTF-8 is replaced, and stops nobody who looks for others.
   */
  static List<String> lines(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return text.isEmpty() ? List.of() : List.of(text.split("\n"));
  }
}
