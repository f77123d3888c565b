// A port of the host that a rule leads to a container, whoever has made the rule.
package io.mycni.plugin.portmap;

import io.mycni.net.IpAddress;
import java.util.Optional;

/**
 * A published port as it was found.
 *
 * @param protocol the protocol, by its word
 * @param port the port of the host
 * @param at the only address of the host at which it is published; empty for all
 * @param to where it leads, {@code ADDRESS:PORT}
 * @param network the network of whose container it is; empty where the rule does not tell
 * @param container that container; empty where the rule does not tell
 * @param conditions what else has to be true, as it is written; empty for nothing
 */
record Claim(
    String protocol,
    int port,
    Optional<IpAddress> at,
    String to,
    String network,
    String container,
    String conditions) {
  /** Tells whether it leaves nothing to a mapping that has those conditions. */
  boolean meets(PortMapping mapping, String otherConditions) {
    return port == mapping.hostPort()
        && protocol.equals(mapping.protocol().keyword())
        && overlap(at, mapping.onlyAt())
        && (conditions.isEmpty() || conditions.equals(otherConditions));
  }

  /** Tells whether it is a container's own; nftables keeps no more of an ID than fits a comment. */
  boolean isOf(String containerId) {
    return container.equals(containerId) || container.equals(NftRules.comment(containerId));
  }

  /** Tells whether two places share an address; empty stands for all. */
  static boolean overlap(Optional<IpAddress> one, Optional<IpAddress> other) {
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }

  /** Returns whose it is, in words. */
  String owner() {
    String of = network.isEmpty() ? "" : " of network " + network;
    return container.isEmpty() ? "somebody" : "container " + container + of;
  }
}
