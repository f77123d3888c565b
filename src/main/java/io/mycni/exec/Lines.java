// Talks to the tools of iproute2, which read a command in each line, and to the shell that writes a
// container's settings: those that come before the lines of a tool go into the same process.
package io.mycni.exec;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Tool;
import io.mycni.process.FailedLine;
import io.mycni.process.IoReason;
import io.mycni.process.Runner;
import io.mycni.process.Settings;
import io.mycni.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Settings, and lines of ip(8), bridge(8) or tc(8). */
final class Lines implements Dialect {
  /** What tools exit with that could not be started, as the shell and nsenter have it. */
  private static final int NOT_STARTED = 127;

  /** Tells whether a line of standard error says nothing but which command failed. */
  static boolean isMark(String line) {
    return line.startsWith(FailedLine.OF_BATCH) || line.startsWith(Settings.FAILED);
  }

  @Override
  public void start(Batch batch, Tools tools, boolean keepGoing, List<String> argv) {
    if (batch.first() instanceof Command.IpInContext in) {
      argv.add(tools.require("runcon"));
      argv.add(in.context());
    }
    if (batch.tool() != Tool.SETTINGS) {
      argv.add(tools.require(batch.tool().program()));
      if (batch.tool() == Tool.IP6) {
        argv.add("-6");
      }
      if (keepGoing) {
        argv.add("-force");
      }
      argv.add("-batch");
      argv.add("-");
    }
  }

  @Override
  public String input(Batch batch) {
    StringBuilder text = new StringBuilder();
    for (Work work : batch.works()) {
      if (work.command() instanceof Command.Line command) {
        String line = command.line();
        boolean back = line.contains(Namespace.HOST_PATH);
        text.append(back ? line.replace(Namespace.HOST_PATH, ownNamespace()) : line).append('\n');
      }
    }
    return text.toString();
  }

  /** Returns where the namespace of this process is found from within another one. */
  private static String ownNamespace() {
    Path self = Path.of("/proc/self");
    try {
      return "/proc/" + Files.readSymbolicLink(self) + "/ns/net";
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "could not read " + self + ": " + IoReason.of(e),
          "is /proc mounted?",
          e);
    }
  }

  @Override
  public int failed(Batch batch, String line) {
    boolean ofSetting = line.startsWith(Settings.FAILED);
    if (!ofSetting && !line.startsWith(FailedLine.OF_BATCH)) {
      return ABOUT_NONE;
    }
    int number = FailedLine.number(line);
    return number < 1 ? ABOUT_UNKNOWN : number - 1 + (ofSetting ? 0 : settings(batch));
  }

  private static int settings(Batch batch) {
    int settings = 0;
    for (Work work : batch.works()) {
      settings += work.command() instanceof Command.Sysctl ? 1 : 0;
    }
    return settings;
  }

  /** When the place cannot be told, it is behind the last, because an undo too many is harmless. */
  @Override
  public int stoppedAt(Batch batch, Runner.Outcome outcome) {
    for (String line : outcome.err().split("\n")) {
      int place = failed(batch, line);
      if (place >= 0) {
        return Math.min(place, batch.works().size());
      }
    }
    boolean started = !outcome.err().contains("nsenter:") && outcome.exit() != NOT_STARTED;
    // The shell tells each setting that it could not write, so it did not get to them.
    boolean toldAll = batch.tool() == Tool.SETTINGS && !outcome.timedOut();
    return started && !toldAll ? batch.works().size() : 0;
  }
}
