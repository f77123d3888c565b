// The clock that no time server sets, and that a restart of the agent does not begin anew.
package io.mycni.dhcp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Seconds since the machine was started, proc(5). */
final class Uptime {
  private static final Path FILE = Path.of("/proc/uptime");

  private Uptime() {}

  /** Returns the time by now; 0 where nobody can tell. */
  static double now() {
    try {
      String text = new String(Files.readAllBytes(FILE), StandardCharsets.US_ASCII);
      int end = text.indexOf(' ');
      return Math.max(parse(end < 0 ? text.strip() : text.substring(0, end)), 0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Reads a time; negative where the text is none. */
  static double parse(String text) {
    if (text.isEmpty() || text.length() > 20) {
      return -1;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.') {
        return -1;
      }
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
