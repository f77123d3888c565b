// The reference plugins, where they are installed.
package io.mycni.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Debian's package containernetworking-plugins. */
public final class Reference {
  static final String FOLDER = "/usr/lib/cni";

  /** Prints the folder of the newest reference plugins; lies beside the checkout where it does. */
  private static final Path NEWEST = Path.of("../shared/newest-reference");

  private Reference() {}

  /** Returns the folder of the newest reference plugins; skips the test where they are missing. */
  public static String newest() {
    Assumptions.assumeTrue(Files.isExecutable(NEWEST), "needs " + NEWEST);
    Assumptions.assumeTrue(!Newest.FOLDER.isEmpty(), NEWEST + " could not get them");
    return Newest.FOLDER;
  }

  /** Asked for once, as it may be downloaded then; empty where that failed. */
  private static final class Newest {
    private static final String FOLDER = ask();

    private static String ask() {
      try {
        Process process =
            new ProcessBuilder(NEWEST.toAbsolutePath().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String folder = new String(process.getInputStream().readAllBytes()).strip();
        return process.waitFor() == 0 ? folder : "";
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  static void require() {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of(FOLDER, "bridge")),
        "needs the reference plugins in " + FOLDER + " (package containernetworking-plugins)");
  }
}
