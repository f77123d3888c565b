package io.mycni;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Removes the jar that Jazzer writes into the folder for temporary files and leaves there: that of
 * this process, which has it open.
 */
public final class FuzzerLeftovers implements LauncherSessionListener {
  @Override
  public void launcherSessionClosed(LauncherSession session) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        String file = Files.isSymbolicLink(descriptor) ? target(descriptor) : "";
        if (file.contains("/jazzer-agent-") && file.endsWith(".jar")) {
          Files.deleteIfExists(Path.of(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a descriptor leads to; that of the listing itself is gone by then. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException gone) {
      return "";
    }
  }
}
