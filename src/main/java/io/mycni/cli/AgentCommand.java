// `mycni agent`: stays and serves calls.
package io.mycni.cli;

import io.mycni.agent.Agent;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the agent until it is ended by a signal. */
@Command(
    name = "agent",
    header = "Serve calls from a process that stays.",
    description = {
      "No call has to start a Java runtime then. The launcher finds the agent by its socket, whose name tells the build; without an agent, or"
          + " when it sees other links or files than the caller, calls are served directly. Ended"
          + " by SIGTERM, it finishes what runs."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  systemctl enable --now mycni-agent     where the package is installed",
      "  mycni agent &"
    })
final class AgentCommand implements Runnable {
  private final Cli cli;

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description =
          "Another place for the socket; callers find it by MYCNI_SOCKET=PATH in their environment.")
  private Optional<Path> socket = Optional.empty();

  AgentCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    serve(cli, socket);
  }

  /**
   * Runs the command of these words where it can be understood without a parser of command lines:
   * an agent stays, and what that parser is made of would stay with it.
   *
   * @return whether it was run
   */
  static boolean runs(Cli cli, List<String> words) {
    boolean plain = words.equals(List.of("agent"));
    boolean named =
        words.size() == 3 && words.get(0).equals("agent") && words.get(1).equals("--socket");
    if (plain || named) {
      serve(cli, named ? Optional.of(Path.of(words.get(2))) : Optional.empty());
    }
    return plain || named;
  }

  private static void serve(Cli cli, Optional<Path> socket) {
    Path path =
        socket.orElseGet(() ->
            Path.of("/run/mycni/agent-" + System.getProperty("mycni.build", "none") + ".sock"));
    try {
      Agent agent = Agent.open(path, line -> cli.out().println("mycni agent: " + line));
      Runtime.getRuntime().addShutdownHook(new Thread(agent::stop));
      cli.tellReady();
      agent.serve();
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
}
