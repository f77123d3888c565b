// Which network namespace a path leads to. A path is no identity: several lead to one namespace,
// and what was made again under an old path is another one.
package io.mycni.host;

import io.mycni.exec.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A namespace, told from all others that are there at the same time: namespaces(7), "The
 * /proc/pid/ns/ directory".
 *
 * @param device the device of the kernel's file system of namespaces
 * @param inode the namespace's number in it
 */
public record NamespaceIdentity(long device, long inode) {
  private static final Path OWN = Path.of("/proc/self/ns/net");

  /** Where a path leads. */
  public sealed interface Place {}

  /**
   * To a namespace.
   *
   * @param namespace which one
   */
  public record There(NamespaceIdentity namespace) implements Place {
    /** Tells whether another path is seen to lead to the same one. */
    public boolean isAt(String path) {
      return at(path) instanceof There other && namespace.equals(other.namespace);
    }
  }

  /**
   * To no namespace: there is no such file, or it is a plain one, as a name whose namespace was
   * unmounted leaves it.
   *
   * @param why as the end of "its namespace …"
   */
  public record Nowhere(String why) implements Place {}

  /**
   * It could not be looked at, so nothing is known.
   *
   * @param why the reason
   */
  public record Unseen(String why) implements Place {}

  /** Looks where a path leads. */
  public static Place at(String path) {
    try {
      Map<String, Object> found = Files.readAttributes(Path.of(path), "unix:dev,ino");
      NamespaceIdentity there = of(found);
      // All namespaces lie on one file system, and nothing else does.
      return there.device == of(Files.readAttributes(OWN, "unix:dev,ino")).device
          ? new There(there)
          : new Nowhere(path + " is a file that leads to no namespace");
    } catch (NoSuchFileException gone) {
      return new Nowhere(path + " is gone");
    } catch (IOException e) {
      return new Unseen(IoReason.of(e));
    } catch (InvalidPathException e) {
      return new Nowhere(path + " is no path");
    }
  }

  /** Returns where this process is. */
  public static Place own() {
    return at(OWN.toString());
  }

  private static NamespaceIdentity of(Map<String, Object> attributes) {
    return new NamespaceIdentity((Long) attributes.get("dev"), (Long) attributes.get("ino"));
  }

  // Written out because the equality that the compiler would make is linked at its first use.

  @Override
  public boolean equals(Object other) {
    return other instanceof NamespaceIdentity that && device == that.device && inode == that.inode;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(device) + Long.hashCode(inode);
  }
}
