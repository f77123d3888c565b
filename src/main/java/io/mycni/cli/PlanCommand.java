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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a plan and changes nothing. */
@Command(
    name = "plan",
    description = "Show what ADD or DEL would do, and change nothing.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni plan add --config mynet.conf --netns /run/netns/a --container-id a",
      "  mycni plan add … --format sh > add.sh     the same by hand"
    })
final class PlanCommand implements Runnable {
  private final Cli cli;

  @Parameters(paramLabel = "add|del", description = "The call: ${COMPLETION-CANDIDATES}.")
  private Verb verb;

  @Mixin private AttachmentOptions attachment;

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format;

  PlanCommand(Cli cli) {
    this.cli = cli;
  }

  /** The calls that change something for one attachment. */
  private enum Verb {
    add,
    del
  }

  /** The forms of a plan. */
  private enum Format {
    text,
    sh,
    json
  }

  @Override
  public void run() {
    CniCommand command =
        switch (verb) {
          case add -> CniCommand.ADD;
          case del -> CniCommand.DEL;
        };
    ConfigFile file = attachment.configFile();
    CniRequest request = attachment.request(command, file, cli.environment());
    Plan plan = new Plugins(cli.services(), true).named(file.type()).orElseThrow().plan(request);
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
