// The rules of nftables by which ports are published, in the shape of the reference.
package io.mycni.plugin.portmap;

import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;

/** Writes rules of the tables {@code cni_hostport}. */
final class NftRules {
  static final String NAME = "cni_hostport";

  /** The chain with the rules of the ports. */
  static final String PORTS = "hostports";

  /** The chain with those of one address of the host, in older releases of the reference. */
  static final String AT_ONE = "hostip_hostports";

  /** The chain that masquerades. */
  static final String MASQUERADING = "masquerading";

  private static final int LONGEST_COMMENT = 128;

  private NftRules() {}

  /** Returns the table of a family, {@code FAMILY NAME}. */
  static String table(IpFamily family) {
    return word(family) + " cni_hostport";
  }

  /** Returns the word of a family. */
  static String word(IpFamily family) {
    return family == IpFamily.V4 ? "ip" : "ip6";
  }

  /** Returns the comment of a container's rules, which is no more than its ID. */
  static String comment(String containerId) {
    return containerId.length() <= LONGEST_COMMENT
        ? containerId
        : containerId.substring(0, LONGEST_COMMENT);
  }

  /** Returns the rules of a container, each with its chain before it. */
  static List<String> of(Publication publication) {
    List<String> rules = new ArrayList<>();
    String ip = word(publication.family());
    String note = " comment \"" + comment(publication.containerId()) + "\"";
    StringBuilder also = new StringBuilder();
    for (String condition : publication.conditions()) {
      also.append(condition).append(' ');
    }
    for (PortMapping mapping : publication.mappings()) {
      String at = mapping.onlyAt().isEmpty() ? "" : ip + " daddr " + mapping.onlyAt().get() + " ";
      rules.add(
          PORTS
              + " "
              + also
              + at
              + mapping.protocol().keyword()
              + " dport "
              + mapping.hostPort()
              + " dnat to "
              + publication.target(mapping)
              + note);
    }
    if (publication.config().snat() && !publication.mappings().isEmpty()) {
      masquerading(publication, ip, note, rules);
    }
    return rules;
  }

  private static void masquerading(
      Publication publication, String ip, String note, List<String> rules) {
    boolean all = publication.config().masqAll();
    IpAddress container = publication.container().address();
    String to = " " + ip + " daddr " + container;
    String from = all ? "" : " " + ip + " saddr " + publication.container().subnet();
    rules.add(MASQUERADING + from + to + " ct status dnat masquerade" + note);
    if (publication.family() == IpFamily.V4 && !all) {
      rules.add(MASQUERADING + " ip saddr 127.0.0.1" + to + " masquerade" + note);
    }
  }
}
