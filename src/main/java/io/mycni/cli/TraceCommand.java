// `mycni trace`: does a call for real, and shows what it ran and how long each took.
package io.mycni.cli;

import io.mycni.chain.Chain;
import io.mycni.chain.Network;
import io.mycni.cni.CniCommand;
import io.mycni.exec.Journal;
import io.mycni.plan.Command.Ip;
import io.mycni.upkeep.ChainPlanForms;
import io.mycni.upkeep.ChainTrace;
import io.mycni.upkeep.OwnChain;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Carries a call out and prints its journal. */
@Command(
    description = {
      "Columns: when it began and how long it took in milliseconds, the process, what for.",
      "",
      "Of a chain, the plugins that are not mycni's own are named but not run, and no result is"
          + " kept: `mycni add` runs a whole chain. If one fails, an ADD is undone in all of them."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  mycni trace add ./mynet.conf a --container-id a"})
final class TraceCommand implements Runnable {
  private final Cli cli;
  private final CniCommand command;

  @Mixin private TargetOptions options;

  private TraceCommand(Cli cli, CniCommand command) {
    this.cli = cli;
    this.command = command;
  }

  static CommandLine with(Cli cli) {
    return Verbs.of(
        "trace",
        "Do ADD, DEL or CHECK, and show each step with its time.",
        cli,
        Map.of(
            CniCommand.ADD, new TraceCommand(cli, CniCommand.ADD),
            CniCommand.DEL, new TraceCommand(cli, CniCommand.DEL),
            CniCommand.CHECK, new TraceCommand(cli, CniCommand.CHECK)));
  }

  @Override
  public void run() {
    Network network = options.network(command, cli);
    OwnChain chain =
        OwnChain.of(network, options.where().variables(cli.environment())).requireOurs();
    Chain.Target target = options.target(command, network, cli);
    long begun = System.nanoTime();
    ChainTrace.Run run = ChainTrace.of(chain, command, target, cli.services());
    print(run.parts(), chain.size(), Duration.ofNanos(System.nanoTime() - begun));
    if (run.failure().isPresent()) {
      throw run.failure().get();
    }
    run.answer().ifPresent(cli::print);
  }

  private void print(List<ChainTrace.Part> parts, int all, Duration total) {
    int number = 0;
    long processes = 0;
    for (ChainTrace.Part part : parts) {
      number++;
      if (all > 1) {
        String what = part.ours() ? "" : ": not mycni's own, so it was not run";
        cli.out().println(ChainPlanForms.heading(part.name(), number, all) + what);
      }
      part.entries().stream()
          .sorted(Comparator.comparing(Journal.Entry::begin))
          .forEach(this::print);
      processes += part.entries().stream().filter(entry -> !entry.process().isEmpty()).count();
    }
    cli.out()
        .println(
            millis(Duration.ZERO)
                + millis(total)
                + "  in all, with "
                + processes
                + (processes == 1 ? " process" : " processes"));
  }

  private void print(Journal.Entry entry) {
    boolean process = !entry.process().isEmpty();
    String what = process ? name(entry.process()) + ": " + entry.what() : entry.what();
    cli.out()
        .println(
            millis(entry.begin())
                + millis(entry.took())
                + "  "
                + (entry.ok() ? "" : "FAILED ")
                + what);
    for (var command : entry.commands()) {
      String line = command instanceof Ip ip ? ip.line() : command.typed();
      cli.out().println(" ".repeat(22) + line);
    }
  }

  /**
   * The words up to the tool's own options: `nsenter --net=… ip -batch -` becomes `nsenter … ip`.
   */
  private static String name(List<String> process) {
    StringBuilder name = new StringBuilder();
    for (String word : process) {
      if (word.contains("\n") || word.length() > 40 || name.length() > 60) {
        continue;
      }
      String plain = word.startsWith("/") ? word.substring(word.lastIndexOf('/') + 1) : word;
      name.append(name.isEmpty() ? "" : " ").append(plain);
    }
    return name.toString();
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%10.1f", duration.toNanos() / 1e6);
  }
}
