// Reads settings below /proc/sys: those of the host from files, those of a namespace by one process
// inside it, since /proc/sys/net follows the network namespace of whoever reads it.
package io.mycni.host;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.exec.Shell;
import io.mycni.process.Runner;
import io.mycni.process.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells values from settings that the kernel lacks, and both from what cannot be read. */
final class SettingReader {
  private static final Path SETTINGS = Path.of("/proc/sys");

  private SettingReader() {}

  /** Returns the values of settings of the host. */
  static Map<String, Optional<String>> read(List<String> keys) {
    Map<String, Optional<String>> values = new HashMap<>();
    for (String key : keys) {
      values.put(key, read(key));
    }
    return values;
  }

  /**
   * Returns the value of a setting of the host; empty when the kernel has no such setting.
   *
   * @throws CniException with {@link ErrorCode#IO_FAILURE} when it cannot be read
   */
  static Optional<String> read(String key) {
    Path file = SETTINGS.resolve(key);
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip());
    } catch (NoSuchFileException lacking) {
      // Without /proc nothing follows from a file that is missing there.
      if (Files.isDirectory(SETTINGS.resolve("net"))) {
        return Optional.empty();
      }
      throw HostFacts.unreadable(file, lacking);
    } catch (IOException e) {
      throw HostFacts.unreadable(file, e);
    }
  }

  /**
   * Returns the values of settings in a namespace; empty when there is known to be no such
   * namespace.
   *
   * @throws CniException with {@link ErrorCode#COMMAND_FAILED} when one cannot be read
   */
  static Optional<Map<String, Optional<String>>> inside(
      Shell shell, String netns, List<String> keys) {
    if (keys.isEmpty()) {
      return Optional.of(Map.of());
    }
    if (NetnsIdentity.of(netns).isEmpty()) {
      return Optional.empty();
    }
    List<String> arguments = new ArrayList<>();
    arguments.add("--net=" + netns);
    arguments.addAll(Settings.looking(keys));
    String what = "look at settings in " + netns;
    Runner.Outcome outcome = shell.ask(what, "nsenter", arguments);
    String[] answers = outcome.out().split("\0");
    if (outcome.ok() && answers.length == keys.size()) {
      Map<String, Optional<String>> values = new HashMap<>();
      for (int i = 0; i < answers.length; i++) {
        boolean there = answers[i].startsWith("=");
        values.put(
            keys.get(i), there ? Optional.of(answers[i].substring(1).strip()) : Optional.empty());
      }
      return Optional.of(values);
    }
    // It may have gone meanwhile.
    if (NetnsIdentity.of(netns).isEmpty()) {
      return Optional.empty();
    }
    throw Shell.unanswered(what, "nsenter", byHand(netns, keys), outcome);
  }

  private static List<String> byHand(String netns, List<String> keys) {
    List<String> words = new ArrayList<>(List.of("--net=" + netns, "cat"));
    for (String key : keys) {
      words.add(SETTINGS + "/" + key);
    }
    return words;
  }

  /** Returns the settings of a namespace that is not there. */
  static Map<String, Optional<String>> none(List<String> keys) {
    Map<String, Optional<String>> values = new HashMap<>();
    for (String key : keys) {
      values.put(key, Optional.empty());
    }
    return values;
  }
}
