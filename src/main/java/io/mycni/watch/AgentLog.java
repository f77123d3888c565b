// The agent's lines for the journal: which of them are written, and how a call is told in one.
// What else there is to say is said by those who know it.
package io.mycni.watch;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;

/** Writes lines; for several threads. */
public final class AgentLog {
  /** A line of a journal need not be longer; an error of another plugin may have any length. */
  private static final int LONGEST = 2000;

  /** The traceparent of W3C Trace Context: version, trace, span, flags. */
  private static final String TRACE = "TRACEPARENT";

  private static final int TRACE_LENGTH = 55;

  private final PrintStream out;
  private final boolean journal;
  private final LogLevel level;
  private final Duration slow;
  private final LineBudget budget = new LineBudget();

  /**
   * Makes the log.
   *
   * @param out takes lines
   * @param journal whether who reads them knows priorities as prefixes, sd-daemon(3)
   * @param level what is written
   * @param slow from how long on a call is slow
   */
  public AgentLog(PrintStream out, boolean journal, LogLevel level, Duration slow) {
    this.out = out;
    this.journal = journal;
    this.level = level;
    this.slow = slow;
  }

  /** Tells what has happened. */
  public void info(String text) {
    say(LogLevel.INFO, text);
  }

  /** Tells what somebody should see to. */
  public void warn(String text) {
    say(LogLevel.WARNING, text);
  }

  /** Tells what has become of a caller that was not served. */
  public void caller(String text) {
    sayOfCaller(LogLevel.INFO, text);
  }

  /**
   * Tells of a call, if there is anything to tell of it: that it failed, or took long.
   *
   * @param served the call
   * @param environment its environment
   * @param error what it has answered, where it failed: message and details
   */
  public void call(Served served, Map<String, String> environment, String error) {
    boolean late = served.nanos() >= slow.toNanos();
    LogLevel weight =
        served.code() != 0 ? LogLevel.ERROR : late ? LogLevel.WARNING : LogLevel.DEBUG;
    if (weight.compareTo(level) > 0) {
      return;
    }
    StringBuilder text = new StringBuilder(served.verb()).append(" of ").append(served.plugin());
    String container = environment.getOrDefault("CNI_CONTAINERID", "");
    if (!container.isEmpty()) {
      text.append(" for ").append(container);
      text.append('/').append(environment.getOrDefault("CNI_IFNAME", ""));
    }
    text.append(served.code() != 0 ? " failed after " : late ? " was slow: " : " took ");
    text.append(served.nanos() / 1_000_000).append(" ms");
    if (served.code() != 0) {
      text.append(", code ").append(served.code()).append(": ").append(error);
    }
    String trace = environment.getOrDefault(TRACE, "");
    if (isTrace(trace)) {
      text.append(" traceparent=").append(trace);
    }
    sayOfCaller(weight, text.toString());
  }

  /** However many call in vain, it stays readable; who asks for each call gets each. */
  private void sayOfCaller(LogLevel weight, String text) {
    if (weight.compareTo(level) > 0 || level == LogLevel.DEBUG) {
      say(weight, text);
      return;
    }
    LineBudget.Verdict verdict = budget.ask(System.nanoTime());
    if (verdict.leftOut() > 0) {
      say(weight, verdict.leftOut() + " lines about calls before this one were left out");
    }
    if (verdict.written()) {
      say(weight, text);
    } else if (verdict.isFirstLeftOut()) {
      say(
          weight,
          "more than "
              + LineBudget.MOST
              + " lines about calls in "
              + LineBudget.SECONDS
              + " s: the others are left out; `mycni agent status` counts each call");
    }
  }

  private static boolean isTrace(String text) {
    if (text.length() != TRACE_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '-' && Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private void say(LogLevel weight, String text) {
    if (weight.compareTo(level) <= 0) {
      out.println((journal ? weight.prefix() : "") + "mycni agent: " + inOneLine(text));
    }
  }

  /** What comes from outside must not look like a line of its own. */
  private static String inOneLine(String text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length() && i < LONGEST; i++) {
      char c = text.charAt(i);
      line.append(c == '\n' ? "; " : Character.isISOControl(c) ? "?" : String.valueOf(c));
    }
    return text.length() > LONGEST ? line + "…" : line.toString();
  }
}
