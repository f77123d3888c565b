// The commands from which the start-up cache of the command line is made: those that people and
// scripts repeat, and the classes that all share. Each only looks.
package io.mycni.train;

import io.mycni.Main;
import io.mycni.process.Image;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs commands on a folder of networks. */
final class CommandTraining {
  private static final List<List<String>> ANYWHERE =
      List.of(
          List.of("--help"),
          List.of("--version"),
          List.of("plugins"),
          List.of("lint"),
          List.of("lint", "--json"),
          List.of("list"),
          List.of("list", "--json"),
          List.of("ipam", "list"),
          List.of("ipam", "show", "train4"),
          List.of("gc", "train4", "--dry-run"),
          List.of("topology"),
          List.of("init", "--dry-run"),
          List.of("reload", "--dry-run"),
          List.of("metrics"),
          List.of("doctor"));

  private final Path networks;
  private final String netns;

  CommandTraining(Path networks, String netns) {
    this.networks = networks;
    this.netns = netns;
  }

  void run() {
    List<List<String>> commands = new ArrayList<>(ANYWHERE);
    if (!netns.isEmpty()) {
      commands.add(List.of("plan", "add", "train4", netns));
      commands.add(List.of("plan", "add", "train4", netns + "2"));
      commands.add(List.of("plan", "del", "train4", netns));
    }
    for (List<String> command : commands) {
      run(command);
    }
  }

  private void run(List<String> words) {
    Map<String, String> environment =
        Map.of(
            "PATH", Training.PATH,
            "NETCONFPATH", networks.toString(),
            "CNI_PATH", Image.bin().toString());
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Main.run(
        "mycni",
        words,
        environment,
        new ByteArrayInputStream(new byte[0]),
        said,
        new PrintStream(said, true));
  }
}
