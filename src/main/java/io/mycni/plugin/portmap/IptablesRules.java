// The rules of iptables by which ports are published, in the shape that the reference plugins give
// them, written as iptables-save prints them, so that they can be compared with a listing.
package io.mycni.plugin.portmap;

import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.part.AttachmentNames;
import io.mycni.part.NatTable;
import java.util.ArrayList;
import java.util.List;

/** Writes rules of the nat table. */
final class IptablesRules {
  /** The chain through which all that is sent to the host comes to the containers' chains. */
  static final String ENTRY = "CNI-HOSTPORT-DNAT";

  /** The chain that marks what is masqueraded later. */
  static final String SET_MARK = "CNI-HOSTPORT-SETMARK";

  /** The chain that masquerades what is marked. */
  static final String MASQUERADE = "CNI-HOSTPORT-MASQ";

  /** How the comment of a container's rules begins, as a listing has it. */
  static final String NOTE = "--comment \"dnat name: \\\"";

  private static final int LONGEST_COMMENT = 255;
  private static final String LOCALHOST = "127.0.0.1/32";

  private IptablesRules() {}

  /** The rules that every container shares, each with its chain. */
  static List<String> entries() {
    return List.of(
        "-A PREROUTING -m addrtype --dst-type LOCAL -j " + ENTRY,
        "-A OUTPUT -m addrtype --dst-type LOCAL -j " + ENTRY);
  }

  /** What marks, by a bit of the mark. */
  static String setMark(int bit) {
    return "-A "
        + SET_MARK
        + " -m comment --comment \"CNI portfwd masquerade mark\" -j MARK --set-xmark "
        + mark(bit);
  }

  /** What masquerades the marked. */
  static String masquerade(int bit) {
    return "-A " + MASQUERADE + " -m mark --mark " + mark(bit) + " -j MASQUERADE";
  }

  /** What leads there. */
  static String toMasquerade() {
    return "-A POSTROUTING -m comment --comment \"CNI portfwd requiring masquerade\" -j "
        + MASQUERADE;
  }

  private static String mark(int bit) {
    String value = "0x" + Integer.toHexString(1 << bit);
    return value + "/" + value;
  }

  /** What leads to the chain of a container, its conditions put aside. */
  static List<String> jumps(AttachmentNames names, List<PortGroups> groups) {
    return jumps(names, groups, List.of());
  }

  /** What leads to the chain of a container. */
  static List<String> jumps(
      AttachmentNames names, List<PortGroups> groups, List<String> conditions) {
    StringBuilder also = new StringBuilder();
    for (String word : conditions) {
      also.append(' ').append(asWord(word));
    }
    List<String> jumps = new ArrayList<>();
    for (PortGroups group : groups) {
      jumps.add(
          "-A "
              + ENTRY
              + " -p "
              + group.protocol()
              + " -m comment --comment "
              + NatTable.quoted(comment(names))
              + " -m multiport --dports "
              + group.ports()
              + also
              + " -j "
              + names.portChain());
    }
    return jumps;
  }

  private static String comment(AttachmentNames names) {
    String comment = "dnat " + names.comment();
    return comment.length() <= LONGEST_COMMENT ? comment : comment.substring(0, 253) + "...";
  }

  private static String asWord(String word) {
    boolean plain = !word.isEmpty();
    for (int i = 0; i < word.length(); i++) {
      plain &= word.charAt(i) > ' ' && "\"'\\".indexOf(word.charAt(i)) < 0;
    }
    return plain ? word : NatTable.quoted(word);
  }

  /** The rules in the chain of a container, in their order. */
  static List<String> ofContainer(Publication publication) {
    PortmapConfig config = publication.config();
    String markChain = config.markChain().isEmpty() ? SET_MARK : config.markChain();
    String chain = "-A " + publication.names().portChain();
    List<String> rules = new ArrayList<>();
    for (PortMapping mapping : publication.mappings()) {
      String match = match(mapping);
      if (config.snat()) {
        String from = config.masqAll() ? "" : " -s " + publication.container().subnet();
        rules.add(chain + from + match + " -j " + markChain);
        if (publication.family() == IpFamily.V4 && !config.masqAll()) {
          rules.add(chain + " -s " + LOCALHOST + match + " -j " + markChain);
        }
      }
      rules.add(chain + match + " -j DNAT --to-destination " + publication.target(mapping));
    }
    return rules;
  }

  private static String match(PortMapping mapping) {
    String protocol = mapping.protocol().keyword();
    String at = mapping.onlyAt().isEmpty() ? "" : " -d " + Cidr.host(mapping.onlyAt().get());
    return at + " -p " + protocol + " -m " + protocol + " --dport " + mapping.hostPort();
  }
}
