// The keys of the firewall plugin.
package io.mycni.plugin.firewall;

import io.mycni.keys.KeySet;
import io.mycni.keys.TextKey;
import io.mycni.keys.WordKey;

/** The keys, in the order of the documentation. */
public final class FirewallKeys {
  static final WordKey<FirewallBackend> BACKEND =
      new WordKey<>(
          "backend",
          FirewallBackend.values(),
          "`firewalld` if it runs, else `iptables`; `nftables` if only `nft` is installed",
          "by what containers are let through");

  static final TextKey ADMIN_CHAIN =
      new TextKey(
          "iptablesAdminChainName",
          "`CNI-ADMIN`",
          "MY-RULES",
          "the chain of iptables with your own rules, which come before the plugin's");

  static final TextKey ZONE =
      new TextKey(
          "firewalldZone", "`trusted`", "internal", "the zone of firewalld for the addresses");

  static final WordKey<IngressPolicy> INGRESS_POLICY =
      new WordKey<>(
          "ingressPolicy",
          IngressPolicy.values(),
          IngressPolicy.OPEN,
          "who cannot reach the containers on the bridge: nobody, those on other bridges with such"
              + " a policy, or all other containers");

  /** All of them. */
  public static final KeySet ALL =
      new KeySet("the firewall plugin", BACKEND, ADMIN_CHAIN, ZONE, INGRESS_POLICY);

  private FirewallKeys() {}
}
