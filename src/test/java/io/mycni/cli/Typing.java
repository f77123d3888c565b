// Somebody at a command line within this process: no tools are there, and no host is asked.
package io.mycni.cli;

import io.mycni.lock.FileLocks;
import io.mycni.process.Runner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Types commands, and reads what is said. */
final class Typing {
  private static final Runner NO_TOOLS =
      (command, stdin, environment, limit) ->
          new Runner.Outcome(0, "[]".getBytes(StandardCharsets.UTF_8), new byte[0], false);

  private final Map<String, String> environment;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
  private int status;

  /** Where networks are, and plugins. */
  Typing(Path networks, Path plugins) {
    environment =
        Map.of(
            "NO_COLOR",
            "1",
            "PATH",
            "",
            "NETCONFPATH",
            networks.toString(),
            "CNI_PATH",
            plugins.toString());
  }

  /** Returns a command line that has said nothing yet. */
  Cli cli() {
    said.reset();
    return new Cli(environment, NO_TOOLS, new FileLocks(), out, out);
  }

  /** Types {@code mycni WORDS…}; returns what is said. */
  String mycni(List<String> words) {
    status = cli().run(words);
    return said();
  }

  String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  /** Returns how the last command ended. */
  int status() {
    return status;
  }
}
