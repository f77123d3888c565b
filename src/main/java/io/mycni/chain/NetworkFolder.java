// The folder of network configurations: which files count, in which order, and which of them
// a name means.
package io.mycni.chain;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A folder such as {@code /etc/cni/net.d}.
 *
 * @param path the folder
 */
public record NetworkFolder(Path path) {
  /** Where runtimes look when nobody tells them another place. */
  public static final Path DEFAULT = Path.of("/etc/cni/net.d");

  private static final Set<String> ENDINGS = Set.of(".conf", ".conflist", ".json");

  /**
   * One file.
   *
   * @param file its path
   * @param network the network in it; empty when it cannot be read as one
   * @param problem why not; empty when it can
   */
  public record Entry(Path file, Optional<Network> network, String problem) {}

  /** Returns the configurations in the order of their names, in which a runtime takes the first. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (Path file : files()) {
      try {
        entries.add(new Entry(file, Optional.of(Network.read(file)), ""));
      } catch (CniException e) {
        entries.add(new Entry(file, Optional.empty(), e.getMessage()));
      }
    }
    return entries;
  }

  /** Returns the networks that can be read. */
  public List<Network> networks() {
    return entries().stream().flatMap(entry -> entry.network().stream()).toList();
  }

  /** Returns the files that count as configurations, in the order of their names. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (!Files.isDirectory(path)) {
      return files;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        if (dot >= 0 && ENDINGS.contains(name.substring(dot)) && !Files.isDirectory(file)) {
          files.add(file);
        }
      }
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE, "the folder " + path + " cannot be read: " + IoReason.of(e), "");
    }
    files.sort(null);
    return files;
  }

  /**
   * Returns the network of a name. Lists come before single plugins, as in libcni.
   *
   * @throws CniException when there is none, naming those that there are
   */
  public Network named(String name) {
    List<Entry> entries = entries();
    for (boolean lists : List.of(true, false)) {
      for (Entry entry : entries) {
        boolean isList = entry.file().toString().endsWith(".conflist");
        if (isList == lists && entry.network().filter(n -> n.name().equals(name)).isPresent()) {
          return entry.network().get();
        }
      }
    }
    Set<String> names = new TreeSet<>();
    StringBuilder broken = new StringBuilder();
    for (Entry entry : entries) {
      entry.network().ifPresent(network -> names.add(network.name()));
      if (entry.network().isEmpty()) {
        broken.append("; ").append(entry.problem());
      }
    }
    throw new CniException(
        ErrorCode.INVALID_CONFIGURATION,
        "there is no network '" + name + "' in " + path,
        (names.isEmpty() ? "there is none at all" : "there are " + String.join(", ", names))
            + broken);
  }
}
