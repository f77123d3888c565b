// In which folders mycni has taken the place of other plugins: a list that `mycni takeover` keeps.
// It is read when the package goes (packaging/undo-takeovers), and by who looks after the node.
package io.mycni.node;

import io.mycni.process.SyncedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One absolute path on a line; a folder stands in it once. No list means no takeover. */
public record TakeoverFolders(Path list) {
  /** The folder, in each of them, of the files that were replaced. */
  public static final String ASIDE = ".replaced-by-mycni";

  /** The list of this node: it outlives a reboot, as takeovers do. */
  public static TakeoverFolders ofNode() {
    return new TakeoverFolders(Path.of("/var/lib/mycni/takeovers"));
  }

  /**
   * Returns the folders, in the order in which they were taken over.
   *
   * @throws IOException when there is a list that cannot be read
   */
  public List<Path> all() throws IOException {
    List<Path> folders = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(list)) {
        if (line.startsWith("/")) {
          folders.add(Path.of(line));
        }
      }
    } catch (NoSuchFileException none) {
      return List.of();
    }
    return folders;
  }

  /**
   * Returns the names that were taken over in a folder and are links no more, sorted: an upgrade of
   * the plugins that were there, or their first installation, has put its files there since.
   *
   * @param folder absolute
   * @param plugins the names that a takeover takes; where the folder is not in the list, as with a
   *     takeover by an older mycni, those count whose files were kept aside
   * @throws IOException when it cannot be seen
   */
  public List<String> lostIn(Path folder, List<String> plugins) throws IOException {
    Set<String> taken = new TreeSet<>(all().contains(folder) ? plugins : List.of());
    try (DirectoryStream<Path> replaced = Files.newDirectoryStream(folder.resolve(ASIDE))) {
      replaced.forEach(file -> taken.add(file.getFileName().toString()));
    } catch (NoSuchFileException | NotDirectoryException noneWasReplaced) {
      // Only names were made, or nothing was taken over.
    }
    taken.removeIf(name -> !Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS));
    return List.copyOf(taken);
  }

  /** Adds a folder, unless it stands there. */
  public void add(Path folder) throws IOException {
    List<Path> folders = new ArrayList<>(all());
    if (!folders.contains(absolute(folder))) {
      folders.add(absolute(folder));
      write(folders);
    }
  }

  /** Takes a folder from the list; the list goes with the last one. */
  public void remove(Path folder) throws IOException {
    List<Path> folders = new ArrayList<>(all());
    if (folders.remove(absolute(folder))) {
      write(folders);
    }
  }

  private void write(List<Path> folders) throws IOException {
    if (folders.isEmpty()) {
      Files.deleteIfExists(list);
      return;
    }
    Files.createDirectories(list.getParent());
    String text = String.join("\n", folders.stream().map(Path::toString).toList()) + "\n";
    SyncedFile.write(list, text.getBytes(StandardCharsets.UTF_8), "rw-r--r--");
  }

  private static Path absolute(Path folder) {
    return folder.toAbsolutePath().normalize();
  }
}
