// `mycni lint`: every mistake of configuration files at once.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.chain.Network;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.host.Route;
import io.mycni.lint.Finding;
import io.mycni.lint.Inspection;
import io.mycni.lint.Missing;
import io.mycni.lint.Types;
import io.mycni.plugin.Services;
import io.mycni.process.PluginProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints findings with their places. */
@Command(
    name = "lint",
    header = "Show every mistake in configuration files.",
    description = {
      "Each with its place and what is expected there; what is legal but surprising; in what files contradict each other; and, of files in the configuration folder, which plugins are not installed. Changes nothing."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni lint",
      "  mycni lint ./10-mynet.conflist --json",
      "",
      "Exit status: 1 if there is an error; warnings leave it 0."
    })
final class LintCommand implements Callable<Integer> {
  private final Cli cli;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Configurations (default: all of the configuration folder).")
  private List<Path> files = List.of();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private NetworkOptions where;

  LintCommand(Cli cli) {
    this.cli = cli;
  }

  /** Returns the command of plain words behind its name. */
  static Optional<LintCommand> plain(Cli cli, List<String> words) {
    Optional<Words> sorted = Words.of(words, Set.of("--json"), NetworkOptions.NAMES);
    if (sorted.isEmpty()) {
      return Optional.empty();
    }
    LintCommand lint = new LintCommand(cli);
    lint.files = sorted.get().parameters().stream().map(Path::of).toList();
    lint.json = sorted.get().has("--json");
    lint.where = NetworkOptions.of(sorted.get());
    return Optional.of(lint);
  }

  @Override
  public Integer call() {
    List<Path> all = files.isEmpty() ? where.folder(cli.environment()).files() : files;
    if (all.isEmpty()) {
      cli.note("there is no file in " + where.folder(cli.environment()).path());
      return 0;
    }
    Inspection inspection = inspection(cli.services());
    ArrayNode found = Json.array();
    int errors = 0;
    int warnings = 0;
    for (Path file : all) {
      String text = "";
      List<Finding> findings = new ArrayList<>();
      try {
        text = new String(Network.textOf(file), StandardCharsets.UTF_8);
        findings.addAll(inspection.of(file.toString(), text));
        findings.addAll(missing(file, text));
      } catch (CniException unreadable) {
        findings.add(Finding.unreadable(unreadable));
      }
      for (Finding finding : findings) {
        boolean error = finding.level() == Finding.Level.ERROR;
        errors += error ? 1 : 0;
        warnings += error ? 0 : 1;
        if (json) {
          found.add(node(file, finding));
        } else {
          show(file, text, finding);
        }
      }
    }
    if (json) {
      cli.print(found);
    } else {
      cli.out().println(summary(all.size(), errors, warnings));
    }
    return errors == 0 ? 0 : 1;
  }

  private static String summary(int files, int errors, int warnings) {
    return (files == 1 ? "1 file: " : files + " files: ")
        + (errors == 1 ? "1 error, " : errors + " errors, ")
        + (warnings == 1 ? "1 warning" : warnings + " warnings");
  }

  /** Begins to look at files, as a node has them. */
  static Inspection inspection(Services services) {
    List<Route> routes =
        services.shell().tools().find("ip").isPresent() ? services.host().routes() : List.of();
    return new Inspection(Plugins::type, Types.OF_MYCNI, routes);
  }

  private List<Finding> missing(Path file, String text) {
    return isOfThisNode(file)
        ? Missing.of(text, this::program, where.path(cli.environment()).replace(":", " or "))
        : List.of();
  }

  /** Elsewhere than on the node, and for a file that is not in use yet, it tells nothing. */
  private boolean isOfThisNode(Path file) {
    Path folder = where.folder(cli.environment()).path().toAbsolutePath().normalize();
    return folder.equals(file.toAbsolutePath().normalize().getParent());
  }

  private Optional<Path> program(String type) {
    return PluginProgram.find(type, where.path(cli.environment()), Path.of(""), type)
        .map(PluginProgram::realPath);
  }

  private void show(Path file, String text, Finding finding) {
    Finding.Spot spot = finding.spot();
    boolean error = finding.level() == Finding.Level.ERROR;
    String level = error ? cli.coloured("error", "31;1") : cli.coloured("warning", "33;1");
    cli.out()
        .println(
            file
                + ":"
                + spot.line()
                + ":"
                + spot.column()
                + ": "
                + level
                + ": "
                + finding.message());
    List<String> lines = text.lines().toList();
    if (spot.line() <= lines.size()) {
      String line = lines.get(spot.line() - 1).replace('\t', ' ');
      String number = String.valueOf(spot.line());
      cli.out().println("  " + number + " | " + line);
      int room = Math.max(1, line.length() - spot.column() + 1);
      String carets = "^".repeat(Math.min(spot.length(), room));
      cli.out()
          .println(
              ("  "
                      + " ".repeat(number.length())
                      + " | "
                      + " ".repeat(spot.column() - 1)
                      + cli.coloured(carets, error ? "31;1" : "33;1")
                      + " "
                      + finding.help())
                  .stripTrailing());
    } else if (!finding.help().isEmpty()) {
      cli.out().println("  " + finding.help());
    }
    cli.out().println();
  }

  private static ObjectNode node(Path file, Finding finding) {
    ObjectNode node = Json.object();
    node.put("file", file.toString());
    node.put("level", finding.level() == Finding.Level.ERROR ? "error" : "warning");
    node.put("line", finding.spot().line());
    node.put("column", finding.spot().column());
    node.put("length", finding.spot().length());
    node.put("message", finding.message());
    node.put("help", finding.help());
    return node;
  }
}
