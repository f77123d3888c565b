package io.mycni.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that need no parser mean the same with one; all others are left to it. */
class WordsTest {
  @TempDir private Path folder;
  private Typing typing;

  @BeforeEach
  void begin() {
    typing = new Typing(folder, Path.of("/x"));
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
    assertEquals(true, isPlain(typing.cli(), words));
    String text = typing.mycni(words);
    int parsed = typing.cli().commands().execute(words.toArray(String[]::new));
    assertEquals(typing.said(), text);
    assertEquals(parsed, typing.status());
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
    assertEquals(false, isPlain(typing.cli(), List.of(line.split(" "))));
    assertEquals(Optional.empty(), Words.of(List.of(""), Set.of(), Set.of()));
  }
}
