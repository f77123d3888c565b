// The traffic control of all links of the host by two processes, for commands that compare hundreds
// of attachments. It answers in full or not at all, as InsideLook does.
package io.mycni.host;

import io.mycni.cni.CniException;
import io.mycni.exec.Shell;
import io.mycni.process.Runner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What was seen.
 *
 * @param links the traffic control of those links that have any but the kernel's own, by their
 *     names
 */
record AllShaping(Map<String, Shaping> links) {
  private static final String TOOL = "tc";
  private static final String WHAT = "look at the traffic control of all links";
  private static final Duration LONGEST = Duration.ofSeconds(60);

  AllShaping {
    links = Map.copyOf(links);
  }

  /** Returns the traffic control of a link. */
  Shaping of(String link) {
    return links.getOrDefault(link, Shaping.NONE);
  }

  /** A question about a link: its classes, or the filters below a parent. */
  private record Part(String link, Optional<String> parent) {
    private String line() {
      return parent.isEmpty()
          ? "class show dev " + link
          : "filter show dev " + link + " parent " + parent.get();
    }
  }

  /** Looks; empty where there is no tc, or it could not be told in full. */
  static Optional<AllShaping> look(Shell shell) {
    if (shell.tools().find(TOOL).isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] answer = shell.answer(WHAT, TOOL, List.of("-json", "qdisc", "show")).stdout();
      Iterable<JsonNode> list = ToolJson.ofTc(answer);
      Map<String, List<Shaping.Qdisc>> qdiscs = byLink(list);
      List<Part> parts = new ArrayList<>();
      qdiscs.forEach((link, all) -> all.forEach(qdisc -> ask(link, qdisc, parts)));
      Optional<List<String>> answers = answers(shell, parts, numbers(list));
      return answers.map(texts -> new AllShaping(put(qdiscs, parts, texts)));
    } catch (CniException unanswered) {
      return Optional.empty();
    }
  }

  /** As ShapingOf asks of one link. */
  private static void ask(String link, Shaping.Qdisc qdisc, List<Part> parts) {
    boolean htb = qdisc.kind().equals("htb");
    if (htb) {
      parts.add(new Part(link, Optional.empty()));
    }
    if (htb || !qdisc.root()) {
      parts.add(new Part(link, Optional.of(qdisc.handle())));
    }
  }

  private static Map<String, List<Shaping.Qdisc>> byLink(Iterable<JsonNode> list) {
    Map<String, List<Shaping.Qdisc>> all = new LinkedHashMap<>();
    for (JsonNode item : list) {
      ShapingOf.qdisc(item)
          .ifPresent(qdisc ->
              all.computeIfAbsent(item.path("dev").asString(""), _ -> new ArrayList<>())
                  .add(qdisc));
    }
    return all;
  }

  /** How many disciplines each link has, the kernel's own among them. */
  private static Map<String, Integer> numbers(Iterable<JsonNode> list) {
    Map<String, Integer> numbers = new HashMap<>();
    for (JsonNode item : list) {
      numbers.merge(item.path("dev").asString(""), 1, Integer::sum);
    }
    return numbers;
  }

  /**
   * Asks all at once. What tc prints for one line does not say where it ends; so behind each it is
   * asked for the disciplines of that link, whose number is known, and no other answer has a line
   * that begins like theirs.
   */
  private static Optional<List<String>> answers(
      Shell shell, List<Part> parts, Map<String, Integer> numbers) {
    if (parts.isEmpty()) {
      return Optional.of(List.of());
    }
    List<Integer> groups = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (Part part : parts) {
      groups.add(numbers.getOrDefault(part.link(), 1));
      lines.append(part.line()).append('\n');
      lines.append("qdisc show dev ").append(part.link()).append('\n');
    }
    Runner.Outcome outcome =
        shell
            .runner()
            .run(
                List.of(shell.tools().require(TOOL), "-batch", "-"),
                lines.toString().getBytes(StandardCharsets.UTF_8),
                shell.tools().environment(),
                shell.deadline().left(LONGEST));
    List<String> answers = apart(outcome.out(), groups);
    return outcome.ok() && answers.size() == parts.size() ? Optional.of(answers) : Optional.empty();
  }

  /**
   * Returns what stands before each group of lines about disciplines.
   *
   * @param groups how many lines each group has
   */
  static List<String> apart(String text, List<Integer> groups) {
    List<String> answers = new ArrayList<>();
    StringBuilder answer = new StringBuilder();
    int ofGroup = 0;
    for (String line : text.split("\n")) {
      if (line.startsWith("qdisc ")) {
        ofGroup++;
        if (answers.size() < groups.size() && ofGroup == groups.get(answers.size())) {
          answers.add(answer.toString());
          answer.setLength(0);
          ofGroup = 0;
        }
      } else if (!line.isEmpty()) {
        answer.append(line).append('\n');
      }
    }
    return answers;
  }

  private static Map<String, Shaping> put(
      Map<String, List<Shaping.Qdisc>> qdiscs, List<Part> parts, List<String> answers) {
    Map<String, Shaping> all = new LinkedHashMap<>();
    qdiscs.forEach((link, ofLink) -> {
      List<Shaping.HtbClass> classes = new ArrayList<>();
      List<Shaping.Filter> filters = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        if (part.link().equals(link) && part.parent().isEmpty()) {
          classes.addAll(ShapingOf.classes(answers.get(i)));
        } else if (part.link().equals(link)) {
          filters.addAll(ShapingOf.filters(answers.get(i), part.parent().get()));
        }
      }
      all.put(link, new Shaping(ofLink, classes, filters));
    });
    return all;
  }
}
