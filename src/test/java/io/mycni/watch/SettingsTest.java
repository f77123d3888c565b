package io.mycni.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
        new Settings(
            LogLevel.WARNING,
            Duration.ofMillis(500),
            Duration.ofHours(1),
            Optional.empty(),
            List.of()),
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
  void metricsAreToldOnThisMachineAloneAndTheAgentStaysThen() {
    assertTrue(Settings.DEFAULTS.endsWhenIdle());
    for (String address :
        List.of("unix:/run/mycni/metrics.sock", "127.0.0.1:9470", "[::1]:9470", "localhost:1")) {
      Settings settings = parse("metrics = " + address);
      assertEquals(List.of(), settings.mistakes());
      assertEquals(address, settings.metrics().orElseThrow().text());
      assertFalse(settings.endsWhenIdle());
    }
    assertTrue(parse("metrics = [::1]:9470").metrics().orElseThrow().endpoint().getPort() == 9470);
    for (String address :
        List.of(
            "0.0.0.0:9470",
            ":9470",
            "9470",
            "192.0.2.1:9470",
            "127.0.0.1:0",
            "127.0.0.1:65536",
            "unix:metrics.sock",
            "unix:/" + "x".repeat(107))) {
      Settings settings = parse("metrics = " + address);
      assertTrue(settings.metrics().isEmpty(), address);
      assertTrue(settings.mistakes().getFirst().contains("of this machine alone"), address);
    }
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
