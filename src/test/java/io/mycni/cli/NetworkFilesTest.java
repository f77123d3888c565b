package io.mycni.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.chain.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands say of files that runtimes would not read, or that forbid what is asked. */
class NetworkFilesTest {
  @TempDir private Path folder;
  private int status;

  private String mycni(String... words) {
    Typing typing = new Typing(folder, folder.resolve("bin"));
    String said = typing.mycni(List.of(words));
    status = typing.status();
    return said;
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text.replace('\'', '"'));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          n.conflist | {'cniVersion': '1.0.0', 'name': 'n', 'type': 'bridge'} | a .conflist holds a list of plugins
          n.conf     | {'cniVersion': '1.0.0', 'name': 'n', 'plugins': [{'type': 'bridge'}]} | a .conf holds one plugin
          n.json     | {'cniVersion': '1.0.0', 'name': 'n', 'plugins': [{'type': 'bridge'}]} | a .conf holds one plugin
          m.conf     | \ufeff{'cniVersion': '1.0.0', 'name': 'n', 'type': 'bridge'} | byte order mark
          """)
  void whatRuntimesDoNotReadNoCommandReads(String file, String text, String said)
      throws IOException {
    write(file, text);
    String path = folder.resolve(file).toString();
    for (String[] words :
        new String[][] {
          {"lint"}, {"list"}, {"plan", "add", "n", "/x"}, {"add", "n", "/x"}, {"add", path, "/x"},
        }) {
      String answer = mycni(words);
      assertTrue(answer.contains(said), String.join(" ", words) + ": " + answer);
      assertEquals(1, status, answer);
    }
  }

  /** Of several, one that cannot even be read hides nothing of the rest. */
  @Test
  void aFileThatCannotBeReadHidesNoOther() throws IOException {
    Files.createSymbolicLink(folder.resolve("05-old.conf"), folder.resolve("gone"));
    write("10-n.conf", "{'cniVersion': '1.0.0', 'name': 'n', 'typ': 'mycni'}");
    String lint = mycni("lint");
    assertEquals(1, status);
    assertTrue(lint.contains("05-old.conf is a link that leads nowhere"), lint);
    assertTrue(lint.contains("did you mean \"type\"?"), lint);
    assertTrue(lint.contains("2 files: 2 errors"), lint);
    String list = mycni("list");
    assertTrue(list.contains("05-old.conf is a link that leads nowhere"), list);
  }

  /** Whoever reads a pipe waits for somebody who writes. */
  @Test
  void aPipeInTheFolderIsToldAndNotReadAndOneOfTheShellIsRead() throws Exception {
    Path pipe = folder.resolve("05-pipe.conf");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    write("10-n.conf", "{'cniVersion': '1.0.0', 'name': 'n', 'type': 'mycni'}");
    String list = mycni("list");
    assertTrue(list.contains("05-pipe.conf is no file, but a folder, a pipe or a device"), list);
    assertTrue(list.contains("10-n.conf"), list);
    assertTrue(mycni("lint").contains("05-pipe.conf is no file"));
    assertEquals(0, Network.textOf(Path.of("/dev/null")).length);
  }

  @Test
  void aNetworkWithDisableGcIsLeftAlone() throws IOException {
    write(
        "n.conflist",
        "{'cniVersion': '1.1.0', 'name': 'n', 'disableGC': true, 'plugins': [{'type': 'none'}]}");
    for (String[] words : new String[][] {{"gc", "n"}, {"gc", "n", "--dry-run"}}) {
      String answer = mycni(words);
      assertEquals(0, status, answer);
      assertTrue(answer.startsWith("nothing is collected: the network n has disableGC"), answer);
    }
  }

  @Test
  void initTakesNoNameAndNoBridgeOfAnotherNetwork() throws IOException {
    write("n.conf", "{'cniVersion': '1.0.0', 'name': 'mynet', 'type': 'mycni'}");
    String first = mycni("init", "--dry-run", "--with=");
    assertTrue(first.contains("\"name\": \"mynet2\""), first);
    assertTrue(first.contains("\"bridge\": \"cni1\""), first);
    String name = mycni("init", "--dry-run", "--with=", "--name=mynet");
    assertTrue(name.contains("the name mynet is taken by the network in " + folder), name);
    String bridge = mycni("init", "--dry-run", "--with=", "--bridge=cni0");
    assertTrue(bridge.contains("the bridge cni0 is taken by the network mynet in "), bridge);
    mycni("init", "--dry-run", "--with=", "--name=mynet", "--bridge=cni0", "--force");
    assertEquals(0, status);
  }

  /** Words are for people: what a value may be, not what a library thinks of it. */
  @ParameterizedTest
  @CsvSource({
    "init --subnet 10.1",
    "plan add n /x --format xml",
    "topology --format png",
    "completion tcsh",
    "add n /x --cap-args {",
  })
  void noMessageNamesAClassOfJava(String line) throws IOException {
    write("n.conf", "{'cniVersion': '1.0.0', 'name': 'n', 'type': 'bridge'}");
    String answer = mycni(line.split(" "));
    assertFalse(answer.matches("(?s).*\\b(java|io)\\.\\w+\\..*|.*Exception.*"), answer);
    assertTrue(status > 0, answer);
  }
}
