package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands that the documentation shows in {@code console} blocks, and those of mycni in
 * indented ones, run one after the other in one world. What they print is copied into the document
 * with {@code -Dgolden.write=true}; else only their exit status and whether they print anything is
 * compared, as times, hashes and kernels differ.
 */
class DocsIT {
  private static final Path BASE = Path.of(System.getProperty("mycni.base"));

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/operations.md", "docs/runtimes.md"})
  void theShownCommandsRun(String document) throws IOException {
    Path file = BASE.resolve(document);
    StringBuilder text = new StringBuilder();
    boolean inside = false;
    String command = "";
    boolean shown = false;
    boolean printed = false;
    try (World world = World.make()) {
      world
          .sh(
              "mount -t tmpfs tmpfs /opt; mkdir -p /opt/cni/bin net.d typed;"
                  + " ln -s "
                  + World.BIN
                  + "/mycni typed/mycni;"
                  + " printf '#!/bin/sh\\n' > /opt/cni/bin/bridge; chmod 755 /opt/cni/bin/bridge;"
                  + " for p in portmap bandwidth firewall; do ln -s "
                  + World.BIN
                  + "/mycni /opt/cni/bin/mycni-$p; done;"
                  + " ln -s "
                  + World.BIN
                  + "/mycni /opt/cni/bin/mycni")
          .ok();
      for (String line : Files.readAllLines(file)) {
        boolean fence = line.startsWith("```");
        if (inside && (fence || line.startsWith("$ "))) {
          assertEquals(printed, shown, command + " in " + document + ": prints " + printed);
        }
        if (inside && line.startsWith("$ ")) {
          command = line.substring(2);
          World.Ended ended = type(world, command);
          int expected = command.contains("# exit status 1") ? 1 : 0;
          assertEquals(expected, ended.status(), command + "\n" + ended.out() + ended.err());
          String output = ended.out() + ended.err();
          printed = !output.isBlank();
          shown = Boolean.getBoolean("golden.write") && printed;
          text.append(line).append('\n');
          if (Boolean.getBoolean("golden.write")) {
            text.append(generic(output, world));
          }
        } else if (fence) {
          inside = line.equals("```console");
          shown = false;
          printed = false;
          command = "";
          text.append(line).append('\n');
        } else if (inside) {
          shown |= !line.isBlank();
          if (!Boolean.getBoolean("golden.write")) {
            text.append(line).append('\n');
          }
        } else {
          if (line.startsWith("    mycni ")) {
            type(world, line).ok();
          }
          text.append(line).append('\n');
        }
      }
    }
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(file, text);
    }
    assertTrue(text.length() > 0);
  }

  private static World.Ended type(World world, String command) {
    return world.run(
        Map.of(
            "NETCONFPATH",
            world.folder().resolve("net.d").toString(),
            "PATH",
            world.folder().resolve("typed") + ":" + System.getenv("PATH") + ":/usr/sbin"),
        "",
        "sh",
        "-c",
        command);
  }

  /** A test's folders are nobody else's. */
  private static String generic(String output, World world) {
    return output
        .replace(world.folder().resolve("net.d").toString(), "/etc/cni/net.d")
        .replace(world.folder().resolve("typed").toString(), "/usr/sbin")
        .replace(World.BIN.toString(), "/usr/lib/mycni/bin");
  }
}
