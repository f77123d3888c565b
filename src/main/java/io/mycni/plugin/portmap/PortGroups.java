// The ports of a container as the reference gathers them: up to fifteen of a protocol in one rule,
// as many as the match multiport takes, iptables-extensions(8).
package io.mycni.plugin.portmap;

import java.util.ArrayList;
import java.util.List;

/**
 * Ports that one rule leads to the chain of their container.
 *
 * @param protocol their protocol, by its word
 * @param ports the ports, with commas between them
 */
record PortGroups(String protocol, String ports) {
  private static final int MOST = 15;

  /** In the alphabetical order of the protocols; of whichever family. */
  private static final List<Protocol> ORDER = List.of(Protocol.SCTP, Protocol.TCP, Protocol.UDP);

  static List<PortGroups> of(List<PortMapping> mappings) {
    List<PortGroups> groups = new ArrayList<>();
    for (Protocol protocol : ORDER) {
      StringBuilder ports = new StringBuilder();
      int count = 0;
      for (PortMapping mapping : mappings) {
        if (mapping.protocol() != protocol) {
          continue;
        }
        ports.append(count == 0 ? "" : ",").append(mapping.hostPort());
        count++;
        if (count == MOST) {
          groups.add(new PortGroups(protocol.keyword(), ports.toString()));
          ports.setLength(0);
          count = 0;
        }
      }
      if (count > 0) {
        groups.add(new PortGroups(protocol.keyword(), ports.toString()));
      }
    }
    return groups;
  }

  /** Reads {@code PROTOCOL:PORT,PORT…}, as {@link #toString} writes it. */
  static PortGroups parse(String text) {
    int colon = text.indexOf(':');
    return new PortGroups(text.substring(0, Math.max(colon, 0)), text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return protocol + ":" + ports;
  }
}
