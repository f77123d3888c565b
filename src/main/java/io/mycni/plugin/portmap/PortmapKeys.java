// The keys of the portmap plugin. What they mean together is said in PortmapConfig.
package io.mycni.plugin.portmap;

import io.mycni.keys.FlagKey;
import io.mycni.keys.IntegerKey;
import io.mycni.keys.KeySet;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.keys.TextKey;
import io.mycni.keys.TextsKey;
import io.mycni.keys.WordKey;

/** The keys, in the order of the documentation. */
public final class PortmapKeys {
  /** The mark bit where nothing is said; Kubernetes uses 14 and 15. */
  static final int USUAL_MARK_BIT = 13;

  static final PortMappingsKey PORT_MAPPINGS = new PortMappingsKey();
  static final WordKey<MasqueradeBackend> BACKEND =
      new WordKey<>(
          "backend",
          MasqueradeBackend.values(),
          "`iptables`; `nftables` if only `nft` is installed",
          "by what ports are published");
  static final FlagKey SNAT =
      new FlagKey(
          "snat",
          true,
          "connections from 127.0.0.1, from the container itself and from its subnet are"
              + " masqueraded, without which they get no answer; 127.0.0.1 is routed on the link that"
              + " leads to the container (`route_localnet`)");
  static final FlagKey MASQ_ALL =
      new FlagKey("masqAll", "connections from everywhere are masqueraded; only with `snat`");
  static final IntegerKey MARK_MASQ_BIT =
      new IntegerKey(
          "markMasqBit",
          0,
          31,
          String.valueOf(USUAL_MARK_BIT),
          "9",
          "the bit of the mark by which connections are known that are masqueraded; only for"
              + " `iptables`");
  static final TextKey EXTERNAL_SET_MARK_CHAIN =
      new TextKey(
          "externalSetMarkChain",
          "none",
          "KUBE-MARK-MASQ",
          "somebody else's chain that sets a mark, and sees that what has it is masqueraded; in"
              + " place of `markMasqBit`, only for `iptables`");
  static final TextsKey CONDITIONS_V4 = conditions("conditionsV4", "IPv4", "192.0.2.0/24");
  static final TextsKey CONDITIONS_V6 = conditions("conditionsV6", "IPv6", "2001:db8::/64");

  private static TextsKey conditions(String name, String family, String destination) {
    return new TextsKey(
        name,
        "none",
        "[\"!\", \"-d\", \"" + destination + "\"]",
        "what else has to be true of a connection of "
            + family
            + ", in the words of the backend; for `nftables` `[\"ip daddr\", \"192.0.2.1\"]` say");
  }

  /** All of them. */
  public static final KeySet ALL =
      new KeySet(
          "the portmap plugin",
          PORT_MAPPINGS,
          BACKEND,
          SNAT,
          MASQ_ALL,
          MARK_MASQ_BIT,
          EXTERNAL_SET_MARK_CHAIN,
          CONDITIONS_V4,
          CONDITIONS_V6);

  private PortmapKeys() {}
}
