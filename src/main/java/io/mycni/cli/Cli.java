// The command line: which commands there are, and how a failure looks.
package io.mycni.cli;

import io.mycni.chain.Chain;
import io.mycni.chain.Network;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.lint.Spelling;
import io.mycni.lock.AttachmentLock;
import io.mycni.lock.FileLocks;
import io.mycni.net.Cidr;
import io.mycni.plugin.Services;
import io.mycni.process.Deadline;
import io.mycni.process.Image;
import io.mycni.process.ReadyTools;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Runs `mycni COMMAND …`. */
@Command(
    name = "mycni",
    synopsisSubcommandLabel = "COMMAND",
    customSynopsis = "Usage: mycni COMMAND …     (started by a container runtime, it needs none)",
    synopsisHeading = "",
    commandListHeading = "%n",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "`mycni help COMMAND` tells more. Exit status: 0 done, 1 failed, 2 misused."})
public final class Cli implements Runnable {
  private static final Path LAUNCHER = Image.bin().resolve("mycni");

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
    try {
      if (AgentCommand.runs(this, args)) {
        return CommandLine.ExitCode.OK;
      }
    } catch (CniException e) {
      return explain(e);
    }
    if (!args.isEmpty() && args.getFirst().equals("help")) {
      return help(args.subList(1, args.size()));
    }
    List<String> words = args.equals(List.of("version")) ? List.of("--version") : args;
    Optional<CommandName> name = CommandName.of(words);
    Optional<Callable<Integer>> plain =
        name.flatMap(command -> command.plain(this, words.subList(1, words.size())));
    if (plain.isPresent()) {
      return done(plain.get());
    }
    return commands(name).execute(words.toArray(String[]::new));
  }

  private int done(Callable<Integer> command) {
    try {
      return command.call();
    } catch (Exception e) {
      return explain(e);
    }
  }

  /** `help COMMAND` is `COMMAND --help`; a word that names no command is left to be refused. */
  private int help(List<String> words) {
    CommandLine all = commands(CommandName.of(words));
    List<String> asked = new ArrayList<>();
    CommandLine command = all;
    for (String word : words) {
      if (command.getSubcommands().isEmpty()) {
        break;
      }
      asked.add(word);
      command = command.getSubcommands().get(word);
      if (command == null) {
        return all.execute(asked.toArray(String[]::new));
      }
    }
    asked.add("--help");
    return all.execute(asked.toArray(String[]::new));
  }

  /** Returns all commands, in the order in which help lists them. */
  CommandLine commands() {
    return commands(Optional.empty());
  }

  /** Returns one command, or all. */
  private CommandLine commands(Optional<CommandName> only) {
    CommandLine commands = new CommandLine(this);
    for (CommandName name : only.isPresent() ? List.of(only.get()) : CommandName.ALL) {
      commands.addSubcommand(name.make(this));
    }
    commands.registerConverter(Cidr.class, InitCommand::subnet);
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setUsageHelpAutoWidth(true);
    commands.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            isPlain() ? CommandLine.Help.Ansi.OFF : CommandLine.Help.Ansi.AUTO));
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(err, true));
    commands.setParameterExceptionHandler((e, words) -> misused(e));
    commands.getSubcommands().values().forEach(Cli::withoutVersion);
    commands.setExecutionExceptionHandler((e, command, parsed) -> explain(e));
    return commands;
  }

  /** Only `mycni` itself has a version. */
  private static void withoutVersion(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.remove(spec.findOption("--version"));
    command.getSubcommands().values().forEach(Cli::withoutVersion);
  }

  /** Says what is wrong in a line, not the whole help. */
  private int misused(CommandLine.ParameterException e) {
    CommandLine command = e.getCommandLine();
    boolean noCommand =
        e instanceof CommandLine.UnmatchedArgumentException unmatched
            && !unmatched.isUnknownOption()
            && !command.getSubcommands().isEmpty();
    if (noCommand) {
      String word = ((CommandLine.UnmatchedArgumentException) e).getUnmatched().getFirst();
      err.println("mycni: there is no command '" + word + "'");
      List<String> words = new ArrayList<>(command.getSubcommands().keySet());
      if (command.getParent() == null) {
        words.addAll(List.of("help", "version"));
      }
      Spelling.nearest(word, words)
          .ifPresent(meant ->
              err.println(
                  "       did you mean `"
                      + command.getCommandSpec().qualifiedName()
                      + " "
                      + meant
                      + "`?"));
    } else {
      err.println("mycni: " + e.getMessage());
      CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    }
    err.println("       `" + command.getCommandSpec().qualifiedName() + " --help` tells more");
    return CommandLine.ExitCode.USAGE;
  }

  private int explain(Exception e) {
    if (e instanceof CniException known) {
      err.println("mycni: " + known.getMessage());
      if (!known.details().isEmpty()) {
        err.println("       " + known.details());
      }
      for (Throwable second : known.getSuppressed()) {
        err.println("       undoing it: " + second.getMessage());
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

  private boolean isPlain() {
    return environment.containsKey("NO_COLOR")
        || System.console() == null
        || !System.console().isTerminal();
  }

  /** Asks on a terminal; elsewhere nobody can agree. */
  boolean confirm(String question) {
    if (System.console() == null || !System.console().isTerminal()) {
      return false;
    }
    String answer = System.console().readLine("%s [y/N] ", question);
    return answer != null && answer.strip().equalsIgnoreCase("y");
  }

  /** Asks on a terminal; elsewhere the proposal is taken. */
  String ask(String question, String proposal) {
    if (System.console() == null || !System.console().isTerminal()) {
      return proposal;
    }
    String answer = System.console().readLine("%s [%s]: ", question, proposal);
    return answer == null || answer.isBlank() ? proposal : answer.strip();
  }

  /** Returns text in a colour on a terminal, and plain elsewhere. */
  String coloured(String text, String colour) {
    return isPlain() ? text : "\u001b[" + colour + "m" + text + "\u001b[0m";
  }

  /** Tells systemd, if it waits for that: Type=notify of systemd.service(5). */
  void tellReady() {
    Optional<String> tool =
        Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
            .flatMap(socket -> new Tools(environment).find("systemd-notify"));
    tool.ifPresent(path ->
        runner.run(List.of(path, "--ready"), new byte[0], environment, Duration.ofSeconds(10)));
  }

  /** Prints JSON. */
  void print(JsonNode node) {
    out.println(new String(Json.pretty(node), StandardCharsets.UTF_8));
  }

  /** Tells a person something beside the answer. */
  void note(String text) {
    err.println("mycni: " + text);
  }

  /** Returns the plugins of a network, ready to be run. */
  Chain chain(Network network, NetworkOptions where) {
    return new Chain(network, where.path(environment), environment, runner, err::println);
  }

  PrintStream out() {
    return out;
  }

  Map<String, String> environment() {
    return environment;
  }

  Services services() {
    return services(runner);
  }

  /** Does what may start hundreds of processes: a small program that stays starts them. */
  <T> T withMany(Function<Services, T> work) {
    try (ReadyTools tools = new ReadyTools(LAUNCHER, AttachmentLock::noteTool, slow -> {})) {
      return work.apply(services(tools.runnerIn(Path.of("").toAbsolutePath())));
    }
  }

  private Services services(Runner by) {
    return Services.of(
        environment,
        by,
        fileLocks,
        Path.of(""),
        Deadline.in(Services.timeOfCall(environment)),
        this::note);
  }
}
