// What a small file of the host says.
package io.mycni.host;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.exec.Shell;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The question what a file says; the answer is empty when there is none. Something else than a
 * plain file of a sane size in its place gives no answer.
 *
 * @param path the file
 */
public record FileText(Path path) implements Question<Optional<String>> {
  /** More than any file that is asked for, in bytes. */
  private static final int LARGEST = 1 << 20;

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public Optional<String> ask(Shell shell) {
    try {
      BasicFileAttributes there = Files.readAttributes(path, BasicFileAttributes.class);
      if (!there.isRegularFile() || there.size() > LARGEST) {
        throw new CniException(
            ErrorCode.IO_FAILURE,
            path + " is no plain file of " + LARGEST + " bytes at most",
            "look what has put it there, and move it away");
      }
      return Optional.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "could not read " + path + ": " + IoReason.of(e),
          "is this root, and is the folder mounted?",
          e);
    }
  }

  // Written out: the equality that the compiler would make is slow at its first use.

  @Override
  public boolean equals(Object other) {
    return other instanceof FileText that && path.equals(that.path);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }
}
