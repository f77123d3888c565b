// Reads from rules of iptables who has published what; also from those of the reference, which have
// the same shape.
package io.mycni.plugin.portmap;

import io.mycni.host.TableRules;
import io.mycni.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads rules as {@code iptables-save} prints them. */
final class IptablesClaims {
  private IptablesClaims() {}

  /** Returns all published ports of a family. */
  static List<Claim> of(TableRules now) {
    List<Claim> claims = new ArrayList<>();
    for (String jump : now.rulesOf(IptablesRules.ENTRY)) {
      String chain = word(jump, "-j");
      String ports = "," + word(jump, "--dports") + word(jump, "--dport") + ",";
      for (String rule : now.rulesOf(chain)) {
        boolean leads =
            word(rule, "-j").equals("DNAT")
                && word(rule, "-p").equals(word(jump, "-p"))
                && isNumber(word(rule, "--dport"))
                && ports.contains("," + word(rule, "--dport") + ",");
        if (leads) {
          claims.add(claim(jump, rule));
        }
      }
    }
    return claims;
  }

  /** A rule of somebody else's may lead a range of ports, or name one by its service. */
  private static boolean isNumber(String port) {
    boolean number = !port.isEmpty() && port.length() < 6;
    for (int i = 0; i < port.length(); i++) {
      number &= port.charAt(i) >= '0' && port.charAt(i) <= '9';
    }
    return number;
  }

  /** Tells whether a jump leads a mapping's port somewhere, at whichever address. */
  static boolean leads(String jump, PortMapping mapping) {
    String ports = "," + word(jump, "--dports") + word(jump, "--dport") + ",";
    String protocol = word(jump, "-p");
    boolean told = !protocol.isEmpty() && ports.length() > 2;
    return !told
        || protocol.equals(mapping.protocol().keyword())
            && ports.contains("," + mapping.hostPort() + ",");
  }

  private static Claim claim(String jump, String rule) {
    return new Claim(
        word(rule, "-p"),
        Integer.parseInt(word(rule, "--dport")),
        Cidr.parse(word(rule, "-d")).map(Cidr::address),
        word(rule, "--to-destination"),
        network(jump),
        container(jump),
        conditions(jump));
  }

  /** Returns the network that the comment of a rule names; empty where it names none. */
  static String network(String jump) {
    return between(jump, IptablesRules.NOTE, "\\\"");
  }

  /** Returns the container that the comment of a rule names; empty where it names none. */
  static String container(String jump) {
    return jump.contains(IptablesRules.NOTE) ? between(jump, "\\\" id: \\\"", "\\\"") : "";
  }

  private static String between(String text, String before, String behind) {
    int at = text.indexOf(before);
    int end = at < 0 ? -1 : text.indexOf(behind, at + before.length());
    return end < 0 ? "" : text.substring(at + before.length(), end);
  }

  /** Returns the word behind an option; empty where there is no such option. */
  static String word(String rule, String option) {
    int at = rule.indexOf(" " + option + " ");
    if (at < 0) {
      return "";
    }
    int start = at + option.length() + 2;
    int end = rule.indexOf(' ', start);
    return rule.substring(start, end < 0 ? rule.length() : end);
  }

  /** Returns what a jump to a container's chain asks for besides ports and protocol, sorted. */
  static String conditions(String jump) {
    List<String> words = new ArrayList<>();
    int comment = jump.indexOf(" -m comment --comment \"");
    int end = comment < 0 ? -1 : closing(jump, comment + " -m comment --comment \"".length());
    String plain = end < 0 ? jump : jump.substring(0, comment) + jump.substring(end + 1);
    String[] all = plain.split(" ");
    for (int i = 2; i < all.length; i++) {
      boolean usual = all[i].equals("-p") || all[i].equals("-j") || all[i].equals("--dports");
      boolean multiport =
          all[i].equals("-m") && i + 1 < all.length && all[i + 1].equals("multiport");
      if (usual || multiport) {
        i++;
      } else {
        words.add(all[i]);
      }
    }
    words.sort(null);
    return String.join(" ", words);
  }

  /** Returns where a quoted text ends. */
  private static int closing(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '"') {
        return i;
      }
    }
    return -1;
  }

  /** Returns what a configuration asks for, in the form of {@link #conditions(String)}. */
  static String conditions(List<String> words) {
    List<String> sorted = new ArrayList<>();
    for (String word : words) {
      Optional<Cidr> single = io.mycni.net.IpAddress.parse(word).map(Cidr::host);
      sorted.add(single.isPresent() ? single.get().toString() : word);
    }
    sorted.sort(null);
    return String.join(" ", sorted);
  }
}
