// `mycni plugins`: which plugins this program is, and which keys each of them has.
package io.mycni.cli;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.keys.Key;
import io.mycni.keys.KeySet;
import io.mycni.lint.Types;
import io.mycni.plugin.PluginName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the plugins, or the keys of one. */
@Command(
    name = "plugins",
    header = "List the plugins that mycni is, or the keys of one.",
    description = {
      "Each can be named as `type` of a network or of its ipam, with or without mycni- before it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni plugins",
      "  mycni plugins bridge",
      "  mycni plugins --names"
    })
final class PluginsCommand implements Runnable {
  private final Cli cli;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "The plugin whose keys are listed.")
  private String name;

  @Option(names = "--names", description = "Print the names only, one a line.")
  private boolean names;

  PluginsCommand(Cli cli) {
    this.cli = cli;
  }

  /** What a shell offers for the name. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return PluginName.all().iterator();
    }
  }

  @Override
  public void run() {
    if (names) {
      PluginName.all().forEach(cli.out()::println);
    } else if (name == null) {
      list();
    } else {
      keys();
    }
  }

  private void list() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NAME", "ROLE", "GIVES"));
    for (PluginName plugin : PluginName.values()) {
      rows.add(
          List.of(plugin.text(), plugin.role().name().toLowerCase(Locale.ROOT), plugin.purpose()));
    }
    Table.print(rows, cli.out());
  }

  private void keys() {
    PluginName plugin =
        PluginName.of(name)
            .orElseThrow(() ->
                new CniException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "mycni has no plugin '" + name + "'",
                    "it has " + String.join(", ", PluginName.all())));
    KeySet keys = Types.OF_MYCNI.keys(plugin.text()).orElse(KeySet.NONE);
    if (keys.keys().isEmpty()) {
      cli.out().println(plugin.text() + " has no keys of its own");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("KEY", "VALUE", "DEFAULT", "MEANING"));
    add(rows, "", keys);
    Table.print(rows, cli.out());
  }

  /** The keys of a key stand below it. */
  private static void add(List<List<String>> rows, String indent, KeySet keys) {
    for (Key key : keys.keys()) {
      rows.add(
          List.of(
              indent + plain(key.sources().inWords(key.name())),
              plain(key.values()),
              plain(key.byDefault()),
              plain(key.meaning())));
      if (key.sources().configuration()) {
        add(rows, indent + "  ", key.inside());
      }
    }
  }

  /** The words are written for a page that sets what is between backticks in another font. */
  private static String plain(String words) {
    return words.replace("`", "");
  }
}
