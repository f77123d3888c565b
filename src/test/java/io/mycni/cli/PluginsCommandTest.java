package io.mycni.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.lock.FileLocks;
import io.mycni.plugin.PluginName;
import io.mycni.process.Runner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PluginsCommandTest {
  private static final Runner NOBODY =
      (command, stdin, environment, limit) ->
          new Runner.Outcome(1, new byte[0], new byte[0], false);

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  private int run(String... words) {
    said.reset();
    return new Cli(Map.of("NO_COLOR", "1"), NOBODY, new FileLocks(), out, out).run(List.of(words));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theKeysOfAPluginAreListedWithThoseInside() {
    assertEquals(0, run("plugins", "mycni-static"));
    List<String> keys = said().lines().map(line -> line.split(" {2,}")[0]).toList();
    assertTrue(keys.contains("addresses"), said());
    assertTrue(said().contains("\n  gateway "), said());
    assertTrue(said().contains("runtimeConfig.ips, args.cni.ips, IP in CNI_ARGS"), said());
  }

  @Test
  void eachPluginCanBeAskedFor() {
    for (String name : PluginName.all()) {
      assertEquals(0, run("plugins", name), said());
    }
  }

  @Test
  void aNameThatIsNoPluginIsAnsweredWithThoseThatAre() {
    assertEquals(1, run("plugins", "bridges"));
    assertTrue(said().contains("it has bridge, "), said());
  }

  @Test
  void aShellOffersTheNames() {
    assertEquals(0, run("completion", "bash"));
    assertTrue(said().contains("host-local"), "the names of the plugins are not completed");
  }
}
