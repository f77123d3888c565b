// What a client has told last: a file that the script of the image writes, packaging/udhcpc-event.
// It is the environment of that script, NAME=VALUE each with a zero byte behind it. The values are
// the server's, and so are text from outside.
package io.mycni.dhcp;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An event.
 *
 * @param name what happened, see {@link #hasLease}
 * @param at when, in seconds since the machine was started
 * @param words what the server said, by the client's names
 */
record ServerEvent(String name, double at, Map<String, String> words) {
  private static final String NAME = "mycni_event";
  private static final String UPTIME = "mycni_uptime";

  /** Copies the map. */
  ServerEvent {
    words = Map.copyOf(words);
  }

  /** Reads an event; empty where the text is none. */
  static Optional<ServerEvent> parse(byte[] text) {
    String all = new String(text, StandardCharsets.UTF_8);
    Map<String, String> words = new HashMap<>();
    int start = 0;
    for (int end = all.indexOf('\0'); end >= 0; end = all.indexOf('\0', start)) {
      int sign = all.indexOf('=', start);
      if (sign > start && sign < end) {
        words.put(all.substring(start, sign), all.substring(sign + 1, end));
      }
      start = end + 1;
    }
    String name = words.getOrDefault(NAME, "");
    double at = Uptime.parse(words.getOrDefault(UPTIME, ""));
    return name.isEmpty() || at < 0
        ? Optional.empty()
        : Optional.of(new ServerEvent(name, at, words));
  }

  /** Tells whether the client has a lease by now, as the server has given or renewed one. */
  boolean hasLease() {
    return name.equals("bound") || name.equals("renew");
  }

  /** Tells whether the client has none: it has just begun, or the lease is over. */
  boolean hasNone() {
    return name.equals("deconfig");
  }

  /** Returns a word; empty where the server said nothing of it. */
  String word(String word) {
    return words.getOrDefault(word, "").strip();
  }
}
