package io.mycni.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.lock.FileLocks;
import io.mycni.process.Runner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What help shows. */
class HelpTest {
  private static final int SCREEN_LINES = 24;
  private static final int SCREEN_COLUMNS = 80;
  private static final Runner NOBODY =
      (command, stdin, environment, limit) ->
          new Runner.Outcome(1, new byte[0], new byte[0], false);

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
  private final Cli cli = new Cli(Map.of("NO_COLOR", "1"), NOBODY, new FileLocks(), out, out);

  private String help(String... words) {
    said.reset();
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--help");
    assertEquals(0, cli.run(all));
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theListOfCommandsFitsAScreen() {
    List<String> lines = help().lines().toList();
    assertTrue(lines.size() <= SCREEN_LINES, lines.size() + " lines");
    lines.forEach(line -> assertTrue(line.length() <= SCREEN_COLUMNS, line));
  }

  @Test
  void everyCommandHasAnExample() {
    hasExample(cli.commands(), List.of());
  }

  private void hasExample(CommandLine command, List<String> words) {
    if (command.getSubcommands().isEmpty()) {
      String help = help(words.toArray(String[]::new));
      assertTrue(help.contains("Example"), "no example of " + words + "\n" + help);
    }
    command
        .getSubcommands()
        .forEach((name, sub) -> {
          List<String> longer = new ArrayList<>(words);
          longer.add(name);
          hasExample(sub, longer);
        });
  }

  @Test
  void everyCommandIsInTheManual() throws IOException {
    String manual = manual("mycni.8");
    for (String name : cli.commands().getSubcommands().keySet()) {
      assertTrue(
          manual.matches("(?s).*\n\\.B[IR]? \"?" + name + "[\" \n].*"),
          name + " is not in the manual");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mycni.8", "mycni-agent.8"})
  void everyManualHasExamples(String page) throws IOException {
    String examples = manual(page).replaceFirst("(?s).*\n\\.SH EXAMPLES\n", "");
    assertTrue(examples.matches("(?s).*\n\\.RS\n\\w.*\n\\.SH .*"), examples);
  }

  private static String manual(String page) throws IOException {
    return Files.readString(Path.of("packaging/files", page)).replace("\\-", "-");
  }

  @Test
  void helpAndVersionAreWordsToo() {
    String list = help("list");
    assertEquals(list, said("help", "list"));
    assertEquals(help("ipam", "show"), said("help", "ipam", "show"));
    assertEquals(help(), said("help"));
    assertEquals(said("--version"), said("version"));
    assertTrue(said("version").startsWith("mycni "), said("version"));
  }

  @ParameterizedTest
  @CsvSource({
    "help lsit, mycni list",
    "help ipam shwo, mycni ipam show",
    "vrsion, mycni version",
    "hlep, mycni help",
  })
  void whatIsNoCommandHasNoHelpAndIsToldSo(String line, String meant) {
    List<String> words = List.of(line.split(" "));
    assertEquals(2, cli.run(words));
    String text = said.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("there is no command '" + words.getLast() + "'"), text);
    assertTrue(text.contains("did you mean `" + meant + "`?"), text);
  }

  private String said(String... words) {
    said.reset();
    assertEquals(0, cli.run(List.of(words)));
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsNoCommandIsMeasuredAgainstAll() {
    assertEquals(2, cli.run(List.of("lsit")));
    String text = said.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("there is no command 'lsit'"), text);
    assertTrue(text.contains("did you mean `mycni list`?"), text);
  }

  @Test
  void misuseIsStatus2AndSaysWhereToRead() {
    assertEquals(2, cli.run(List.of("ipam", "show")));
    String text = said.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("Missing required parameter: 'NETWORK'"), text);
    assertTrue(text.contains("`mycni ipam show --help` tells more"), text);
  }
}
