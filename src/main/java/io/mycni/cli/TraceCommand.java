// `mycni trace`: does a call for real, and shows what it ran and how long each took.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniRequest;
import io.mycni.cni.Json;
import io.mycni.cni.ResultCodec;
import io.mycni.exec.Journal;
import io.mycni.plan.Command.Ip;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.Services;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Carries a call out and prints its journal. */
@Command(
    name = "trace",
    description = "Do ADD, DEL or CHECK for real, and show each step with its time.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Columns: when it began and how long it took in milliseconds, the process, what for.",
      "",
      "Example:",
      "  mycni trace add --config mynet.conf --netns /run/netns/a --container-id a"
    })
final class TraceCommand implements Runnable {
  private final Cli cli;

  @Parameters(paramLabel = "add|del|check", description = "The call: ${COMPLETION-CANDIDATES}.")
  private Verb verb;

  @Mixin private AttachmentOptions attachment;

  TraceCommand(Cli cli) {
    this.cli = cli;
  }

  /** The calls that are about one attachment. */
  private enum Verb {
    add,
    del,
    check
  }

  @Override
  public void run() {
    CniCommand command =
        switch (verb) {
          case add -> CniCommand.ADD;
          case del -> CniCommand.DEL;
          case check -> CniCommand.CHECK;
        };
    ConfigFile file = attachment.configFile();
    CniRequest request = attachment.request(command, file, cli.environment());
    Services services = cli.services();
    CniPlugin plugin = new Plugins(services, false).named(file.type()).orElseThrow();
    long begun = System.nanoTime();
    String answer = "";
    try {
      switch (verb) {
        case add ->
            answer =
                new String(
                        Json.pretty(ResultCodec.write(plugin.add(request), request.version())),
                        StandardCharsets.UTF_8)
                    + "\n";
        case del -> plugin.del(request);
        case check -> plugin.check(request);
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
