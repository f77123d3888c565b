package io.mycni.plugin.firewall;

import io.mycni.keys.MasqueradeBackend;
import io.mycni.keys.Word;

/** By what containers are let through. */
enum FirewallBackend implements Word {
  /** The filter tables of iptables and ip6tables, in the reference's chains. */
  IPTABLES("iptables"),
  /** A zone of firewalld. */
  FIREWALLD("firewalld"),
  /** The tables {@code cni_firewall} of nftables, which are mycni's own. */
  NFTABLES("nftables");

  private final String keyword;

  FirewallBackend(String keyword) {
    this.keyword = keyword;
  }

  @Override
  public String keyword() {
    return keyword;
  }

  /** Returns what writes rules where firewalld does not: what is installed. */
  static FirewallBackend of(MasqueradeBackend usual) {
    return usual == MasqueradeBackend.NFTABLES ? NFTABLES : IPTABLES;
  }
}
