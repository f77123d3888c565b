// A call as a text, so that inputs which broke something can be kept, read and changed by people:
//
//   PROGRAM              the name that the plugin is started by
//   NAME=VALUE           a variable that differs from the usual ones; a NAME alone takes one away
//                        an empty line
//   {"cniVersion": …     standard input, byte for byte
package io.mycni.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A call.
 *
 * @param program the name that the plugin was started by
 * @param environment its environment
 * @param input its standard input
 */
record CallText(String program, Map<String, String> environment, byte[] input) {
  /** A namespace that is there wherever tests run; PaperCall says what is in it. */
  static final String NETNS = "/proc/self/ns/net";

  /** The variables of a runtime that makes no mistake. */
  static final Map<String, String> USUAL =
      Map.of(
          "CNI_COMMAND", "ADD",
          "CNI_CONTAINERID", "c1",
          "CNI_NETNS", NETNS,
          "CNI_NETNS_OVERRIDE", "1",
          "CNI_IFNAME", "eth0",
          "CNI_PATH", "/nonexistent",
          "PATH", "/usr/sbin:/usr/bin");

  static CallText parse(byte[] text) {
    int at = 0;
    String program = "";
    Map<String, String> environment = new HashMap<>(USUAL);
    for (int line = 0; at < text.length; line++) {
      int end = at;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      String words = new String(text, at, end - at, StandardCharsets.UTF_8);
      at = Math.min(end + 1, text.length);
      if (line == 0) {
        program = words;
      } else if (words.isEmpty()) {
        break;
      } else if (words.indexOf('=') < 0) {
        environment.remove(words);
      } else {
        int sign = words.indexOf('=');
        environment.put(words.substring(0, sign), words.substring(sign + 1));
      }
    }
    return new CallText(program, environment, Arrays.copyOfRange(text, at, text.length));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(program).append('\n');
    for (String name : USUAL.keySet().stream().sorted().toList()) {
      if (!environment.containsKey(name)) {
        text.append(name).append('\n');
      }
    }
    for (String name : environment.keySet().stream().sorted().toList()) {
      if (!environment.get(name).equals(USUAL.get(name))) {
        text.append(name).append('=').append(environment.get(name)).append('\n');
      }
    }
    return text.append('\n') + new String(input, StandardCharsets.UTF_8);
  }
}
