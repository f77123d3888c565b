// Starts what outlives a call, and mycni itself.
package io.mycni.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Processes that nobody waits for. */
public final class Background {
  private static final File NULL = new File("/dev/null");

  private Background() {}

  /**
   * Starts a process.
   *
   * @param command the executable's path and its arguments
   * @param environment its whole environment
   * @param log the file to whose end it writes
   * @throws IOException when it cannot be started
   */
  public static ProcessHandle start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.directory(new File("/"));
    builder.redirectInput(NULL);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder.start().toHandle();
  }
}
