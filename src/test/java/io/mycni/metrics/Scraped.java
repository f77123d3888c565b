// A scrape, read as strictly as Prometheus' text format 0.0.4 is described: what a lenient reader
// would take is refused here.
package io.mycni.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was told.
 *
 * @param values by name and labels, as {@code name{a="1",b="2"}}, the labels in their order
 * @param types by name
 */
public record Scraped(Map<String, Double> values, Map<String, String> types) {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{((?:[a-zA-Z_]\\w*=\"(?:[^\"\\\\\\n]|\\\\[n\"\\\\])*\",?)*)\\})?"
              + " (NaN|[+-]Inf|-?[0-9.]+(?:[eE][+-]?[0-9]+)?)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\[n\"\\\\])*)\"");

  /** Reads a scrape. */
  public static Scraped of(String text) {
    assertTrue(text.endsWith("\n"), "the last line must end, too");
    Map<String, Double> values = new LinkedHashMap<>();
    Map<String, String> types = new HashMap<>();
    Map<String, String> helps = new HashMap<>();
    String family = "";
    for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        assertTrue(helps.put(words[2], words[3]) == null, "two HELP of " + words[2]);
        family = words[2];
      } else if (line.startsWith("# TYPE ")) {
        assertEquals(family, words[2], "HELP and TYPE are of one metric");
        assertTrue(types.put(words[2], words[3]) == null, "two TYPE of " + words[2]);
        assertTrue(words[3].matches("counter|gauge|histogram"), line);
      } else {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), "no sample: " + line);
        String name = sample.group(1);
        String stem =
            "histogram".equals(types.get(family))
                ? name.replaceFirst("_(bucket|sum|count)$", "")
                : name;
        assertEquals(family, stem, "the samples of a metric stand together");
        String key = name + sorted(Optional.ofNullable(sample.group(2)).orElse(""));
        String number = sample.group(3).replace("Inf", "Infinity");
        assertTrue(values.put(key, Double.valueOf(number)) == null, "twice: " + key);
      }
    }
    Scraped all = new Scraped(values, types);
    types.forEach((name, type) -> all.requireType(name, type));
    return all;
  }

  private static String sorted(String labels) {
    Map<String, String> all = new TreeMap<>();
    Matcher each = LABEL.matcher(labels);
    while (each.find()) {
      assertTrue(all.put(each.group(1), each.group(2)) == null, "twice in " + labels);
    }
    if (all.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    all.forEach((name, value) ->
        text.append(text.isEmpty() ? "{" : ",").append(name + "=\"" + value + "\""));
    return text.append('}').toString();
  }

  private void requireType(String name, String type) {
    assertEquals(type.equals("counter"), name.endsWith("_total"), name + " is a " + type);
    if (!type.equals("histogram")) {
      return;
    }
    Map<String, Double> last = new HashMap<>();
    Map<String, Double> limits = new HashMap<>();
    values.forEach((key, value) -> {
      if (key.startsWith(name + "_bucket{")) {
        Matcher le = Pattern.compile(",?le=\"([^\"]*)\"").matcher(key);
        assertTrue(le.find(), key);
        String of = key.replace(le.group(), "").replace("{,", "{").replace("_bucket", "_count");
        double limit = Double.parseDouble(le.group(1).replace("Inf", "Infinity"));
        assertTrue(limit > limits.getOrDefault(of, -1.0), "limits grow: " + key);
        assertTrue(value >= last.getOrDefault(of, 0.0), "counts add up: " + key);
        limits.put(of, limit);
        last.put(of, value);
      }
    });
    assertFalse(last.isEmpty(), name + " has no buckets");
    last.forEach((count, value) -> {
      assertEquals(Double.POSITIVE_INFINITY, limits.get(count), count + " has no +Inf");
      assertEquals(values.get(count), value, "+Inf has all of " + count);
      assertTrue(values.containsKey(count.replace("_count", "_sum")), "no sum of " + count);
    });
  }

  /** Returns the value of a sample; -1 where it is not told. */
  public double value(String name, String... labels) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < labels.length; i += 2) {
      text.append(labels[i] + "=\"" + labels[i + 1] + "\",");
    }
    return values.getOrDefault(name + sorted(text.toString()), -1.0);
  }
}
