// /etc/mycni/mycni.conf: the defaults of a node. A line that cannot be taken is named, and its
// default counts: for a misspelt word nobody's calls get slow.
package io.mycni.watch;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The defaults of a node.
 *
 * @param level what the agent's log says
 * @param slow from how long on a call is told as slow
 * @param idle for how long nobody has called when the agent ends, where a call would start the
 *     next; zero for never
 * @param metrics where it answers whoever wants its metrics; empty for nowhere
 * @param mistakes what could not be taken, each with its line
 */
public record Settings(
    LogLevel level,
    Duration slow,
    Duration idle,
    Optional<MetricsAddress> metrics,
    List<String> mistakes) {
  /** Where they are; the file need not be there. */
  public static final Path FILE = Path.of("/etc/mycni/mycni.conf");

  /** Without the file. */
  public static final Settings DEFAULTS =
      new Settings(
          LogLevel.INFO,
          Duration.ofSeconds(2),
          Duration.ofMinutes(15),
          Optional.empty(),
          List.of());

  /** A service manager gives up what it has to start again and again within half a minute. */
  private static final Duration LEAST_IDLE = Duration.ofSeconds(10);

  /** Reads them; never fails. */
  public static Settings read(Path file) {
    try {
      return parse(Files.readAllLines(file), file.toString());
    } catch (NoSuchFileException e) {
      return DEFAULTS;
    } catch (CharacterCodingException e) {
      return DEFAULTS.with(file + " is not UTF-8; the defaults count");
    } catch (IOException e) {
      return DEFAULTS.with(file + " cannot be read, the defaults count: " + e);
    }
  }

  /** Returns the same with another idle time. */
  public Settings withIdle(Duration time) {
    return new Settings(level, slow, time, metrics, mistakes);
  }

  /** Returns the same with another place for metrics. */
  public Settings withMetrics(Optional<MetricsAddress> address) {
    return new Settings(level, slow, idle, address, mistakes);
  }

  /**
   * Tells whether an agent ends when nobody has called for the idle time: not where somebody is to
   * find its metrics.
   */
  public boolean endsWhenIdle() {
    return !idle.isZero() && metrics.isEmpty();
  }

  private Settings with(String mistake) {
    List<String> more = new ArrayList<>(mistakes);
    more.add(mistake);
    return new Settings(level, slow, idle, metrics, more);
  }

  /** Reads lines of {@code key = value}; what follows # is for people. */
  static Settings parse(List<String> lines, String name) {
    Settings settings = DEFAULTS;
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int comment = line.indexOf('#');
      line = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (line.isEmpty()) {
        continue;
      }
      int sign = line.indexOf('=');
      String key = (sign < 0 ? line : line.substring(0, sign)).strip();
      String value = sign < 0 ? "" : line.substring(sign + 1).strip();
      String problem = seen.contains(key) ? "it stands twice; the last one counts" : "";
      seen.add(key);
      try {
        settings = settings.with(key, value);
      } catch (IllegalArgumentException e) {
        problem = e.getMessage();
      }
      if (!problem.isEmpty()) {
        settings = settings.with(name + ", line " + (i + 1) + ": " + line + ": " + problem);
      }
    }
    return settings;
  }

  private Settings with(String key, String value) {
    return switch (key) {
      case "log-level" -> new Settings(level(value), slow, idle, metrics, mistakes);
      case "slow-call" -> new Settings(level, duration(value), idle, metrics, mistakes);
      case "idle-time" -> withIdle(idleTime(value));
      case "metrics" -> withMetrics(address(value));
      default ->
          throw new IllegalArgumentException(
              "there is no such setting; there are log-level, slow-call, idle-time and metrics");
    };
  }

  private static LogLevel level(String word) {
    for (LogLevel each : LogLevel.values()) {
      if (each.word().equals(word)) {
        return each;
      }
    }
    throw new IllegalArgumentException("it may be error, warning, info or debug");
  }

  /** Reads where metrics are told: an address, or {@code none}. */
  public static Optional<MetricsAddress> address(String text) {
    return text.equals("none") ? Optional.empty() : Optional.of(MetricsAddress.parse(text));
  }

  private static Duration idleTime(String text) {
    Duration time = duration(text);
    if (!time.isZero() && time.compareTo(LEAST_IDLE) < 0) {
      throw new IllegalArgumentException(
          "it may be 0s, for never, or 10s and more, as systemd gives up what it has to start again"
              + " and again");
    }
    return time;
  }

  private static Duration duration(String text) {
    String unit = text.replaceFirst("^[0-9]{1,9} *", "");
    String number = text.substring(0, text.length() - unit.length()).strip();
    if (!number.isEmpty()) {
      long many = Long.parseLong(number);
      switch (unit) {
        case "ms":
          return Duration.ofMillis(many);
        case "s":
          return Duration.ofSeconds(many);
        case "min":
          return Duration.ofMinutes(many);
        case "h":
          return Duration.ofHours(many);
        default:
          break;
      }
    }
    throw new IllegalArgumentException("it may be a time, as 500ms, 2s, 15min or 1h");
  }
}
