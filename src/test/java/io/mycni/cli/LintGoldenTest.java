package io.mycni.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mycni.lock.FileLocks;
import io.mycni.process.Runner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One file below {@code src/test/resources/lint} is one case; what `mycni lint` says about it is
 * written beside it with the ending {@code .txt}. With {@code -Dgolden.write=true} that is written,
 * to be read before it is committed.
 */
class LintGoldenTest {
  private static final Path CASES = Path.of("src/test/resources/lint");

  /** The host is 192.0.2.7 on up0, and 192.0.2.1 its router there; it has no IPv6. */
  private static final String ROUTES =
      """
      [{"dst":"192.0.2.0/24","dev":"up0","scope":"253"},
       {"dst":"default","gateway":"192.0.2.1","dev":"up0"},
       {"type":"local","dst":"192.0.2.7","dev":"up0","table":"255","scope":"254"},
       {"type":"broadcast","dst":"192.0.2.255","dev":"up0","table":"255","scope":"253"}]
      """;

  private static final Runner HOST =
      (command, stdin, environment, limit) ->
          new Runner.Outcome(
              0,
              (command.contains("-4") ? ROUTES : "[]").getBytes(StandardCharsets.UTF_8),
              new byte[0],
              false);

  static Stream<String> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".txt"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFindingsAreAsWritten(String name) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int status =
        new Cli(Map.of("NO_COLOR", "1"), HOST, new FileLocks(), out, out)
            .run(List.of("lint", CASES.resolve(name).toString()));
    String text =
        said.toString(StandardCharsets.UTF_8).replace(CASES + "/", "")
            + "exit status "
            + status
            + "\n";
    Path expected = CASES.resolve(name + ".txt");
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(expected, text);
    }
    assertEquals(Files.readString(expected), text);
  }
}
