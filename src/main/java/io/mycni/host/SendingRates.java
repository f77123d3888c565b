// To which rates what links send is limited, all of them at one look: for whoever shows limits, and
// compares nothing.
package io.mycni.host;

import io.mycni.exec.Shell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The question for the rates of the host's links that a token bucket limits, or an htb some of
 * their traffic, in bits per second by their names; the answer is empty where there is no tc.
 */
public record SendingRates() implements Question<Optional<Map<String, Long>>> {
  private static final String TOOL = "tc";
  private static final String WHAT = "look at the limits of links";

  @Override
  public boolean isInside() {
    return false;
  }

  @Override
  public Optional<Map<String, Long>> ask(Shell shell) {
    if (shell.tools().find(TOOL).isEmpty()) {
      return Optional.empty();
    }
    byte[] answer = shell.answer(WHAT, TOOL, List.of("-json", "qdisc", "show")).stdout();
    Map<String, Long> rates = new LinkedHashMap<>(buckets(answer));
    for (String link : htbs(answer)) {
      List<String> question = List.of("class", "show", "dev", link);
      // The class of what is not limited has a rate, too, which no link reaches.
      ShapingOf.classes(shell.answer(WHAT, TOOL, question).out()).stream()
          .mapToLong(Shaping.HtbClass::rate)
          .min()
          .ifPresent(rate -> rates.put(link, rate * 8));
    }
    return Optional.of(rates);
  }

  /** Reads the rates of token buckets out of {@code tc -json qdisc show}. */
  static Map<String, Long> buckets(byte[] answer) {
    Map<String, Long> rates = new LinkedHashMap<>();
    for (JsonNode item : ToolJson.ofTc(answer)) {
      if (isRoot(item, "tbf")) {
        rates.put(item.path("dev").asString(""), item.path("options").path("rate").asLong(0) * 8);
      }
    }
    return rates;
  }

  private static List<String> htbs(byte[] answer) {
    List<String> links = new ArrayList<>();
    for (JsonNode item : ToolJson.ofTc(answer)) {
      if (isRoot(item, "htb")) {
        links.add(item.path("dev").asString(""));
      }
    }
    return links;
  }

  private static boolean isRoot(JsonNode item, String kind) {
    return item.path("kind").asString("").equals(kind) && item.path("root").asBoolean(false);
  }
}
