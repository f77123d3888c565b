// Why a file could not be used, for a person.
package io.mycni.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Words for the exceptions of java.nio.file, whose own messages are but a path. */
public final class IoReason {
  private IoReason() {}

  /** Returns the reason: {@code /etc/cni: permission denied} say. */
  public static String of(IOException e) {
    if (!(e instanceof FileSystemException system)) {
      return String.valueOf(e.getMessage());
    }
    return system.getFile() + reason(system);
  }

  /** Plain conditions: calls of a runtime come here, too, and a switch over types starts slowly. */
  private static String reason(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return " does not exist";
    }
    if (e instanceof FileAlreadyExistsException) {
      return " exists already";
    }
    if (e instanceof AccessDeniedException) {
      return ": permission denied";
    }
    if (e instanceof NotDirectoryException) {
      return " is no folder";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return " is not empty";
    }
    return e.getReason() == null ? ": the system refused it" : ": " + e.getReason();
  }
}
