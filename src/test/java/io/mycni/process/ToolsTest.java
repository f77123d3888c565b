package io.mycni.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where tools are found. */
class ToolsTest {
  @TempDir private Path folder;

  private Path executable(String place) throws IOException {
    Path file = folder.resolve(place);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    file.toFile().setExecutable(true);
    return file;
  }

  @Test
  void thePathOfTheCallComesFirst() throws IOException {
    Path ip = executable("a/ip");
    executable("b/ip");
    Tools tools = new Tools(Map.of("PATH", folder + "/none:" + folder + "/a:" + folder + "/b"));
    assertEquals(Optional.of(ip.toString()), tools.find("ip"));
  }

  @Test
  void thePluginOfTheNameBridgeIsNotTakenForTheTool() throws IOException {
    executable("plugins/bridge");
    executable("tools/ip");
    Path tool = executable("tools/bridge");
    Tools tools = new Tools(Map.of("PATH", folder + "/plugins:" + folder + "/tools"));
    assertEquals(Optional.of(tool.toString()), tools.find("bridge"));
  }
}
