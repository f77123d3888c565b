// The reference plugin's ADD, step by step: what it does to files, by a process that waits for a
// word before each step. It holds its lock from before it makes a file until it has filled it.
package io.mycni.ipam.hostlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** One ADD of the reference plugin. */
final class ReferenceSteps implements AutoCloseable {
  private static final String SCRIPT =
      """
      exec 9>> lock; flock 9; echo locked
      read -r step; set -C; : > "$1" || exit 1; echo made
      read -r step; printf 'theirs\\r\\neth0' >| "$1"; echo filled
      read -r step; flock -u 9; echo unlocked
      read -r step
      """;

  private final Process process;

  /** Begins: the lock is held. */
  ReferenceSteps(Path folder, String address) throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/flock")), "needs flock(1)");
    process =
        new ProcessBuilder("sh", "-c", SCRIPT, "sh", address)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    expect("locked");
  }

  void makesTheFile() throws IOException {
    step("made");
  }

  void fillsIt() throws IOException {
    step("filled");
  }

  void unlocks() throws IOException {
    step("unlocked");
  }

  private void step(String said) throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    expect(said);
  }

  private void expect(String said) throws IOException {
    assertEquals(said, process.inputReader().readLine());
  }

  /** Dies as by kill -9. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
