// What flannel's CNI plugin has others do: it writes the configuration that it makes of its own
// for each container, DATADIR/CONTAINERID, and runs the bridge plugin with it. Its own has no
// addresses, as each node gets its subnet from outside.
package io.mycni.chain;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.cni.Names;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Reads what flannel keeps (flannel-io/cni-plugin, "dataDir"). */
public final class Flannel {
  private static final Path DEFAULT_DATA_DIR = Path.of("/var/lib/cni/flannel");

  private Flannel() {}

  /** Tells whether a plugin is flannel's. */
  public static boolean is(ObjectNode plugin) {
    return Network.type(plugin).equals("flannel");
  }

  /**
   * Returns the network that flannel made of its configuration for any container; empty when no
   * container is attached.
   *
   * @throws CniException when the folder cannot be read
   */
  public static Optional<Network> delegated(ObjectNode plugin, String name) {
    String dataDir = Keys.text(plugin, "dataDir");
    Optional<Path> named = dataDir.isEmpty() ? Optional.of(DEFAULT_DATA_DIR) : Names.path(dataDir);
    if (named.isEmpty()) {
      return Optional.empty();
    }
    Path folder = named.get();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Optional<Network> network = read(file);
        if (network.filter(it -> it.name().equals(name)).isPresent()) {
          return network;
        }
      }
      return Optional.empty();
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "what flannel keeps in " + folder + " cannot be read: " + IoReason.of(e),
          "are you root?");
    }
  }

  private static Optional<Network> read(Path file) {
    try {
      return Files.isRegularFile(file)
          ? Optional.of(Network.of(file, Json.readObject(Files.readAllBytes(file))))
          : Optional.empty();
    } catch (IOException | CniException e) {
      // Half written, or gone since: another container's tells the same.
      return Optional.empty();
    }
  }
}
