package io.mycni.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever tells people about the agent's units tells it in one form. */
class AgentWordsTest {
  private static final List<Path> FOLDERS =
      List.of(
          Path.of("README.md"),
          Path.of("docs"),
          Path.of("packaging/files"),
          Path.of("deb"),
          Path.of("rpm"),
          Path.of("src/main"));
  private static final Pattern UNIT =
      Pattern.compile("(?:systemctl|journalctl -u|deb-systemd-\\S+) [^`\"|;&]*?mycni-agent(?!\\.)");

  @Test
  void unitsAreNamedWhole() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : files()) {
      Matcher half = UNIT.matcher(Files.readString(file));
      while (half.find()) {
        wrong.add(file + ": " + half.group().lines().toList().getLast());
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void theUnitsThatAreToldOfAreThoseOfThePackage() {
    for (String words :
        List.of(AgentWords.SWITCH_ON, AgentWords.RESTART, AgentWords.STATUS, AgentWords.JOURNAL)) {
      Matcher unit = Pattern.compile("mycni-agent\\.\\S+").matcher(words);
      while (unit.find()) {
        assertTrue(Files.exists(Path.of("packaging/files", unit.group())), unit.group());
      }
    }
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : FOLDERS) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.filter(Files::isRegularFile).forEach(files::add);
      }
    }
    return files;
  }
}
