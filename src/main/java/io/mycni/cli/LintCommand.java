// `mycni lint`: every mistake of configuration files at once.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.chain.Network;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.host.Route;
import io.mycni.lint.Finding;
import io.mycni.lint.Linter;
import io.mycni.lint.Types;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
      "Each with its place and what is expected there; and what is legal but surprising. Changes nothing, and looks at the host's routes only."
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

  @Override
  public Integer call() {
    List<Path> all = files.isEmpty() ? where.folder(cli.environment()).files() : files;
    if (all.isEmpty()) {
      cli.note("there is no file in " + where.folder(cli.environment()).path());
      return 0;
    }
    List<Route> routes =
        cli.services().shell().tools().find("ip").isPresent()
            ? cli.services().host().routes()
            : List.of();
    Map<String, Path> names = new HashMap<>();
    ArrayNode found = Json.array();
    int errors = 0;
    int warnings = 0;
    for (Path file : all) {
      String text = read(file);
      boolean isList = file.toString().endsWith(".conflist");
      List<Finding> findings =
          new ArrayList<>(Linter.lint(text, isList, Plugins::type, Types.OF_MYCNI, routes));
      twice(file, names, findings);
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

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new CniException(ErrorCode.IO_FAILURE, "there is no file " + file, "name another");
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "the file " + file + " cannot be read: " + IoReason.of(e),
          "are you root?");
    }
  }

  /** Two files of one name: a runtime takes the first, and their leases share a folder. */
  private static void twice(Path file, Map<String, Path> names, List<Finding> findings) {
    try {
      Path first = names.putIfAbsent(Network.read(file).name(), file);
      if (first != null) {
        findings.add(
            new Finding(
                Finding.Level.WARNING,
                new Finding.Spot(1, 1, 1),
                "this network has the same name as the one in " + first,
                "give each a name of its own: they would share leases"));
      }
    } catch (CniException unreadable) {
      // The linter has said so already.
    }
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
