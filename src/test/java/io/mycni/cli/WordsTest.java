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
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that need no parser mean the same with one; all others are left to it. */
class WordsTest {
  private static final Runner NO_TOOLS =
      (command, stdin, environment, limit) ->
          new Runner.Outcome(0, "[]".getBytes(StandardCharsets.UTF_8), new byte[0], false);

  @TempDir private Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  private Cli cli() {
    said.reset();
    Map<String, String> environment =
        Map.of("NO_COLOR", "1", "PATH", "", "NETCONFPATH", folder.toString(), "CNI_PATH", "/x");
    return new Cli(environment, NO_TOOLS, new FileLocks(), out, out);
  }

  private static boolean isPlain(Cli cli, List<String> words) {
    return CommandName.of(words)
        .flatMap(name -> name.plain(cli, words.subList(1, words.size())))
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "list",
    "list --json",
    "list --conf-dir FOLDER/none",
    "list --json --conf-dir=FOLDER",
    "lint",
    "lint FOLDER/n.conf",
    "lint FOLDER/n.conf --json FOLDER/none.conf",
    "plan add n /nowhere",
    "plan del n --container-id c1 --ifname eth7",
    "plan del --config=FOLDER/n.conf --container-id=c1 --network other",
    "plan add none /nowhere",
    "plan add --netns /nowhere n --cni-args IP=10.16.0.9 --cap-args {}",
    "plan add",
  })
  void plainWordsMeanTheSameWithAParser(String line) throws IOException {
    Files.writeString(
        folder.resolve("n.conf"),
        """
        { "cniVersion": "1.0.0", "name": "n", "type": "mycni", "brigde": "b" }
        """);
    List<String> words = List.of(line.replace("FOLDER", folder.toString()).split(" "));
    assertEquals(true, isPlain(cli(), words));
    int status = cli().run(words);
    String text = said.toString(StandardCharsets.UTF_8);
    int parsed = cli().commands().execute(words.toArray(String[]::new));
    assertEquals(said.toString(StandardCharsets.UTF_8), text);
    assertEquals(parsed, status);
  }

  @ParameterizedTest
  @CsvSource({
    "list --help",
    "list x",
    "list --json --json",
    "list --conf-dir",
    "list --conf-dir --json",
    "list --conf-dir=",
    "list --jsn",
    "lint @files",
    "lint --",
    "lint -h",
    "plan",
    "plan check n a",
    "plan add n a b",
    "plan add n a --format json",
    "add n a",
    "lists",
  })
  void whatIsNotPlainIsLeftToTheParser(String line) {
    assertEquals(false, isPlain(cli(), List.of(line.split(" "))));
    assertEquals(Optional.empty(), Words.of(List.of(""), Set.of(), Set.of()));
  }
}
