// `mycni completion`: what a shell needs to complete commands and options.
package io.mycni.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints picocli's script. */
@Command(
    name = "completion",
    header = "Print the completion for bash or zsh.",
    hidden = true,
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  source <(mycni completion bash)",
      "  mycni completion zsh > /usr/share/zsh/vendor-completions/_mycni"
    })
final class CompletionCommand implements Runnable {
  private final Cli cli;

  @Parameters(paramLabel = "bash|zsh", description = "The shell: ${COMPLETION-CANDIDATES}.")
  private Shell shell;

  CompletionCommand(Cli cli) {
    this.cli = cli;
  }

  /** The shells whose completion is known. */
  private enum Shell {
    bash,
    zsh
  }

  @Override
  public void run() {
    // It is read by a shell, never run, so its first line goes.
    String whole = AutoComplete.bash("mycni", cli.commands());
    String script = whole.substring(whole.indexOf('\n') + 1);
    if (shell == Shell.bash) {
      cli.out().print(script);
      return;
    }
    // picocli's script works in zsh, too, once bash's way of completing is there. zsh loads the
    // file when it completes for the first time, and expects an answer from that already.
    cli.out().println("#compdef mycni");
    cli.out().println("autoload -U +X bashcompinit && bashcompinit");
    cli.out().println("(( $+functions[compopt] )) || compopt() { : }");
    cli.out().println(script);
    cli.out()
        .println("[[ ${funcstack[1]} = _mycni ]] && _bash_complete -o default -F _complete_mycni");
  }
}
