// What nft tells of a rule that leads a port somewhere, in its own JSON.
package io.mycni.engine;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

/** Turns words into JSON. */
final class PaperNat {
  private PaperNat() {}

  /** Whatever stands before the port and is no address is a condition. */
  static String match(String[] words) {
    List<String> statements = new ArrayList<>();
    for (int i = 5; i < words.length - 2; i++) {
      switch (words[i]) {
        case "ip", "ip6" -> {
          statements.add(equal(payload(words[i], words[i + 1]), '"' + words[i + 2] + '"'));
          i += 2;
        }
        case "tcp", "udp", "sctp" -> {
          statements.add(equal(payload(words[i], "dport"), words[i + 2]));
          i += 2;
        }
        case "dnat" -> {
          String to = words[i + 2];
          int colon = to.lastIndexOf(':');
          String address = to.substring(0, colon).replace("[", "").replace("]", "");
          statements.add(
              "{\"dnat\": {\"addr\": \""
                  + address
                  + "\", \"port\": "
                  + to.substring(colon + 1)
                  + "}}");
          return statements.stream().collect(joining(", ", "[", "]"));
        }
        default -> {
          String meta = "{\"meta\": {\"key\": \"" + words[i] + "\"}}";
          statements.add(equal(meta, '"' + words[i + 1] + '"'));
          i++;
        }
      }
    }
    throw new IllegalArgumentException("leads nowhere: " + String.join(" ", words));
  }

  private static String payload(String protocol, String field) {
    return "{\"payload\": {\"protocol\": \"" + protocol + "\", \"field\": \"" + field + "\"}}";
  }

  private static String equal(String left, String right) {
    return "{\"match\": {\"op\": \"==\", \"left\": " + left + ", \"right\": " + right + "}}";
  }
}
