// How many calls have served themselves since the boot, as no agent was there for them:
//
//   /run/mycni/direct/PLUGIN.VERB.RESULT   as many bytes as there were calls; RESULT is ok or error
//
// To append a byte needs neither lock nor look, whoever else does it. Calls that an agent has
// served are in CallTally.
package io.mycni.watch;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Counts them; one object serves one folder. */
public final class DirectCalls {
  /** Where they are counted. */
  public static final Path FOLDER = Path.of("/run/mycni/direct");

  /** Those that change or look at something; VERSION is asked by anyone. */
  private static final List<String> VERBS = List.of("ADD", "DEL", "CHECK", "STATUS", "GC");

  private static final String OK = "ok";
  private static final String ERROR = "error";
  private static final int PARTS = 3;

  private final Path folder;

  /** Counts in that folder, which need not be there. */
  public DirectCalls(Path folder) {
    this.folder = folder;
  }

  /**
   * The calls of one verb of one plugin that ended alike.
   *
   * @param plugin the plugin's type
   * @param verb the verb
   * @param result {@code ok} or {@code error}
   * @param calls how many there were since the boot
   */
  public record Line(String plugin, String verb, String result, long calls) {}

  /**
   * Counts a call, if that can be done: whoever may not write there (a user without rights, a file
   * system that is full) goes without.
   *
   * @param plugin the plugin's type, one of mycni's
   * @param verb what comes from outside as CNI_COMMAND; only a verb is counted
   */
  public void count(String plugin, String verb, boolean ok) {
    if (!VERBS.contains(verb)) {
      return;
    }
    File file = new File(folder.toString(), name(plugin, verb, ok ? OK : ERROR));
    if (!append(file) && folder.toFile().mkdirs()) {
      append(file);
    }
  }

  private static boolean append(File file) {
    try (FileOutputStream out = new FileOutputStream(file, true)) {
      out.write('+');
      return true;
    } catch (IOException notCounted) {
      return false;
    }
  }

  /**
   * Returns how many there were, by names.
   *
   * @throws IOException when the folder cannot be read; that there is none means no calls
   */
  public List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        BasicFileAttributes is =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String[] parts = file.getFileName().toString().split("\\.");
        boolean known =
            parts.length == PARTS
                && VERBS.contains(parts[1])
                && (parts[2].equals(OK) || parts[2].equals(ERROR));
        if (known && is.isRegularFile()) {
          lines.add(new Line(parts[0], parts[1], parts[2], is.size()));
        }
      }
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    lines.sort((a, b) -> name(a).compareTo(name(b)));
    return List.copyOf(lines);
  }

  private static String name(Line line) {
    return name(line.plugin(), line.verb(), line.result());
  }

  private static String name(String plugin, String verb, String result) {
    return plugin + "." + verb + "." + result;
  }
}
