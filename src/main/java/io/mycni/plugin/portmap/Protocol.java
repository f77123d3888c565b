// The transports whose ports can be published.
package io.mycni.plugin.portmap;

import io.mycni.keys.Word;
import java.util.Locale;
import java.util.Optional;

/** A protocol that has ports; iptables and nft call it by the same word. */
enum Protocol implements Word {
  /** RFC 9293. */
  TCP("tcp"),
  /** RFC 768. */
  UDP("udp"),
  /** RFC 9260. */
  SCTP("sctp");

  private final String keyword;

  Protocol(String keyword) {
    this.keyword = keyword;
  }

  @Override
  public String keyword() {
    return keyword;
  }

  /** Returns the protocol of that name, in any case; empty when there is none. */
  static Optional<Protocol> of(String name) {
    String word = name.toLowerCase(Locale.ROOT);
    for (Protocol protocol : values()) {
      if (protocol.keyword.equals(word)) {
        return Optional.of(protocol);
      }
    }
    return Optional.empty();
  }
}
