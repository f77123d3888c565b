// Starts processes, by Commons Exec.
package io.mycni.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.PumpStreamHandler;

/** Runs real processes; safe to use from several threads. */
public final class ProcessRunner implements Runner {
  private final Path folder;

  /** Makes a runner whose processes begin in that folder. */
  public ProcessRunner(Path folder) {
    this.folder = folder;
  }

  private static final int NOT_STARTED = 127;

  @Override
  public Outcome run(
      List<String> command, byte[] stdin, Map<String, String> environment, Duration limit) {
    CommandLine line = new CommandLine(command.getFirst());
    for (String argument : command.subList(1, command.size())) {
      line.addArgument(argument, false);
    }
    Output out = new Output();
    Output err = new Output();
    PumpStreamHandler pumps = new Pumps(out, err, stdin);
    TimeLimit watchdog = new TimeLimit(limit);
    DefaultExecutor executor =
        DefaultExecutor.builder().setExecuteStreamHandler(pumps).setWorkingDirectory(folder).get();
    executor.setExitValues(null);
    executor.setWatchdog(watchdog);
    try {
      int exit = executor.execute(line, environment);
      return new Outcome(exit, out.toByteArray(), err.toByteArray(), watchdog.killedProcess());
    } catch (IOException e) {
      if (watchdog.killedProcess()) {
        return new Outcome(NOT_STARTED, out.toByteArray(), err.toByteArray(), true);
      }
      byte[] reason = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
      return new Outcome(NOT_STARTED, out.toByteArray(), reason, false);
    } finally {
      if (watchdog.gaveUp()) {
        // What sent this thread on is no interruption of its work.
        Thread.interrupted();
      }
    }
  }

  /** A grandchild that keeps a pipe open must neither keep mycni nor spoil its parent's status. */
  private static final class Pumps extends PumpStreamHandler {
    Pumps(Output out, Output err, byte[] stdin) {
      super(out, err, new ByteArrayInputStream(stdin));
      // Commons Exec waits two seconds more for each pipe.
      setStopTimeout(Duration.ofMillis(1));
    }

    @Override
    public void stop() {
      try {
        super.stop();
      } catch (IOException stillOpen) {
        // What was read until now has to do.
      }
    }
  }
}
