// What a configuration of the portmap plugin says. The keys are PortmapKeys.
package io.mycni.plugin.portmap;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.keys.Key;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.keys.Section;
import io.mycni.keys.Sources;
import io.mycni.keys.TextsKey;
import io.mycni.net.IpFamily;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A configuration of the portmap plugin.
 *
 * @param mappings the ports that are published
 * @param backend by what; empty leaves the choice to what is installed
 * @param speaks whose words the other keys speak; empty where they speak nobody's
 * @param snat whether connections are masqueraded that would get no answer otherwise
 * @param masqAll whether all of them are
 * @param markBit the bit of the mark of iptables
 * @param markChain somebody else's chain that sets a mark; empty for the plugin's own
 * @param conditionsV4 what else has to be true, word by word
 * @param conditionsV6 the same of IPv6
 */
public record PortmapConfig(
    List<PortMapping> mappings,
    Optional<MasqueradeBackend> backend,
    Optional<MasqueradeBackend> speaks,
    boolean snat,
    boolean masqAll,
    int markBit,
    String markChain,
    List<String> conditionsV4,
    List<String> conditionsV6) {
  private static final int LONGEST_CHAIN = 28;

  /**
   * Reads a configuration.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static PortmapConfig read(Section network, CniArgs args) {
    OptionalInt bit = PortmapKeys.MARK_MASQ_BIT.find(network);
    String markChain = PortmapKeys.EXTERNAL_SET_MARK_CHAIN.read(network);
    if (!markChain.isEmpty()) {
      if (bit.isPresent()) {
        throw network.invalid(
            PortmapKeys.EXTERNAL_SET_MARK_CHAIN,
            "cannot go with markMasqBit: Cannot specify externalSetMarkChain and markMasqBit",
            "the mark is set by one of them; leave the other out");
      }
      requireChain(markChain, network);
    }
    Optional<MasqueradeBackend> backend = PortmapKeys.BACKEND.find(network);
    PortmapConfig config =
        new PortmapConfig(
            PortmapKeys.PORT_MAPPINGS.read(network),
            backend,
            speaks(network, backend),
            PortmapKeys.SNAT.read(network),
            PortmapKeys.MASQ_ALL.read(network),
            bit.orElse(PortmapKeys.USUAL_MARK_BIT),
            markChain,
            conditions(PortmapKeys.CONDITIONS_V4, network),
            conditions(PortmapKeys.CONDITIONS_V6, network));
    Sources.refuseUnknown(args);
    return config;
  }

  private static void requireChain(String chain, Section network) {
    boolean sane = chain.length() <= LONGEST_CHAIN;
    for (int i = 0; i < chain.length(); i++) {
      char c = chain.charAt(i);
      sane &= c > ' ' && c < 127 && "\"'`\\$!".indexOf(c) < 0 && (i > 0 || c != '-');
    }
    if (!sane) {
      throw network.invalid(
          PortmapKeys.EXTERNAL_SET_MARK_CHAIN,
          "is no name of a chain",
          "write the name of a chain of the nat table, of at most 28 letters");
    }
  }

  private static List<String> conditions(TextsKey key, Section network) {
    List<String> words = key.read(network);
    for (String word : words) {
      if (word.indexOf('\n') >= 0 || word.indexOf('\0') >= 0) {
        throw network.invalid(key, "has a word of several lines", "write each word in one line");
      }
    }
    return words.size() == 1 && words.getFirst().isEmpty() ? List.of() : words;
  }

  /** Refuses keys of the backend that is not taken. */
  private static Optional<MasqueradeBackend> speaks(
      Section network, Optional<MasqueradeBackend> backend) {
    Optional<MasqueradeBackend> speaks = Optional.empty();
    for (Key key :
        List.of(
            PortmapKeys.EXTERNAL_SET_MARK_CHAIN,
            PortmapKeys.CONDITIONS_V4,
            PortmapKeys.CONDITIONS_V6)) {
      Optional<MasqueradeBackend> of = speaks(key, network);
      if (of.isPresent()) {
        Optional<MasqueradeBackend> chosen = backend.isPresent() ? backend : speaks;
        if (chosen.isPresent() && chosen.get() != of.get()) {
          throw network.invalid(
              key,
              "is for the backend "
                  + of.get().keyword()
                  + ", where "
                  + chosen.get().keyword()
                  + " is asked for",
              "set backend to " + of.get().keyword() + ", or say it in the words of the other");
        }
        speaks = of;
      }
    }
    return speaks;
  }

  /** The first word of a condition of iptables is an option, or an exclamation mark before one. */
  private static Optional<MasqueradeBackend> speaks(Key key, Section network) {
    if (key == PortmapKeys.EXTERNAL_SET_MARK_CHAIN) {
      boolean said = !PortmapKeys.EXTERNAL_SET_MARK_CHAIN.read(network).isEmpty();
      return said ? Optional.of(MasqueradeBackend.IPTABLES) : Optional.empty();
    }
    List<String> words = conditions((TextsKey) key, network);
    if (words.isEmpty()) {
      return Optional.empty();
    }
    boolean option = words.getFirst().startsWith("-") || words.getFirst().startsWith("!");
    return Optional.of(option ? MasqueradeBackend.IPTABLES : MasqueradeBackend.NFTABLES);
  }

  /** Returns what else has to be true of connections of a family. */
  List<String> conditions(IpFamily family) {
    return family == IpFamily.V4 ? conditionsV4 : conditionsV6;
  }
}
