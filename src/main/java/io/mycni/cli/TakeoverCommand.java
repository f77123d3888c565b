// `mycni takeover`: puts mycni in the place of the reference plugins that it can replace, and takes
// that back.
//
//   /opt/cni/bin/NAME                     a link to this image's bin/NAME
//   /opt/cni/bin/.replaced-by-mycni/NAME  the file that was there before
//
// The folders are remembered, so that the package gives all of them back when it goes.
package io.mycni.cli;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.node.TakeoverFolders;
import io.mycni.plugin.PluginName;
import io.mycni.process.Image;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Replaces names in a folder of plugins. */
@Command(
    name = "takeover",
    header = "Take the place of the reference plugins, or give it back.",
    description = {
      "The names that `mycni plugins` lists become links to this installation, by a rename, so"
          + " they are never missing; the old files are kept in FOLDER/.replaced-by-mycni. Running"
          + " containers stay as they are: leases, rules and results have the same form."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni takeover --dry-run",
      "  mycni takeover",
      "  mycni takeover --undo"
    })
final class TakeoverCommand implements Runnable {
  private final Cli cli;

  @Option(
      names = "--bin-dir",
      paramLabel = "FOLDER",
      defaultValue = "/opt/cni/bin",
      description = "The runtime's folder of plugins (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(names = "--undo", description = "Put the old files back.")
  private boolean undo;

  @Option(names = "--dry-run", description = "Show what would be done.")
  private boolean dryRun;

  TakeoverCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    Path image = Image.bin();
    TakeoverFolders remembered = TakeoverFolders.ofNode();
    int done = 0;
    try {
      if (!undo && !dryRun) {
        // Before the first link, so that none is forgotten.
        remembered.add(folder);
      }
      for (String name : PluginName.all()) {
        done += undo ? putBack(name, image) : replace(name, image);
      }
      if (undo && !dryRun && Files.isDirectory(folder.resolve(TakeoverFolders.ASIDE))) {
        deleteIfEmpty(folder.resolve(TakeoverFolders.ASIDE));
      }
      if (undo && !dryRun) {
        remembered.remove(folder);
      }
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "could not take over " + folder + ": " + IoReason.of(e),
          "are you root? is the file system mounted read-only?");
    }
    if (done == 0) {
      cli.out().println(undo ? "nothing was taken over in " + folder : "all is taken over already");
    }
  }

  private int replace(String name, Path image) throws IOException {
    Path plugin = folder.resolve(name);
    Path target = image.resolve(name);
    if (!Files.exists(target)) {
      throw new CniException(
          ErrorCode.IO_FAILURE, "this installation has no " + target, "install mycni again");
    }
    if (isOurs(plugin, image)) {
      return 0;
    }
    boolean there = Files.exists(plugin, LinkOption.NOFOLLOW_LINKS);
    Path aside = folder.resolve(TakeoverFolders.ASIDE).resolve(name);
    say(
        there
            ? plugin + " → " + target + ", the old file is kept as " + aside
            : plugin + " → " + target);
    if (dryRun) {
      return 1;
    }
    Files.createDirectories(folder);
    if (there) {
      Files.createDirectories(aside.getParent());
      Files.deleteIfExists(aside);
      // A second name first: the plugin is never missing.
      Files.createLink(aside, plugin);
    }
    Path draft = folder.resolve(".mycni-" + name + ".new");
    Files.deleteIfExists(draft);
    Files.createSymbolicLink(draft, target);
    Files.move(draft, plugin, StandardCopyOption.ATOMIC_MOVE);
    return 1;
  }

  private int putBack(String name, Path image) throws IOException {
    Path plugin = folder.resolve(name);
    Path aside = folder.resolve(TakeoverFolders.ASIDE).resolve(name);
    boolean kept = Files.exists(aside, LinkOption.NOFOLLOW_LINKS);
    boolean replacedSince =
        Files.exists(plugin, LinkOption.NOFOLLOW_LINKS) && !isOurs(plugin, image);
    if (replacedSince && kept) {
      say(plugin + " is none of mycni's any more and stays; the old file stays in " + aside);
      return 1;
    }
    if (kept) {
      say(aside + " → " + plugin);
      if (!dryRun) {
        Files.move(aside, plugin, StandardCopyOption.ATOMIC_MOVE);
      }
      return 1;
    }
    if (isOurs(plugin, image)) {
      say(plugin + " is removed; there was none before");
      if (!dryRun) {
        Files.delete(plugin);
      }
      return 1;
    }
    return 0;
  }

  private void say(String what) {
    cli.out().println((dryRun ? "would: " : "") + what);
  }

  private static boolean isOurs(Path plugin, Path image) throws IOException {
    if (!Files.isSymbolicLink(plugin)) {
      return false;
    }
    Path target = Files.readSymbolicLink(plugin);
    return plugin.resolveSibling(target).normalize().startsWith(image);
  }

  private static void deleteIfEmpty(Path aside) throws IOException {
    try (var entries = Files.newDirectoryStream(aside)) {
      if (entries.iterator().hasNext()) {
        return;
      }
    }
    Files.delete(aside);
  }
}
