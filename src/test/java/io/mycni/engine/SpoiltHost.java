// A host whose tools answer nearly as those of a real one did, in a few places something else: who
// lives in a container names its interfaces, and gives them addresses, as it likes.
package io.mycni.engine;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.exec.Journal;
import io.mycni.exec.Shell;
import io.mycni.host.HostLook;
import io.mycni.host.HostReader;
import io.mycni.process.Deadline;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Makes such hosts; what a real one answered lies in {@code src/test/resources}. */
final class SpoiltHost {
  private static final Map<String, byte[]> ANSWERS = answers();

  private SpoiltHost() {}

  static HostLook of(FuzzedDataProvider data) {
    Map<String, byte[]> answers = new HashMap<>(ANSWERS);
    int edits = data.consumeInt(0, 4);
    List<String> names = ANSWERS.keySet().stream().sorted().toList();
    for (int i = 0; i < edits; i++) {
      answers.compute(data.pickValue(names), (name, text) -> spoilt(text, data));
    }
    Runner runner =
        (command, stdin, environment, limit) -> {
          String words = String.join(" ", command);
          byte[] answer = answers.get(answerOf(words));
          return new Runner.Outcome(0, answer == null ? new byte[0] : answer, new byte[0], false);
        };
    return new HostReader(
        new Shell(runner, new Tools(Map.of()), Deadline.in(Duration.ofSeconds(60)), new Journal()));
  }

  private static byte[] spoilt(byte[] text, FuzzedDataProvider data) {
    try {
      JsonNode answer = Json.read(text);
      SpoiltCall.spoil(answer, data);
      return Json.write(answer);
    } catch (CniException e) {
      // It is text, as it is or by now.
    }
    String all = new String(text, StandardCharsets.UTF_8);
    int at = data.consumeInt(0, all.length());
    int end = Math.min(all.length(), at + data.consumeInt(0, 12));
    String other = all.substring(0, at) + data.consumeString(12) + all.substring(end);
    return other.getBytes(StandardCharsets.UTF_8);
  }

  private static String answerOf(String words) {
    boolean inside = words.contains("nsenter");
    if (words.contains(" address show")) {
      return words.contains(" dev ") ? "link" : inside ? "inside" : "links";
    }
    if (words.contains(" route show")) {
      return words.contains(" -6 ") ? "routes6" : words.contains("details") ? "routesd" : "routes4";
    }
    if (words.contains("/bridge") && words.contains("vlan")) {
      return "vlans";
    }
    if (words.contains(" rule ")) {
      return "rules";
    }
    if (words.contains("iptables")) {
      return "save";
    }
    if (words.contains("/nft ")) {
      return words.contains("list tables")
          ? "tables"
          : words.contains("ruleset") ? "ruleset" : "table";
    }
    if (words.contains("qdisc")) {
      return words.contains(" dev ") ? "qdisc" : "qdiscs";
    }
    return words.contains("class") ? "classes" : words.contains("filter") ? "filters2" : "nothing";
  }

  private static Map<String, byte[]> answers() {
    Map<String, byte[]> answers = new HashMap<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/io/mycni/engine/answers"))) {
      for (Path file : files.toList()) {
        answers.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
      return answers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
