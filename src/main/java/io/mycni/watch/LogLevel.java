package io.mycni.watch;

import java.util.Locale;

/** How much the agent says; each level says what those before it do, too. */
public enum LogLevel {
  /** Calls that failed, and what is broken. */
  ERROR(3),
  /** Calls that took long, and what was mended by itself. */
  WARNING(4),
  /** What changes: a lease of a DHCP server, a start, an end. */
  INFO(6),
  /** Each call. */
  DEBUG(7);

  private final int priority;

  LogLevel(int priority) {
    this.priority = priority;
  }

  /** Returns what begins a line for the journal, sd-daemon(3). */
  String prefix() {
    return "<" + priority + ">";
  }

  /** Returns the word that a settings file has for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
