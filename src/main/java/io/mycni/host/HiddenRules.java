// Rules of iptables that the iptables of this host does not see. It has two kernel interfaces,
// legacy and nf_tables, and one does not see what was written by the other; where it was
// uninstalled, nobody sees its legacy rules.
package io.mycni.host;

import io.mycni.net.IpFamily;
import java.util.List;

/**
 * What is hidden in the nat tables.
 *
 * @param chains chains that users made, as {@code FAMILY NAME}, {@code 4 CNI-…} say
 * @param unseen families of which rules may be there that no installed tool can list
 */
public record HiddenRules(List<String> chains, List<IpFamily> unseen) {
  /** Nothing is hidden, or nobody looked. */
  public static final HiddenRules NONE = new HiddenRules(List.of(), List.of());

  /** Copies the lists. */
  public HiddenRules {
    chains = List.copyOf(chains);
    unseen = List.copyOf(unseen);
  }

  /** Tells whether a chain is hidden, or may be. */
  public boolean mayHold(IpFamily family, String chain) {
    return unseen.contains(family) || chains.contains(key(family, chain));
  }

  static String key(IpFamily family, String chain) {
    return family.cniVersion() + " " + chain;
  }
}
