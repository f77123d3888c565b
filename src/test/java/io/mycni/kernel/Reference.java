// The reference plugins, where they are installed.
package io.mycni.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Debian's package containernetworking-plugins. */
final class Reference {
  static final String FOLDER = "/usr/lib/cni";

  private Reference() {}

  static void require() {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of(FOLDER, "bridge")),
        "needs the reference plugins in " + FOLDER + " (package containernetworking-plugins)");
  }
}
