// Asks for the traffic control of a link, and reads the answers: queueing disciplines as JSON
// (iproute2
// 4.16 and later), classes and filters as text, because tc prints those as no JSON, or as JSON with
// one key several times.
package io.mycni.host;

import io.mycni.exec.Shell;
import io.mycni.process.Runner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The question for the traffic control of a link of the host; the answer is empty where there is no
 * {@code tc}, and says nothing of a link that is not there.
 *
 * @param link the name of the link
 */
public record ShapingOf(String link) implements Question<Optional<Shaping>> {
  private static final String TOOL = "tc";

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public Optional<Shaping> ask(Shell shell) {
    if (shell.tools().find(TOOL).isEmpty()) {
      return Optional.empty();
    }
    String what = "look at the traffic control of " + link;
    List<String> question = List.of("-json", "qdisc", "show", "dev", link);
    Runner.Outcome outcome = shell.ask(what, TOOL, question);
    if (saysMissing(outcome)) {
      return Optional.of(Shaping.NONE);
    }
    if (!outcome.ok()) {
      throw Shell.unanswered(what, TOOL, question, outcome);
    }
    List<Shaping.Qdisc> qdiscs = qdiscs(outcome.stdout());
    List<Shaping.HtbClass> classes = new ArrayList<>();
    List<Shaping.Filter> filters = new ArrayList<>();
    for (Shaping.Qdisc qdisc : qdiscs) {
      boolean htb = qdisc.kind().equals("htb");
      if (htb) {
        List<String> ofClasses = List.of("class", "show", "dev", link);
        classes.addAll(classes(shell.answer(what, TOOL, ofClasses).out()));
      }
      if (htb || !qdisc.root()) {
        String parent = qdisc.handle();
        List<String> ofFilters = List.of("filter", "show", "dev", link, "parent", parent);
        filters.addAll(filters(shell.answer(what, TOOL, ofFilters).out(), parent));
      }
    }
    return Optional.of(new Shaping(qdiscs, classes, filters));
  }

  /** The exact words of a tc that ran, and found no such link. */
  private boolean saysMissing(Runner.Outcome outcome) {
    return outcome.exit() == 1
        && !outcome.timedOut()
        && outcome.err().equals("Cannot find device \"" + link + "\"");
  }

  // Written out: the equality that the compiler would make is slow at its first use.

  @Override
  public boolean equals(Object other) {
    return other instanceof ShapingOf that && link.equals(that.link);
  }

  @Override
  public int hashCode() {
    return link.hashCode();
  }

  /** Reads the answer of {@code tc -json qdisc show}; the kernel's own have the handle 0. */
  static List<Shaping.Qdisc> qdiscs(byte[] answer) {
    List<Shaping.Qdisc> qdiscs = new ArrayList<>();
    for (JsonNode item : ToolJson.ofTc(answer)) {
      Optional<Shaping.Qdisc> qdisc = qdisc(item);
      if (qdisc.isPresent()) {
        qdiscs.add(qdisc.get());
      }
    }
    return qdiscs;
  }

  /** Reads one of that list; empty for one of the kernel's own. */
  static Optional<Shaping.Qdisc> qdisc(JsonNode item) {
    String handle = item.path("handle").asString("");
    if (handle.equals("0:")) {
      return Optional.empty();
    }
    JsonNode options = item.path("options");
    return Optional.of(
        new Shaping.Qdisc(
            item.path("kind").asString(""),
            handle,
            item.path("root").asBoolean(false),
            options.path("rate").asLong(0),
            size(options.path("burst")),
            options.path("lat").asLong(0),
            options.path("default").asString("")));
  }

  /** Versions differ in whether a size is a number or a text. */
  private static long size(JsonNode value) {
    return value.isNumber() ? value.asLong(0) : size(value.asString("0"));
  }

  /** Reads the answer of {@code tc class show}, of which only those of htb count. */
  static List<Shaping.HtbClass> classes(String answer) {
    List<Shaping.HtbClass> classes = new ArrayList<>();
    for (String line : answer.split("\n")) {
      List<String> words = List.of(line.strip().split(" +"));
      if (words.size() > 2 && words.get(0).equals("class") && words.get(1).equals("htb")) {
        long rate = scaled(after(words, "rate"), 1000) / 8;
        classes.add(new Shaping.HtbClass(words.get(2), rate, size(after(words, "burst"))));
      }
    }
    return classes;
  }

  /** Reads the answer of {@code tc filter show}. */
  static List<Shaping.Filter> filters(String answer, String parent) {
    List<Shaping.Filter> filters = new ArrayList<>();
    Shaping.Filter filter = null;
    for (String line : answer.split("\n")) {
      String text = line.strip();
      if (text.startsWith("filter ")) {
        add(filter, filters);
        filter = filter(List.of(text.split(" +")), parent);
      } else if (filter != null && text.startsWith("match ")) {
        List<String> matches = new ArrayList<>(filter.matches());
        matches.add(text.substring("match ".length()));
        filter = with(filter, matches, filter.redirect());
      } else if (filter != null && filter.redirect().isEmpty()) {
        filter = with(filter, filter.matches(), redirect(text));
      }
    }
    add(filter, filters);
    return filters;
  }

  /** What has no match is the head of a table. */
  private static void add(Shaping.Filter filter, List<Shaping.Filter> filters) {
    if (filter != null && !filter.matches().isEmpty()) {
      filters.add(filter);
    }
  }

  private static Shaping.Filter filter(List<String> words, String parent) {
    String starred = after(words, "*flowid");
    return new Shaping.Filter(
        parent,
        after(words, "protocol"),
        (int) scaled(after(words, "pref"), 1000),
        List.of(),
        starred.isEmpty() ? after(words, "flowid") : starred,
        "");
  }

  private static Shaping.Filter with(Shaping.Filter filter, List<String> matches, String redirect) {
    return new Shaping.Filter(
        filter.parent(), filter.protocol(), filter.priority(), matches, filter.to(), redirect);
  }

  private static String redirect(String text) {
    String before = "mirred (Egress Redirect to device ";
    int start = text.indexOf(before);
    int end = text.indexOf(')', Math.max(start, 0));
    return start < 0 || end < 0 ? "" : text.substring(start + before.length(), end);
  }

  private static String after(List<String> words, String word) {
    int place = words.indexOf(word);
    return place < 0 || place + 1 >= words.size() ? "" : words.get(place + 1);
  }

  /** A size in bytes, {@code 125000b} or {@code 15Kb} say; details stand behind a slash. */
  private static long size(String text) {
    int slash = text.indexOf('/');
    return scaled(slash < 0 ? text : text.substring(0, slash), 1024);
  }

  /** A number and the first letter of its unit, of which K, M, G and T multiply. */
  private static long scaled(String text, long thousand) {
    int end = 0;
    while (end < text.length() && "0123456789.".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    int power = end < text.length() ? "KMGT".indexOf(text.charAt(end)) + 1 : 0;
    try {
      return Math.round(Double.parseDouble(text.substring(0, end)) * Math.pow(thousand, power));
    } catch (NumberFormatException noNumber) {
      return 0;
    }
  }
}
