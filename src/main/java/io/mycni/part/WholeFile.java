// A file that is old or new for whoever reads it, never half: what a call that is killed in the
// middle of writing leaves is the old one. How leases are written is ipam.hostlocal's business.
package io.mycni.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;

/** Writes and removes such files; one that writes the same at a time. */
public final class WholeFile {
  private WholeFile() {}

  /**
   * Writes a file in the place of whatever has its name, but a folder. When that fails, what was
   * there stays.
   */
  public static void write(Path file, byte[] content, FileAttribute<?>... attributes)
      throws IOException {
    Path draft = draft(file);
    // Of a call that was killed.
    Files.deleteIfExists(draft);
    try {
      Files.createFile(draft, attributes);
      Files.write(draft, content, StandardOpenOption.WRITE);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
  }

  /** Removes a file, and what a killed call has left of one. */
  public static void remove(Path file) throws IOException {
    Files.deleteIfExists(draft(file));
    Files.deleteIfExists(file);
  }

  private static Path draft(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }
}
