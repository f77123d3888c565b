// `mycni agent`: stays and serves calls.
package io.mycni.cli;

import io.mycni.agent.Agent;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.service.AgentSocket;
import io.mycni.service.AgentWords;
import io.mycni.watch.AgentLog;
import io.mycni.watch.MetricsAddress;
import io.mycni.watch.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the agent until it is ended by a signal, or nobody needs it any more. */
@Command(
    name = "agent",
    header = "Serve calls from a process that stays.",
    description = {
      "No call has to start a Java runtime then. The launcher finds the agent by its socket, whose name tells the build; without an agent, or"
          + " when it sees other links or files than the caller, calls are served directly. Ended"
          + " by SIGTERM, it finishes what runs.",
      "",
      "Where systemd listens on the socket, as packages have it, the first call starts the agent."
          + " It ends when nobody has called for a while and there is nothing to look after; the"
          + " next call starts it again."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  " + AgentWords.SWITCH_ON + "     where the package is installed",
      "  mycni agent &                                 without systemd",
      "  mycni agent status"
    })
final class AgentCommand implements Runnable {
  private final Cli cli;

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description =
          "Another place for the socket; callers find it by MYCNI_SOCKET=PATH in their environment.")
  private Optional<Path> socket = Optional.empty();

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      description =
          "When nobody has called for so long, and the next call would start it again, the agent"
              + " ends; 0 for never. Otherwise it is idle-time of /etc/mycni/mycni.conf.")
  private Optional<Integer> idle = Optional.empty();

  @Option(
      names = "--metrics",
      paramLabel = "ADDRESS",
      description =
          "Where it answers whoever wants its metrics: unix:/PATH, 127.0.0.1:PORT or none."
              + " Otherwise it is metrics of /etc/mycni/mycni.conf.")
  private Optional<String> metrics = Optional.empty();

  private AgentCommand(Cli cli) {
    this.cli = cli;
  }

  static CommandLine with(Cli cli) {
    CommandLine agent = new CommandLine(new AgentCommand(cli));
    agent.addSubcommand(new AgentStatusCommand(cli));
    return agent;
  }

  @Override
  public void run() {
    serve();
  }

  /**
   * Runs the command of these words where it can be understood without a parser of command lines:
   * an agent stays, and what that parser is made of would stay with it.
   *
   * @return whether it was run
   */
  static boolean runs(Cli cli, List<String> words) {
    AgentCommand command = new AgentCommand(cli);
    boolean understood = words.size() % 2 == 1 && words.getFirst().equals("agent");
    for (int i = 1; understood && i < words.size(); i += 2) {
      understood = command.takes(words.get(i), words.get(i + 1));
    }
    if (understood) {
      command.serve();
    }
    return understood;
  }

  private boolean takes(String option, String value) {
    if (option.equals("--socket")) {
      socket = Optional.of(Path.of(value));
      return true;
    }
    if (option.equals("--metrics")) {
      metrics = Optional.of(value);
      return true;
    }
    try {
      int seconds = Integer.parseUnsignedInt(value);
      idle = Optional.of(seconds);
      return option.equals("--idle") && seconds >= 0;
    } catch (NumberFormatException misused) {
      return false;
    }
  }

  private void serve() {
    Path path = socket.orElseGet(() -> AgentSocket.usual().path());
    Settings settings = Settings.read(Settings.FILE);
    if (idle.isPresent()) {
      settings = settings.withIdle(Duration.ofSeconds(idle.get()));
    }
    if (metrics.isPresent()) {
      settings = settings.withMetrics(address(metrics.get()));
    }
    if (settings.metrics().isPresent() && settings.metrics().get().isIpv6()) {
      // The image's runtime has none otherwise; it is asked when the first socket is made.
      System.setProperty("java.net.preferIPv4Stack", "false");
    }
    // Set by systemd where standard output is the journal, systemd.exec(5).
    boolean journal = cli.environment().containsKey("JOURNAL_STREAM");
    AgentLog log = new AgentLog(cli.out(), journal, settings.level(), settings.slow());
    try {
      Agent agent = open(path, log, settings);
      Runtime.getRuntime().addShutdownHook(new Thread(agent::stop));
      cli.tellReady();
      agent.serve(() -> System.exit(CommandLine.ExitCode.OK));
      // The hook has been begun by the signal; it ends the process.
      Thread.sleep(Long.MAX_VALUE);
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "the agent cannot serve on " + path + ": " + e.getMessage(),
          "is another agent running? is " + path.toAbsolutePath().getParent() + " writable?");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<MetricsAddress> address(String text) {
    try {
      return Settings.address(text);
    } catch (IllegalArgumentException e) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION, "metrics cannot be told on " + text, e.getMessage());
    }
  }

  private Agent open(Path path, AgentLog log, Settings settings) throws IOException {
    if (socket.isEmpty()) {
      Optional<Agent> given = Agent.onStandardInput(log, settings);
      if (given.isPresent()) {
        if (!given.get().socket().equals(path)) {
          log.warn(
              "the socket that was given is not the one where callers of this build look, "
                  + path
                  + "; does systemd know the unit files of another build? systemctl daemon-reload");
        }
        return given.get();
      }
    }
    return Agent.open(path, log, settings);
  }
}
