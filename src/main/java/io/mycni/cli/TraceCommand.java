// `mycni trace`: does a call for real, and shows what it ran and how long each took.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniRequest;
import io.mycni.cni.Json;
import io.mycni.cni.ResultCodec;
import io.mycni.exec.Journal;
import io.mycni.lock.FileLocks;
import io.mycni.plan.Command.Ip;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.Services;
import java.nio.charset.StandardCharsets;
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
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Columns: when it began and how long it took in milliseconds, the process, what for.",
      "Only mycni's own plugin is run, and no result is kept; `mycni add` runs a whole chain.",
      "",
      "Example:",
      "  mycni trace add ./mynet.conf a --container-id a"
    })
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
    OwnPlugin own = OwnPlugin.of(options.network(command, cli));
    CniRequest request =
        own.request(
            command,
            options.target(command, own.network(), cli),
            options.variables(cli.environment()));
    Services services = cli.services();
    CniPlugin plugin = new Plugins(services, false).named(own.type()).orElseThrow();
    long begun = System.nanoTime();
    String answer = "";
    try (FileLocks.Held _ = services.attachments().change(own.type(), request.attachment())) {
      switch (command) {
        case ADD ->
            answer =
                new String(
                        Json.pretty(
                            ResultCodec.write(plugin.add(request).result(), request.version())),
                        StandardCharsets.UTF_8)
                    + "\n";
        case DEL -> plugin.del(request);
        case CHECK -> plugin.check(request);
        case STATUS, GC, VERSION -> throw new IllegalStateException("no command: " + command);
      }
    } finally {
      print(services.shell().journal().entries(), Duration.ofNanos(System.nanoTime() - begun));
    }
    cli.out().print(answer);
  }

  private void print(List<Journal.Entry> entries, Duration total) {
    List<Journal.Entry> sorted =
        entries.stream().sorted(Comparator.comparing(Journal.Entry::begin)).toList();
    int processes = 0;
    for (Journal.Entry entry : sorted) {
      boolean process = !entry.process().isEmpty();
      processes += process ? 1 : 0;
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
    cli.out()
        .println(
            millis(Duration.ZERO)
                + millis(total)
                + "  in all, with "
                + processes
                + (processes == 1 ? " process" : " processes"));
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
