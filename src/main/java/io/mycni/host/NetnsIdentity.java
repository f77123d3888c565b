// Which network namespace a path leads to. Paths say little: one and the same namespace has
// several, and a path outlives its namespace and may lead to another one later. Numbers tell those
// apart that are there at one moment: the kernel gives that of one that has ended to the next.
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
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace by what tells it from all others: device and inode of its file, as in
 * namespaces(7), section "The /proc/pid/ns/ directory".
 */
public final class NetnsIdentity {
  private static final Path OWN = Path.of("/proc/self/ns/net");

  /** Stands between the number of a namespace and since when its file is there. */
  private static final char SINCE = ' ';

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
    Map<String, Object> found = found(path);
    return found.isEmpty() ? Optional.empty() : Optional.of(identity(found));
  }

  /**
   * Returns the same with what tells the namespace from a later one of its number: since when the
   * file that is mounted at the path is there. A path through /proc has a new file for each look,
   * so there the number has to do.
   */
  public static Optional<String> lasting(String path) {
    Map<String, Object> found = found(path);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    boolean mounted = !path.startsWith("/proc/") && !Files.isSymbolicLink(Path.of(path));
    String since = mounted ? SINCE + String.valueOf(since(found)) : "";
    return Optional.of(identity(found) + since);
  }

  private static long since(Map<String, Object> attributes) {
    return ((FileTime) attributes.get("ctime")).to(TimeUnit.NANOSECONDS);
  }

  /**
   * Returns the number alone.
   *
   * @param lasting what {@link #lasting} has returned
   */
  public static String number(String lasting) {
    int end = lasting.indexOf(SINCE);
    return end < 0 ? lasting : lasting.substring(0, end);
  }

  /** Tells whether two that {@link #lasting} has returned may be one, as far as both tell. */
  public static boolean mayBeOne(String one, String other) {
    boolean both = one.indexOf(SINCE) >= 0 && other.indexOf(SINCE) >= 0;
    return both ? one.equals(other) : number(one).equals(number(other));
  }

  /** Returns the attributes of a namespace's file; nothing where there is none. */
  private static Map<String, Object> found(String path) {
    Optional<Path> there = Names.path(path);
    Map<String, Object> found = there.isPresent() ? look(there.get()) : Map.of();
    // All namespaces lie on one device, nsfs.
    boolean isNamespace = !found.isEmpty() && look(OWN).get("dev").equals(found.get("dev"));
    return isNamespace ? found : Map.of();
  }

  private static String identity(Map<String, Object> attributes) {
    return attributes.get("dev") + ":" + attributes.get("ino");
  }

  /** Returns nothing where there is nothing. */
  private static Map<String, Object> look(Path path) {
    try {
      return Files.readAttributes(path, "unix:dev,ino,ctime");
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
