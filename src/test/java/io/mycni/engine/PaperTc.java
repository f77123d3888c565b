// Reads lines of tc(8), and carries them out on links of paper. What it does not know it refuses: a
// plugin with new words adds them here.
package io.mycni.engine;

import io.mycni.host.Shaping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The traffic control of links. */
final class PaperTc {
  /** How long a burst the kernel tells, in seconds: 32 bits of 64 nanoseconds. */
  private static final double MOST_TOLD = 274.877906944;

  /** What may be changed of one link. */
  private static final class Control {
    private final List<Shaping.Qdisc> qdiscs = new ArrayList<>();
    private final List<Shaping.HtbClass> classes = new ArrayList<>();
    private final List<Shaping.Filter> filters = new ArrayList<>();

    private Shaping seen() {
      return new Shaping(qdiscs, classes, filters);
    }

    private void remove(boolean root) {
      boolean there = qdiscs.removeIf(qdisc -> qdisc.root() == root);
      if (!there) {
        throw new IllegalStateException("Error: Cannot delete qdisc with handle of zero.");
      }
      filters.removeIf(filter -> filter.parent().equals(root ? "1:" : "ffff:"));
      classes.removeIf(each -> root);
    }
  }

  private final Map<String, Control> links = new TreeMap<>();

  Shaping of(String link) {
    return links.containsKey(link) ? links.get(link).seen() : Shaping.NONE;
  }

  /**
   * Carries a line out.
   *
   * @param there the links that there are
   */
  void tc(String line, Set<String> there) {
    List<String> words = List.of(line.split(" "));
    String device = after(words, "dev");
    if (!there.contains(device)) {
      throw new IllegalStateException("Cannot find device \"" + device + "\"");
    }
    Control control = links.computeIfAbsent(device, _ -> new Control());
    switch (words.get(0) + " " + words.get(1)) {
      case "qdisc add" -> add(qdisc(words), control);
      case "qdisc replace" -> {
        control.qdiscs.removeIf(Shaping.Qdisc::root);
        add(qdisc(words), control);
      }
      case "qdisc delete" -> control.remove(words.contains("root"));
      case "class add" -> control.classes.add(htbClass(words));
      case "class replace" -> {
        control.classes.removeIf(each -> each.id().equals(after(words, "classid")));
        control.classes.add(htbClass(words));
      }
      case "class delete" ->
          control.classes.removeIf(each -> each.id().equals(after(words, "classid")));
      case "filter add" -> control.filters.add(filter(words));
      case "filter delete" ->
          control.filters.removeIf(each -> each.parent().equals(after(words, "parent")));
      default -> throw new IllegalArgumentException("unknown: tc " + line);
    }
  }

  private static void add(Shaping.Qdisc qdisc, Control control) {
    if (control.qdiscs.stream().anyMatch(each -> each.root() == qdisc.root())) {
      throw new IllegalStateException("Error: Exclusivity flag on, cannot modify.");
    }
    control.qdiscs.add(qdisc);
  }

  private static Shaping.Qdisc qdisc(List<String> words) {
    if (words.contains("ingress")) {
      return Shaping.Qdisc.of("ingress", "ffff:", false);
    }
    if (words.contains("netem")) {
      return Shaping.Qdisc.of("netem", "1:", true);
    }
    if (words.contains("htb")) {
      return new Shaping.Qdisc("htb", "1:", true, 0, 0, 0, "0x" + after(words, "default"));
    }
    long rate = number(after(words, "rate")) / 8;
    long burst = number(after(words, "burst"));
    long latency = (number(after(words, "limit")) - burst) * 1_000_000 / rate;
    return new Shaping.Qdisc("tbf", "1:", true, rate, told(burst, rate), latency, "");
  }

  private static Shaping.HtbClass htbClass(List<String> words) {
    long burst = words.contains("burst") ? number(after(words, "burst")) : 0;
    long rate = number(after(words, "rate")) / 8;
    return new Shaping.HtbClass(after(words, "classid"), rate, told(burst, rate));
  }

  private static long told(long burst, long rate) {
    return (long) (burst % (rate * MOST_TOLD));
  }

  private static Shaping.Filter filter(List<String> words) {
    List<String> matches = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals("match")) {
        String pair = hex(words.get(i + 2)) + "/" + hex(words.get(i + 3));
        matches.add(pair + " at " + words.get(i + 5));
      }
    }
    return new Shaping.Filter(
        after(words, "parent"),
        after(words, "protocol"),
        Integer.parseInt(after(words, "prio")),
        matches,
        after(words, "flowid"),
        words.contains("redirect") ? words.getLast() : "");
  }

  private static String hex(String number) {
    return String.format("%08x", Long.decode(number));
  }

  /** The number before its unit. */
  private static long number(String text) {
    return Long.parseLong(text.replaceAll("[a-z]+$", ""));
  }

  private static String after(List<String> words, String word) {
    return PaperLink.after(words, word);
  }

  /** What belongs to links that are gone goes; what led to them leads nowhere. */
  void forgetAllBut(Set<String> there) {
    links.keySet().retainAll(there);
    for (Control control : links.values()) {
      control.filters.replaceAll(filter ->
          filter.redirect().isEmpty() || there.contains(filter.redirect())
              ? filter
              : new Shaping.Filter(
                  filter.parent(),
                  filter.protocol(),
                  filter.priority(),
                  filter.matches(),
                  filter.to(),
                  "*"));
    }
  }

  /** Returns a line for each thing that there is. */
  List<String> dump() {
    List<String> lines = new ArrayList<>();
    links.forEach((link, control) -> {
      control.qdiscs.forEach(qdisc -> lines.add("tc " + link + " " + qdisc));
      control.classes.forEach(each -> lines.add("tc " + link + " " + each));
      control.filters.forEach(filter -> lines.add("tc " + link + " " + filter));
    });
    return lines;
  }
}
