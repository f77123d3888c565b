package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The launcher's streams: with an agent, and without one. */
class LauncherIT {
  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  /**
   * Runs a script in which `$mycni` is asked for its versions; `$socket` is the agent's, or none.
   */
  private World.Ended sh(String socket, String script) {
    return world.run(
        Map.of(
            "CNI_COMMAND",
            "VERSION",
            "MYCNI_SOCKET",
            socket,
            "mycni",
            world.bin().resolve("bridge").toString()),
        "",
        "sh",
        "-c",
        script);
  }

  private static JsonNode document(World.Ended ended) {
    return Json.readObject(ended.out().getBytes(StandardCharsets.UTF_8));
  }

  private void withAndWithoutAgent(java.util.function.Consumer<String> test) {
    test.accept("");
    try (Resident agent = Resident.in(world, "agent.sock")) {
      test.accept(agent.socket().toString());
    }
  }

  @Test
  void anInputWithoutAnEndIsRefusedAndFillsNoMemory() {
    withAndWithoutAgent(socket -> {
      long begun = System.nanoTime();
      World.Ended ended = sh(socket, "CNI_COMMAND=ADD $mycni < /dev/zero");
      assertEquals(1, ended.status());
      assertEquals(6, document(ended).path("code").asInt(), ended.out());
      assertTrue(ended.out().contains("larger than 16 MiB"), ended.out());
      assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(20));
    });
  }

  @Test
  void theLargestInputIsRead() {
    String input = "{ printf '{\"x\":\"'; head -c 16777000 /dev/zero | tr '\\0' y; printf '\"}'; }";
    withAndWithoutAgent(socket -> {
      World.Ended ended = sh(socket, input + " | CNI_COMMAND=ADD $mycni");
      // What is missing next: variables.
      assertEquals(4, document(ended).path("code").asInt(), ended.out());
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {">&-", "> /dev/full", ">&- 2>&-", "<&- >&- 2>&-", "| :"})
  void anAnswerThatCannotBeWrittenIsAFailure(String streams) {
    withAndWithoutAgent(socket -> {
      // Long enough that a pipe's reader has gone when the answer comes.
      String script = "{ sleep 0.3 | $mycni; echo $? > status; } " + streams;
      sh(socket, script);
      assertEquals("1\n", world.sh("cat status").ok(), script);
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"2>&-", "<&-", "<&- 2>&-"})
  void theAnswerGoesToStandardOutputWhateverElseIsClosed(String streams) {
    withAndWithoutAgent(socket -> {
      World.Ended ended = sh(socket, "$mycni " + streams);
      JsonNode answer = document(ended);
      assertTrue(answer.has("supportedVersions") || answer.has("code"), ended.out());
      assertEquals(answer.has("code") ? 1 : 0, ended.status());
    });
  }

  @Test
  void theCallersLocaleIsGivenOn() {
    world.container("a");
    world
        .sh(
            "printf '#!/bin/sh\\ncat > /dev/null; echo \"${LC_ALL-unset}\" > locale; exit 1\\n' > bin/other;"
                + " chmod +x bin/other")
        .ok();
    String config = Configs.SAMPLE.replace("host-local", "other");
    for (String locale : new String[] {"de_DE.UTF-8", "POSIX", ""}) {
      world.call("ADD", "a", config).with("MYCNI_SOCKET", "").with("LC_ALL", locale).run();
      assertEquals(locale + "\n", world.sh("cat locale; rm locale").ok());
    }
  }

  @Test
  void withoutItsRuntimeItSaysSo() {
    world.sh("mkdir -p image/bin; cp " + World.BIN.resolve("mycni") + " image/bin/mycni").ok();
    World.Ended ended = sh("", "exec image/bin/mycni");
    if (!world.sh("ls /usr/lib/mycni || true").out().isEmpty()) {
      return;
    }
    assertEquals(1, ended.status());
    assertEquals(5, document(ended).path("code").asInt());
    assertEquals("1.1.0", document(ended).path("cniVersion").asString());
  }
}
