// A file that is old or new on the disk, and never half, when the machine lost its power while it
// was written. It costs some milliseconds, so calls write none: what is in /run goes with the power
// (part.WholeFile), and leases have rules of their own (ipam.hostlocal.Drafts).
package io.mycni.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Replaces files. */
public final class SyncedFile {
  private SyncedFile() {}

  /**
   * Writes a file in the place of what is there: under another name, then to the disk, then by a
   * rename (rename(2), fsync(2)).
   *
   * @param file in a folder that is there
   * @param permissions as {@code ls} prints them, {@code rw-r--r--} say
   * @throws IOException when it cannot be written; the file is as it was then
   */
  public static void write(Path file, byte[] content, String permissions) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path draft = Files.createTempFile(folder, ".mycni", ".new");
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
          channel.write(rest);
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(permissions));
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
    sync(folder);
  }

  /** Brings what happened to the names in a folder to the disk. */
  private static void sync(Path folder) throws IOException {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
