// The command line: which commands there are, and how a failure looks.
package io.mycni.cli;

import io.mycni.cni.CniException;
import io.mycni.exec.Deadline;
import io.mycni.exec.FileLocks;
import io.mycni.exec.Runner;
import io.mycni.plugin.Services;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs `mycni COMMAND …`. */
@Command(
    name = "mycni",
    description = "A CNI plugin (bridge, host-local) that shows its plan before it acts.",
    header = {
      "Started by a container runtime, mycni is a CNI plugin; started by a person, it explains.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  mycni plan add --config mynet.conf --netns /run/netns/a --container-id a",
      "  mycni trace del --config mynet.conf --container-id a",
      "  mycni ipam list --config mynet.conf",
      "",
      "Exit status: 0 done, 1 failed, 2 used wrongly."
    })
public final class Cli implements Runnable {
  @Spec private CommandSpec spec;

  private final Map<String, String> environment;
  private final Runner runner;
  private final FileLocks fileLocks;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * Makes a command line.
   *
   * @param environment the environment
   * @param runner starts processes
   * @param fileLocks the file locks of this process
   * @param out standard output
   * @param err standard error
   */
  public Cli(
      Map<String, String> environment,
      Runner runner,
      FileLocks fileLocks,
      PrintStream out,
      PrintStream err) {
    this.environment = environment;
    this.runner = runner;
    this.fileLocks = fileLocks;
    this.out = out;
    this.err = err;
  }

  /** Runs a command; returns the exit status. */
  public int run(List<String> args) {
    CommandLine commands = new CommandLine(this);
    commands.addSubcommand(new PlanCommand(this));
    commands.addSubcommand(new TraceCommand(this));
    commands.addSubcommand(new CommandLine(new IpamCommand(this)));
    commands.addSubcommand(new DoctorCommand(this));
    commands.addSubcommand(new AgentCommand(this));
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setUsageHelpAutoWidth(true);
    commands.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            isPlain() ? CommandLine.Help.Ansi.OFF : CommandLine.Help.Ansi.AUTO));
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(err, true));
    commands.setExecutionExceptionHandler((e, command, parsed) -> explain(e));
    return commands.execute(args.toArray(String[]::new));
  }

  private int explain(Exception e) {
    if (e instanceof CniException known) {
      err.println("mycni: " + known.getMessage());
      if (!known.details().isEmpty()) {
        err.println("       " + known.details());
      }
    } else {
      err.println("mycni: a fault of mycni's own: " + e);
    }
    if (environment.getOrDefault("MYCNI_DEBUG", "").equals("1")) {
      e.printStackTrace(err);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Without a command: what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(out);
  }

  /** Returns a coloured sign on a terminal, and a word elsewhere. */
  String mark(String sign, String word, String colour) {
    return isPlain() ? word : "\u001b[" + colour + "m" + sign + "\u001b[0m";
  }

  private boolean isPlain() {
    return environment.containsKey("NO_COLOR")
        || System.console() == null
        || !System.console().isTerminal();
  }

  PrintStream out() {
    return out;
  }

  Map<String, String> environment() {
    return environment;
  }

  Services services() {
    return Services.of(
        environment,
        runner,
        fileLocks,
        Path.of(""),
        Deadline.in(Services.LONGEST_CALL),
        note -> err.println("mycni: " + note));
  }
}
