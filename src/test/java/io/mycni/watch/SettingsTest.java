package io.mycni.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static Settings parse(String... lines) {
    return Settings.parse(List.of(lines), "mycni.conf");
  }

  @Test
  void withoutAFileTheDefaultsCountAndNothingIsWrong(@TempDir Path folder) {
    assertEquals(Settings.DEFAULTS, Settings.read(folder.resolve("mycni.conf")));
  }

  @Test
  void whatIsSetCountsAndCommentsAreForPeople() {
    Settings settings =
        parse(
            "# for this node",
            "",
            "log-level = warning",
            "slow-call=500ms # half",
            "idle-time =1h");
    assertEquals(
        new Settings(LogLevel.WARNING, Duration.ofMillis(500), Duration.ofHours(1), List.of()),
        settings);
    assertEquals(Duration.ZERO, parse("idle-time = 0s").idle());
  }

  @Test
  void aMistakeIsNamedWithItsLineAndItsDefaultCounts() {
    Settings settings =
        parse(
            "log-levle = debug",
            "slow-call = fast",
            "idle-time = 1s",
            "log-level = loud",
            "slow-call");
    assertEquals(Settings.DEFAULTS.withIdle(Settings.DEFAULTS.idle()).level(), settings.level());
    assertEquals(Settings.DEFAULTS.slow(), settings.slow());
    assertEquals(Settings.DEFAULTS.idle(), settings.idle());
    List<String> mistakes = settings.mistakes();
    assertEquals(5, mistakes.size(), mistakes.toString());
    assertTrue(
        mistakes.get(0).startsWith("mycni.conf, line 1: log-levle = debug: there is no such"));
    assertTrue(mistakes.get(1).endsWith("it may be a time, as 500ms, 2s, 15min or 1h"));
    assertTrue(mistakes.get(2).contains("10s and more"));
    assertTrue(mistakes.get(3).contains("error, warning, info or debug"));
  }

  @Test
  void ofTwoTheLastCountsAndIsTold() {
    Settings settings = parse("idle-time = 1h", "idle-time = 2h");
    assertEquals(Duration.ofHours(2), settings.idle());
    assertTrue(settings.mistakes().getFirst().contains("stands twice"));
  }

  @Test
  void theFileOfThePackageSaysWhatTheDefaultsAre() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("packaging/files/mycni.conf")).stream()
            .map(line -> line.replaceFirst("^#(?=[a-z-]+ = )", ""))
            .toList();
    assertEquals(Settings.DEFAULTS, Settings.parse(lines, "mycni.conf"));
  }
}
