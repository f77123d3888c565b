// `mycni completion`: what a shell needs to complete commands, options and names.
package io.mycni.cli;

import io.mycni.chain.Network;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the script of a shell. */
@Command(
    name = "completion",
    header = "Print the completion for bash, zsh or fish.",
    hidden = true,
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  source <(mycni completion bash)",
      "  mycni completion zsh > /usr/share/zsh/vendor-completions/_mycni",
      "  mycni completion fish > ~/.config/fish/completions/mycni.fish"
    })
final class CompletionCommand implements Runnable {
  private final Cli cli;

  @Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      paramLabel = "bash|zsh|fish",
      arity = "0..1",
      description = "The shell: ${COMPLETION-CANDIDATES}.")
  private Optional<Shell> shell = Optional.empty();

  @Option(names = "--networks", hidden = true, description = "Print the names of the networks.")
  private boolean networks;

  @Mixin private NetworkOptions where;

  CompletionCommand(Cli cli) {
    this.cli = cli;
  }

  /** The shells whose completion is known. */
  private enum Shell {
    bash,
    zsh,
    fish
  }

  @Override
  public void run() {
    if (networks) {
      for (Network network : where.folder(cli.environment()).networks()) {
        cli.out().println(network.name());
      }
      return;
    }
    if (shell.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "which shell: bash, zsh or fish?");
    }
    cli.out()
        .print(
            switch (shell.get()) {
              case bash -> CompletionScripts.bash(cli.commands());
              case zsh -> CompletionScripts.zsh(cli.commands());
              case fish -> CompletionScripts.fish(cli.commands());
            });
  }
}
