// Which network namespace a path leads to. Paths say little: one and the same namespace has
// several, and a path outlives its namespace and may lead to another one later.
package io.mycni.host;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Names;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A network namespace by what tells it from all others: device and inode of its file, as in
 * namespaces(7), section "The /proc/pid/ns/ directory".
 */
public final class NetnsIdentity {
  private static final Path OWN = Path.of("/proc/self/ns/net");

  private NetnsIdentity() {}

  /** Returns {@code DEVICE:INODE} of the namespace in which mycni itself runs. */
  public static String own() {
    return identity(look(OWN));
  }

  /**
   * Returns {@code DEVICE:INODE} of the namespace that a path leads to. Empty when there is known
   * to be none: nothing has that name, or what has it is no namespace, as the file that is left
   * when a namespace was unmounted.
   *
   * @param path the path as it was given; it is followed, not resolved
   * @throws CniException with {@link ErrorCode#IO_FAILURE} when it cannot be looked at
   */
  public static Optional<String> of(String path) {
    Map<String, Object> own = look(OWN);
    Map<String, Object> found = Names.path(path).map(NetnsIdentity::look).orElse(Map.of());
    // All namespaces lie on one device, nsfs.
    boolean isNamespace = !found.isEmpty() && own.get("dev").equals(found.get("dev"));
    return isNamespace ? Optional.of(identity(found)) : Optional.empty();
  }

  private static String identity(Map<String, Object> attributes) {
    return attributes.get("dev") + ":" + attributes.get("ino");
  }

  /** Returns nothing where there is nothing. */
  private static Map<String, Object> look(Path path) {
    try {
      return Files.readAttributes(path, "unix:dev,ino");
    } catch (NoSuchFileException e) {
      if (path == OWN) {
        throw failed(path, e);
      }
      return Map.of();
    } catch (FileSystemException e) {
      // A path through /proc/PID of a process that ends at this moment (ESRCH), or through a file.
      String reason = String.valueOf(e.getReason());
      if (reason.equals("No such process") || reason.equals("Not a directory")) {
        return Map.of();
      }
      throw failed(path, e);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private static CniException failed(Path path, IOException e) {
    return new CniException(
        ErrorCode.IO_FAILURE,
        "the network namespace " + path + " cannot be looked at: " + IoReason.of(e),
        "is /proc mounted, and is this root?",
        e);
  }
}
