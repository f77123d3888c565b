// The two ways to write a masquerade rule.
package io.mycni.config;

/** The value of {@code ipMasqBackend}. */
public enum MasqueradeBackend {
  /** By iptables and ip6tables, whichever kernel interface they use. */
  IPTABLES,
  /** By nft, in the table {@code inet cni_plugins_masquerade}. */
  NFTABLES
}
