package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher of an image that was built without a C compiler does what the other does directly.
 */
class ShellLauncherIT {
  private final World world = World.make();
  private Path launcher;

  @BeforeEach
  void make() throws IOException {
    Path image = World.BIN.getParent();
    Path build = image.resolveSibling("launcher/launcher-build.h");
    Assumptions.assumeTrue(Files.exists(build), "the image's launcher is this one");
    Path folder = Files.createDirectories(world.folder().resolve("image/bin")).getParent();
    for (String part : new String[] {"runtime", "lib", "cache"}) {
      Files.createSymbolicLink(folder.resolve(part), image.resolve(part));
    }
    String defined = Files.readString(build);
    String jars = defined(defined, "LAUNCHER_JARS").replace(", ", ":$image/lib/");
    launcher = folder.resolve("bin/mycni");
    Files.writeString(
        launcher,
        Files.readString(Path.of(System.getProperty("mycni.base"), "packaging/launcher.sh"))
            .replace("@CLASSPATH@", "$image/lib/" + jars)
            .replace("@OPTIONS@", defined(defined, "LAUNCHER_OPTIONS").replace(", ", " "))
            .replace("@CACHE@", defined(defined, "LAUNCHER_CACHE"))
            .replace("@COMMANDS_CACHE@", defined(defined, "LAUNCHER_COMMANDS_CACHE")));
    launcher.toFile().setExecutable(true);
    Files.createSymbolicLink(folder.resolve("bin/bridge"), Path.of("mycni"));
  }

  private static String defined(String header, String name) {
    String line =
        header.lines().filter(each -> each.contains(" " + name + " ")).findFirst().orElseThrow();
    return line.substring(line.indexOf(name) + name.length() + 1).replace("\"", "");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private World.Ended sh(String script) {
    return world.run(
        Map.of("CNI_COMMAND", "VERSION", "mycni", launcher.resolveSibling("bridge").toString()),
        "",
        "sh",
        "-c",
        script);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2>&-", "<&-", "<&- 2>&-"})
  void theAnswerGoesToStandardOutputWhateverElseIsClosed(String streams) {
    World.Ended ended = sh("$mycni " + streams);
    assertTrue(
        Json.readObject(ended.ok().getBytes(StandardCharsets.UTF_8)).has("supportedVersions"));
  }

  @ParameterizedTest
  @ValueSource(strings = {">&-", "> /dev/full", "<&- >&- 2>&-"})
  void anAnswerThatCannotBeWrittenIsAFailure(String streams) {
    sh("{ $mycni; echo $? > status; } " + streams);
    assertEquals("1\n", world.sh("cat status").ok());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ordnér ☃", "bad\\377dir", "plain"})
  void aWorkingFolderMayHaveAnyName(String name) {
    String folder = "\"$(printf '" + name + "')\"";
    world.container("a").sh("mkdir " + folder).ok();
    for (String verb : new String[] {"ADD", "DEL"}) {
      world
          .run(
              Map.of(
                  "CNI_COMMAND", verb,
                  "CNI_CONTAINERID", "a",
                  "CNI_NETNS", "/run/netns/a",
                  "CNI_IFNAME", "eth0",
                  "CNI_PATH", world.bin().toString(),
                  "LC_ALL", "C"),
              Configs.SAMPLE.replace("DATADIR", "leasés"),
              "sh",
              "-c",
              "cd " + folder + " && exec " + launcher)
          .ok();
      String leases = world.sh("ls " + folder + "/leasés/mynet").ok();
      assertEquals(verb.equals("ADD"), leases.contains("10.16."), leases);
    }
    world.sh("rm -r " + folder).ok();
  }

  @Test
  void aWorkingFolderThatIsGoneIsNoObstacle() {
    assertTrue(sh("mkdir gone; cd gone; rmdir ../gone; exec $mycni").ok().contains("supported"));
  }

  @Test
  void theCallersLocaleIsGivenOn() {
    world.container("a");
    world
        .sh(
            "printf '#!/bin/sh\\ncat > /dev/null; echo \"${LC_ALL-unset}\" > locale; exit 1\\n'"
                + " > bin/other; chmod +x bin/other")
        .ok();
    String config = Configs.SAMPLE.replace("host-local", "other");
    for (String locale : new String[] {"de_DE.UTF-8", ""}) {
      world.call("ADD", "a", config).program(launcher.toString()).with("LC_ALL", locale).run();
      assertEquals(locale + "\n", world.sh("cat locale; rm locale").ok());
    }
  }

  @Test
  void withoutItsRuntimeItSaysSo() {
    world.sh("rm image/runtime").ok();
    World.Ended ended = sh("$mycni");
    assertEquals(1, ended.status());
    assertEquals(
        5,
        Json.readObject(ended.out().getBytes(StandardCharsets.UTF_8)).path("code").asInt(),
        ended.out());
  }
}
