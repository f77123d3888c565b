// A command whose next word is a verb of the specification, each with the same options.
package io.mycni.cli;

import io.mycni.cni.CniCommand;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what verbs there are. */
@Command(mixinStandardHelpOptions = true, synopsisSubcommandLabel = "VERB")
final class Verbs implements Runnable {
  private final Cli cli;

  @Spec private CommandSpec spec;

  private Verbs(Cli cli) {
    this.cli = cli;
  }

  /** Makes the command; each verb has what it runs. */
  static CommandLine of(String name, String header, Cli cli, Map<CniCommand, Object> verbs) {
    CommandLine all = new CommandLine(new Verbs(cli));
    all.setCommandName(name);
    all.getCommandSpec().usageMessage().header(header);
    new EnumMap<>(verbs)
        .forEach((verb, command) -> {
          CommandLine line = new CommandLine(command);
          line.getCommandSpec()
              .usageMessage()
              .header(
                  header
                      .replace("ADD or DEL", verb.name())
                      .replace("ADD, DEL or CHECK", verb.name()));
          all.addSubcommand(verb.name().toLowerCase(Locale.ROOT), line);
        });
    return all;
  }

  @Override
  public void run() {
    spec.commandLine().usage(cli.out());
  }
}
