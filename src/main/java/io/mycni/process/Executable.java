// Which file an executable is: what was started from one must not be used once it was replaced.
package io.mycni.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/** Tells files of executables apart, over time. */
final class Executable {
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  private Executable() {}

  /**
   * Returns which file a path leads to: device, inode, time of change, length; empty when there is
   * none.
   */
  static String identity(String path) {
    try {
      BasicFileAttributes file = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
      return file.fileKey() + " " + file.lastModifiedTime().toMillis() + " " + file.size();
    } catch (IOException gone) {
      return "";
    }
  }

  /**
   * Tells whether it is a program of the machine. A script may do anything before it reads: look
   * which of several tools it is to become, say.
   */
  static boolean isProgram(String path) {
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      return Arrays.equals(in.readNBytes(ELF.length), ELF);
    } catch (IOException gone) {
      return false;
    }
  }
}
