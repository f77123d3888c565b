// The file in which an ADD keeps until the DEL how the interface was before, as the reference does.
package io.mycni.plugin.tuning;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.part.WholeFile;
import io.mycni.plan.Effect;
import io.mycni.plan.ShellText;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * The deed that writes a file, readable by root alone, in the place of one that is there, or
 * removes it.
 *
 * @param path the file
 * @param text what it says; empty where it is removed
 * @param before what it says before; empty where there is none, or that does not matter
 */
public record KeptFile(Path path, Optional<String> text, Optional<String> before)
    implements Effect {
  /** Writes a file; its undo writes what it said before, or removes it. */
  public static KeptFile written(Path path, String text, Optional<String> before) {
    return new KeptFile(path, Optional.of(text), before);
  }

  /** Removes a file; there is no way back. */
  public static KeptFile removed(Path path) {
    return new KeptFile(path, Optional.empty(), Optional.empty());
  }

  @Override
  public void perform() {
    if (text.isEmpty()) {
      remove();
    } else {
      write(text.get());
    }
  }

  private void write(String content) {
    try {
      Files.createDirectories(path.getParent());
      WholeFile.write(
          path,
          content.getBytes(StandardCharsets.UTF_8),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (IOException e) {
      throw failure("could not write ", e);
    }
  }

  @Override
  public void undo() {
    if (text.isPresent() && before.isPresent()) {
      write(before.get());
    } else if (text.isPresent()) {
      remove();
    }
  }

  private void remove() {
    try {
      WholeFile.remove(path);
    } catch (IOException e) {
      throw failure("could not remove ", e);
    }
  }

  private CniException failure(String what, IOException e) {
    return new CniException(
        ErrorCode.IO_FAILURE,
        what + path + ": " + IoReason.of(e),
        "is this root, and is there room for it?",
        e);
  }

  @Override
  public List<String> byHand() {
    String file = ShellText.quote(path.toString());
    return text.isEmpty()
        ? List.of("rm -f " + file)
        : List.of(
            "mkdir -p " + ShellText.quote(path.getParent().toString()),
            "printf %s " + ShellText.quote(text.get()) + " > " + file);
  }
}
