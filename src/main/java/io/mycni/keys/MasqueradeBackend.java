// The two ways to write a masquerade rule.
package io.mycni.keys;

import java.util.Optional;

/** The value of {@code ipMasqBackend}. */
public enum MasqueradeBackend implements Word {
  /** By iptables and ip6tables, whichever kernel interface they use. */
  IPTABLES("iptables"),
  /** By nft, in the table {@code inet cni_plugins_masquerade}. */
  NFTABLES("nftables");

  private final String keyword;

  MasqueradeBackend(String keyword) {
    this.keyword = keyword;
  }

  @Override
  public String keyword() {
    return keyword;
  }

  /** Returns the backend that a word stands for; empty when it stands for none. */
  public static Optional<MasqueradeBackend> of(String word) {
    for (MasqueradeBackend backend : values()) {
      if (backend.keyword.equals(word)) {
        return Optional.of(backend);
      }
    }
    return Optional.empty();
  }
}
