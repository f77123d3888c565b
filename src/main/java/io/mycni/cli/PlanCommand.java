// `mycni plan`: what a call would do.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniRequest;
import io.mycni.cni.Json;
import io.mycni.plan.Plan;
import io.mycni.plan.PlanJson;
import io.mycni.plan.PlanScript;
import io.mycni.plan.PlanText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a plan and changes nothing. */
@Command(
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni plan add mynet a",
      "  mycni plan add ./mynet.conf /run/netns/a --format sh > add.sh"
    })
final class PlanCommand implements Runnable {
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
  public void run() {
    OwnPlugin own = OwnPlugin.of(options.network(command, cli));
    CniRequest request =
        own.request(
            command,
            options.target(command, own.network(), cli),
            options.variables(cli.environment()));
    Plan plan = new Plugins(cli.services(), true).named(own.type()).orElseThrow().plan(request);
    cli.out()
        .print(
            switch (format) {
              case text -> PlanText.print(plan);
              case sh -> PlanScript.print(plan);
              case json ->
                  new String(
                          Json.pretty(PlanJson.print(plan, request.version())),
                          StandardCharsets.UTF_8)
                      + "\n";
            });
  }
}
