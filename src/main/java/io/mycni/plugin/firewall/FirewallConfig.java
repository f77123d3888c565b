// What a configuration of the firewall plugin says. The keys are FirewallKeys.
package io.mycni.plugin.firewall;

import io.mycni.cni.CniException;
import io.mycni.keys.Key;
import io.mycni.keys.Section;
import java.util.List;
import java.util.Optional;

/**
 * A configuration of the firewall plugin.
 *
 * @param backend by what containers are let through; empty leaves the choice to what runs
 * @param adminChain the chain of iptables for the owner's rules
 * @param zone the zone of firewalld
 * @param policy whose packets do not come to the containers
 */
public record FirewallConfig(
    Optional<FirewallBackend> backend, String adminChain, String zone, IngressPolicy policy) {
  static final String ADMIN_CHAIN = "CNI-ADMIN";
  static final String TRUSTED = "trusted";

  /** XT_EXTENSION_MAXNAMELEN less the zero byte, include/uapi/linux/netfilter/x_tables.h. */
  private static final int LONGEST_CHAIN = 28;

  /** Chains of the filter table that mean something else. */
  private static final List<String> TAKEN =
      List.of(
          "INPUT",
          "FORWARD",
          "OUTPUT",
          "ACCEPT",
          "DROP",
          "RETURN",
          "QUEUE",
          IptablesAcceptance.CHAIN,
          IptablesIsolation.STAGE_1,
          IptablesIsolation.STAGE_2);

  /**
   * Reads a configuration.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static FirewallConfig read(Section network) {
    Optional<FirewallBackend> backend = FirewallKeys.BACKEND.find(network);
    String chain = word(network, FirewallKeys.ADMIN_CHAIN, FirewallKeys.ADMIN_CHAIN.read(network));
    if (chain.length() > LONGEST_CHAIN) {
      throw network.invalid(
          FirewallKeys.ADMIN_CHAIN,
          "is longer than the " + LONGEST_CHAIN + " characters that iptables allows",
          "use a name such as MY-RULES");
    }
    if (TAKEN.contains(chain)) {
      throw network.invalid(
          FirewallKeys.ADMIN_CHAIN,
          "has a meaning of its own in iptables",
          "use a name such as MY-RULES");
    }
    String zone = word(network, FirewallKeys.ZONE, FirewallKeys.ZONE.read(network));
    return new FirewallConfig(
        backend,
        chain.isEmpty() ? ADMIN_CHAIN : chain,
        zone.isEmpty() ? TRUSTED : zone,
        FirewallKeys.INGRESS_POLICY.read(network));
  }

  /** Returns the zone, as far as a configuration tells that may have been edited wrongly since. */
  static String zoneOr(Section network) {
    try {
      String zone = word(network, FirewallKeys.ZONE, FirewallKeys.ZONE.read(network));
      return zone.isEmpty() ? TRUSTED : zone;
    } catch (CniException mistaken) {
      return TRUSTED;
    }
  }

  /** Names reach rules and command lines, so what could mean anything else there is refused. */
  private static String word(Section network, Key key, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '_'
              || i > 0 && (c == '-' || c == '.');
      if (!plain) {
        throw network.invalid(
            key,
            "holds a character that mycni does not take there",
            "letters, digits and '_'; '-' and '.' behind the first");
      }
    }
    return text;
  }
}
