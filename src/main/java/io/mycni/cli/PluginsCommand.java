// `mycni plugins`: which plugins this program is.
package io.mycni.cli;

import io.mycni.call.PluginName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the plugins. */
@Command(
    name = "plugins",
    header = "List the plugins that mycni is.",
    description = {
      "Each can be named as `type` of a network or of its ipam, with or without mycni- before it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  mycni plugins", "  mycni plugins --names"})
final class PluginsCommand implements Runnable {
  private final Cli cli;

  @Option(names = "--names", description = "Print the names only, one a line.")
  private boolean names;

  PluginsCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    if (names) {
      PluginName.all().forEach(cli.out()::println);
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NAME", "ROLE", "GIVES"));
    for (PluginName plugin : PluginName.values()) {
      rows.add(
          List.of(plugin.text(), plugin.role().name().toLowerCase(Locale.ROOT), plugin.purpose()));
    }
    Table.print(rows, cli.out());
  }
}
