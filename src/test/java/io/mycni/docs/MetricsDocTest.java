package io.mycni.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/operations.md has the table of metrics, made from the list of them. */
class MetricsDocTest {
  private static final Path DOCUMENT = Path.of("docs/operations.md");
  private static final String BEGIN = "<!-- metrics -->\n";
  private static final String END = "<!-- end of metrics -->\n";

  @Test
  void theTableIsMadeFromTheMetrics() throws IOException {
    String text = Files.readString(DOCUMENT);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    String made = text.substring(0, begin) + table() + text.substring(text.indexOf(END));
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(DOCUMENT, made);
    }
    assertEquals(made, Files.readString(DOCUMENT));
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| metric | labels | meaning |\n| --- | --- | --- |\n");
    for (Metric metric : Metric.values()) {
      table.append("| `").append(metric.text()).append("` | ");
      table.append(String.join(", ", metric.labels()));
      table.append(" | ").append(metric.help()).append(" |\n");
    }
    return table.toString();
  }

  /** An alert on what nobody measures never fires. */
  @Test
  void whatExamplesAskForIsMeasured() throws IOException {
    TreeSet<String> known = new TreeSet<>();
    for (Metric metric : Metric.values()) {
      known.add(metric.text());
      known.add(metric.text() + "_bucket");
    }
    Matcher names = Pattern.compile("\\bmycni_[a-z_]+[a-z]\\b").matcher(Files.readString(DOCUMENT));
    while (names.find()) {
      boolean isFile = names.group().startsWith("mycni_0");
      assertTrue(isFile || known.contains(names.group()), names.group());
    }
  }
}
