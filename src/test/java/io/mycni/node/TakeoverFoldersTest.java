package io.mycni.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakeoverFoldersTest {
  private static final List<String> PLUGINS = List.of("bridge", "host-local", "portmap");

  @Test
  void aTakeoverThatReplacedNothingIsKnownAfterAnUpgradeToo(@TempDir Path folder)
      throws IOException {
    TakeoverFolders takeovers = new TakeoverFolders(folder.resolve("state/takeovers"));
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("bridge"), Path.of("/usr/lib/mycni/bin/bridge"));
    Files.writeString(bin.resolve("another"), "of nobody's concern");
    takeovers.add(bin);
    assertEquals(List.of(), takeovers.lostIn(bin, PLUGINS));

    Files.writeString(bin.resolve("portmap"), "of the reference");
    Files.delete(bin.resolve("bridge"));
    Files.writeString(bin.resolve("bridge"), "of the reference");
    assertEquals(List.of("bridge", "portmap"), takeovers.lostIn(bin, PLUGINS));
    takeovers.remove(bin);
    assertEquals(List.of(), takeovers.lostIn(bin, PLUGINS));
  }

  @Test
  void aFolderThatIsNotListedIsKnownByTheFilesThatWereKeptAside(@TempDir Path folder)
      throws IOException {
    TakeoverFolders takeovers = new TakeoverFolders(folder.resolve("takeovers"));
    Path aside = Files.createDirectory(folder.resolve(TakeoverFolders.ASIDE));
    Files.writeString(aside.resolve("bridge"), "before");
    Files.writeString(folder.resolve("portmap"), "of the reference");
    assertEquals(List.of(), takeovers.lostIn(folder, PLUGINS));
    Files.writeString(folder.resolve("bridge"), "of the reference");
    assertEquals(List.of("bridge"), takeovers.lostIn(folder, PLUGINS));
  }

  @Test
  void aListThatCannotBeReadIsNoEmptyOne(@TempDir Path folder) throws IOException {
    TakeoverFolders takeovers = new TakeoverFolders(Files.createDirectory(folder.resolve("list")));
    assertThrows(IOException.class, () -> takeovers.lostIn(folder, PLUGINS));
  }
}
