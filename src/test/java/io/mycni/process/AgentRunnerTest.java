package io.mycni.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes by an agent's starter, and tools that wait. */
class AgentRunnerTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofMillis(300);
  private static final Map<String, String> VARIABLES =
      Map.of("PATH", "/usr/bin:/bin", "X", "y z", Tools.TOOL_OF, "call");

  @TempDir static Path built;
  private static Path launcher;

  private final List<String> noted = new ArrayList<>();
  private final List<ReadyTools> all = new ArrayList<>();

  /** The launcher is made with the image, which is later; what starts tools is enough here. */
  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    launcher = built.resolve("starter");
    Path main = built.resolve("main.c");
    Files.writeString(
        main,
        """
        #include <stdlib.h>
        #include "starter.h"
        int main(int argc, char **argv) { return argc == 3 ? serve_agent(atol(argv[2])) : 1; }
        """);
    Runner.Outcome compiled =
        new ProcessRunner(Path.of("").toAbsolutePath())
            .run(
                List.of(
                    "/bin/sh",
                    "-c",
                    "command -v cc > /dev/null || exit 99; cd src/main/c && exec cc -std=gnu11 -Wall"
                        + " -Wextra -Werror -I. -o "
                        + launcher
                        + " starter.c child.c bytes.c "
                        + main),
                new byte[0],
                System.getenv(),
                Duration.ofMinutes(2));
    Assumptions.assumeTrue(compiled.exit() != 99, "no C compiler was found");
    assertEquals("", compiled.err());
  }

  @AfterEach
  void end() {
    all.forEach(ReadyTools::close);
  }

  private ReadyTools tools(Duration longestWait) {
    ToolNotes notes =
        (call, process) -> {
          noted.add(call + " " + process);
          return !call.equals("unknown");
        };
    ReadyTools tools = new ReadyTools(launcher, notes, line -> {}, longestWait);
    all.add(tools);
    return tools;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Runner.Outcome sh(String script, String input, Duration limit) {
    try (AgentRunner runner = tools(LONG).runnerIn(Path.of("/usr"))) {
      return runner.run(
          List.of("/bin/sh", "-c", script, "name", "two words \"quoted\"", ""),
          bytes(input),
          VARIABLES,
          limit);
    }
  }

  /** Runs a tool that waits for its input as a call of its own. */
  private static String run(ReadyTools tools, String tool, Map<String, String> variables) {
    try (AgentRunner runner = tools.runnerIn(Path.of("/usr"))) {
      Launch launch = new Launch(List.of(), Settings.NONE, List.of(tool), Launch.Reading.LINES);
      Runner.Outcome outcome = runner.run(launch, bytes("said"), variables, LONG);
      assertTrue(outcome.ok(), outcome.err());
      return outcome.out();
    }
  }

  private static void awaitEndOf(String pid) throws InterruptedException {
    for (int i = 0; i < 1000 && !ProcessState.of(pid).equals("Z"); i++) {
      Thread.sleep(10);
    }
    assertEquals("Z", ProcessState.of(pid), "process " + pid);
  }

  private static ProcessHandle starter() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").equals(launcher.toString()))
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  @Test
  void argumentsInputFolderAndEnvironmentArriveAsTheyAre() {
    Runner.Outcome outcome =
        sh("cat; pwd; echo \"$#|$1|$2|$X\"; env | wc -l; echo oops >&2; exit 3", "in\n", LONG);
    // The shell adds PWD.
    assertEquals("in\n/usr\n2|two words \"quoted\"||y z\n4\n", outcome.out());
    assertEquals("oops", outcome.err());
    assertEquals(3, outcome.exit());
  }

  @Test
  void muchInputAndOutputArriveWhole() {
    String much = "0123456789abcde\n".repeat(1 << 17);
    assertEquals(much, sh("cat", much, LONG).out());
    assertTrue(sh("exit 0", much, LONG).ok());
  }

  @Test
  void aSignalThatEndsAProcessIsTold() {
    assertEquals(128 + 9, sh("kill -9 $$", "", LONG).exit());
    // Nothing of what the starter ignores is ignored by what it starts.
    assertEquals(128 + 15, sh("kill -15 $$", "", LONG).exit());
    assertEquals(128 + 13, sh("kill -13 $$", "", LONG).exit());
  }

  @Test
  void whatCannotBeStartedEndsWith127AndTheReason() {
    try (AgentRunner runner = tools(LONG).runnerIn(Path.of("/"))) {
      Runner.Outcome outcome =
          runner.run(List.of("/nonexistent/tool"), new byte[0], VARIABLES, LONG);
      assertEquals(127, outcome.exit());
      assertTrue(outcome.err().contains("No such file"), outcome.err());
    }
  }

  @Test
  void aGrandchildThatKeepsTheOutputOpenIsNotWaitedFor() {
    Runner.Outcome outcome = sh("sleep 30 & echo $!", "", LONG);
    assertEquals(0, outcome.exit());
    assertNotEnded(outcome.out().strip());
  }

  private static void assertNotEnded(String pid) {
    assertFalse(ProcessState.of(pid).equals("Z"), pid);
    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void atItsLimitAToolEndsWithAllThatItHasStarted() throws InterruptedException {
    try (ReadyTools tools = tools(LONG)) {
      run(tools, "/bin/sh", Map.of("PATH", "/usr/bin:/bin"), "true\n", LONG);
      noted.clear();
      String script =
          "trap '' TERM; (trap '' TERM; sleep 61 & echo $!; wait) & "
              + "setsid sh -c 'trap \"\" TERM; echo $$; sleep 62' & wait; wait; sleep 63\n";
      Runner.Outcome outcome = run(tools, "/bin/sh", VARIABLES_OF_SH, script, LIMIT);
      assertEquals(1, noted.size());
      assertTrue(outcome.timedOut());
      String[] pids = outcome.out().strip().split("\n");
      assertEquals(2, pids.length, outcome.out());
      for (String pid : pids) {
        awaitEndOf(pid);
      }
      awaitEndOf(noted.getFirst().split(" ")[1]);
    }
  }

  private static final Map<String, String> VARIABLES_OF_SH =
      Map.of("PATH", "/usr/bin:/bin", Tools.TOOL_OF, "call");

  private static Runner.Outcome run(
      ReadyTools tools, String tool, Map<String, String> variables, String input, Duration limit) {
    try (AgentRunner runner = tools.runnerIn(Path.of("/"))) {
      Launch launch = new Launch(List.of(), Settings.NONE, List.of(tool), Launch.Reading.LINES);
      return runner.run(launch, bytes(input), variables, limit);
    }
  }

  @Test
  void aToolThatWaitsIsUsedAndNotedBeforeItReads() {
    ReadyTools tools = tools(LONG);
    assertEquals("said", run(tools, "/bin/cat", VARIABLES));
    assertEquals(List.of(), noted, "the first has nothing to find");
    assertEquals("said", run(tools, "/bin/cat", VARIABLES));
    assertEquals(1, noted.size());
    assertTrue(noted.getFirst().matches("call [0-9]+ [0-9]+"), noted.toString());
    assertFates(tools, Map.of(ToolTally.Fate.FRESH, 1L, ToolTally.Fate.READY, 1L));
    ReadyTools.Ready ready = tools.ready().getFirst();
    assertEquals("/bin/cat 1", ready.command() + " " + ready.many());
    assertTrue(tools.hasStarter());
  }

  private static void assertFates(ReadyTools tools, Map<ToolTally.Fate, Long> fates) {
    assertEquals(fates, tools.tally().lines().getFirst().fates());
  }

  @Test
  void aToolThatCannotBeNotedIsNotUsed() {
    ReadyTools tools = tools(LONG);
    run(tools, "/bin/cat", VARIABLES);
    Map<String, String> unknown = new HashMap<>(VARIABLES);
    unknown.put(Tools.TOOL_OF, "unknown");
    assertEquals("said", run(tools, "/bin/cat", unknown));
    assertEquals(1, noted.size());
    assertFates(tools, Map.of(ToolTally.Fate.FRESH, 2L, ToolTally.Fate.UNNOTED, 1L));
  }

  @Test
  void whatWasStartedFromAFileThatHasBeenReplacedIsNotUsed(@TempDir Path folder)
      throws IOException {
    Path tool = folder.resolve("tool");
    Files.copy(Path.of("/bin/cat"), tool, StandardCopyOption.COPY_ATTRIBUTES);
    ReadyTools tools = tools(LONG);
    run(tools, tool.toString(), VARIABLES);
    Path other = folder.resolve("other");
    Files.copy(Path.of("/usr/bin/wc"), other, StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(other, tool, StandardCopyOption.ATOMIC_MOVE);
    assertTrue(run(tools, tool.toString(), VARIABLES).contains("4"));
    assertEquals(List.of(), noted);
    run(tools, tool.toString(), VARIABLES);
    assertEquals(1, noted.size(), "the new one is used");
    assertFates(
        tools,
        Map.of(ToolTally.Fate.FRESH, 2L, ToolTally.Fate.REPLACED, 1L, ToolTally.Fate.READY, 1L));
  }

  @Test
  void whatHasWaitedTooLongIsNotUsedAndEnds() throws InterruptedException {
    ReadyTools tools = tools(Duration.ofMillis(1));
    run(tools, "/bin/cat", VARIABLES);
    Thread.sleep(2);
    run(tools, "/bin/cat", VARIABLES);
    assertEquals(List.of(), noted);
    ProcessHandle starter = starter();
    Thread.sleep(2);
    tools.endOld();
    for (int i = 0; i < 1000 && starter.children().findAny().isPresent(); i++) {
      Thread.sleep(10);
    }
    assertEquals(0, starter.children().count());
    assertFates(tools, Map.of(ToolTally.Fate.FRESH, 2L, ToolTally.Fate.OLD, 2L));
    assertEquals(List.of(), tools.ready());
  }

  @Test
  void whatHasAnotherPathIsNotUsed() {
    ReadyTools tools = tools(LONG);
    run(tools, "/bin/cat", VARIABLES);
    Map<String, String> other = new HashMap<>(VARIABLES);
    other.put("PATH", "/opt:/usr/bin:/bin");
    run(tools, "/bin/cat", other);
    assertEquals(List.of(), noted);
    // Another call is no other environment.
    Map<String, String> another = new HashMap<>(VARIABLES);
    another.put(Tools.TOOL_OF, "another");
    run(tools, "/bin/cat", another);
    assertTrue(noted.getFirst().startsWith("another "), noted.toString());
  }

  @Test
  void aScriptIsNeverStartedBeforehand(@TempDir Path folder) throws IOException {
    Path script = folder.resolve("tool");
    Files.writeString(script, "#!/bin/sh\necho begun >> " + folder + "/log\nexec cat\n");
    assertTrue(script.toFile().setExecutable(true));
    ReadyTools tools = tools(LONG);
    run(tools, script.toString(), VARIABLES);
    run(tools, script.toString(), VARIABLES);
    assertEquals(List.of(), noted);
    assertEquals("begun\nbegun\n", Files.readString(folder.resolve("log")));
  }

  @Test
  void aScriptThatDoesNotSayWhoReadsItIsReadByTheShell(@TempDir Path folder) throws IOException {
    Path script = folder.resolve("plugin");
    Files.writeString(script, "echo \"$1 and $(cat)\"\n");
    assertTrue(script.toFile().setExecutable(true));
    try (AgentRunner runner = tools(LONG).runnerIn(folder)) {
      List<String> command = List.of(script.toString(), "word");
      assertEquals(
          "word and said\n", runner.runPlugin(command, bytes("said"), VARIABLES, LONG).out());
    }
  }

  @Test
  void whatWaitsEndsWithTheAgent() throws InterruptedException {
    ReadyTools tools = tools(LONG);
    run(tools, "/bin/cat", VARIABLES);
    ProcessHandle starter = starter();
    List<ProcessHandle> waiting = List.of();
    // It is started without waiting for it.
    for (int i = 0; i < 1000 && waiting.isEmpty(); i++) {
      Thread.sleep(10);
      waiting = starter.children().toList();
    }
    assertEquals(1, waiting.size());
    tools.close();
    awaitEndOf(String.valueOf(starter.pid()));
    awaitEndOf(String.valueOf(waiting.getFirst().pid()));
  }

  @Test
  void whenTheStarterIsKilledACallHearsOfItAndTheNextHasAnother(@TempDir Path folder)
      throws InterruptedException {
    ReadyTools tools = tools(LONG);
    tools.prepare();
    ProcessHandle starter = starter();
    Path sign = folder.resolve("begun");
    CompletableFuture<Runner.Outcome> running =
        CompletableFuture.supplyAsync(() ->
            run(
                tools,
                "/bin/sh",
                VARIABLES_OF_SH,
                "echo $$ > " + sign + ".new; mv " + sign + ".new " + sign + "; sleep 64\n",
                LONG));
    while (!Files.exists(sign)) {
      Thread.sleep(5);
    }
    starter.destroyForcibly();
    Runner.Outcome outcome = running.join();
    assertEquals(128 + 9, outcome.exit());
    assertTrue(outcome.err().contains("mycni-starter"), outcome.err());
    assertFalse(outcome.timedOut());
    try {
      awaitEndOf(Files.readString(sign).strip());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertEquals("said", run(tools, "/bin/cat", VARIABLES));
  }

  @Test
  void whereThereIsNoStarterProcessesAreStartedTheOtherWay() {
    List<String> said = new ArrayList<>();
    ReadyTools tools =
        new ReadyTools(Path.of("/nonexistent/mycni"), (call, process) -> true, said::add);
    assertEquals("said", run(tools, "/bin/cat", VARIABLES));
    assertEquals("said", run(tools, "/bin/cat", VARIABLES));
    assertEquals(1, said.size(), said.toString());
  }
}
