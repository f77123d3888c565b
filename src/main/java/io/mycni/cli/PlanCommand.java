// `mycni plan`: what a call would do.
package io.mycni.cli;

import io.mycni.chain.Network;
import io.mycni.cni.CniCommand;
import io.mycni.upkeep.ChainPlan;
import io.mycni.upkeep.ChainPlanForms;
import io.mycni.upkeep.OwnChain;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a plan and changes nothing. */
@Command(
    description = {
      "The plugins of a chain are planned one after the other, as a runtime calls them: what one"
          + " would answer to an ADD is given to the next. Those that are not mycni's own are named,"
          + " but not looked into; what works on their answer alone is named, too.",
      "",
      "MYCNI_DRY_RUN=1 in a runtime's environment shows the plan of a real call. What a GC would do,"
          + " `mycni gc NETWORK --dry-run` shows."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni plan add mynet a",
      "  mycni plan add ./mynet.conf /run/netns/a --format sh > add.sh"
    })
final class PlanCommand implements Callable<Integer> {
  private final Cli cli;
  private final CniCommand command;

  @Mixin private TargetOptions options;

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format;

  private PlanCommand(Cli cli, CniCommand command) {
    this.cli = cli;
    this.command = command;
  }

  /** Returns the command of plain words behind its name, in the usual format. */
  static Optional<PlanCommand> plain(Cli cli, List<String> words) {
    String verb = words.isEmpty() ? "" : words.getFirst();
    if (!verb.equals("add") && !verb.equals("del")) {
      return Optional.empty();
    }
    Optional<TargetOptions> target =
        Words.of(words.subList(1, words.size()), Set.of(), TargetOptions.NAMES)
            .flatMap(TargetOptions::of);
    if (target.isEmpty()) {
      return Optional.empty();
    }
    PlanCommand plan = new PlanCommand(cli, verb.equals("add") ? CniCommand.ADD : CniCommand.DEL);
    plan.options = target.get();
    plan.format = Format.text;
    return Optional.of(plan);
  }

  static CommandLine with(Cli cli) {
    return Verbs.of(
        "plan",
        "Show what ADD or DEL would do, and change nothing.",
        cli,
        Map.of(
            CniCommand.ADD, new PlanCommand(cli, CniCommand.ADD),
            CniCommand.DEL, new PlanCommand(cli, CniCommand.DEL)));
  }

  /** The forms of a plan. */
  private enum Format {
    text,
    sh,
    json
  }

  @Override
  public Integer call() {
    Network network = options.network(command, cli);
    OwnChain chain =
        OwnChain.of(network, options.where().variables(cli.environment())).requireOurs();
    List<ChainPlan.Part> parts =
        ChainPlan.of(chain, command, options.target(command, network, cli), cli.services());
    switch (format) {
      case text -> cli.out().print(ChainPlanForms.text(parts));
      case sh -> cli.out().print(ChainPlanForms.script(parts));
      case json -> cli.print(ChainPlanForms.json(network.name(), command, parts));
    }
    return CommandLine.ExitCode.OK;
  }
}
