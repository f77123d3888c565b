// Rules of iptables that the iptables of this host does not see. It has two kernel interfaces,
// legacy and nf_tables, and one does not see what was written by the other; where it was
// uninstalled, nobody sees its legacy rules.
package io.mycni.host;

import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.List;

/**
 * What is hidden in the nat and filter tables.
 *
 * @param chains chains of nat tables that users made, as {@code FAMILY NAME}, {@code 4 CNI-…} say
 * @param unseen families of whose nat table rules may be there that no installed tool can list
 * @param filter rules of filter tables
 * @param unseenFilter families of whose filter table rules may be there that no tool can list
 */
public record HiddenRules(
    List<String> chains, List<IpFamily> unseen, List<Rule> filter, List<IpFamily> unseenFilter) {
  /** Nothing is hidden, or nobody looked. */
  public static final HiddenRules NONE =
      new HiddenRules(List.of(), List.of(), List.of(), List.of());

  /**
   * A rule of a filter table.
   *
   * @param family the family
   * @param chain its chain
   * @param text what it says, as iptables-save has it, or in nft's JSON
   */
  public record Rule(IpFamily family, String chain, String text) {
    private boolean names(IpAddress address) {
      return text.contains(" " + address + "/") || text.contains("\"" + address + "\"");
    }
  }

  /** Copies the lists. */
  public HiddenRules {
    chains = List.copyOf(chains);
    unseen = List.copyOf(unseen);
    filter = List.copyOf(filter);
    unseenFilter = List.copyOf(unseenFilter);
  }

  /** Tells whether a chain of the nat table is hidden, or may be. */
  public boolean mayHold(IpFamily family, String chain) {
    return unseen.contains(family) || chains.contains(key(family, chain));
  }

  /** Tells whether a rule about an address is hidden in a chain of the filter table, or may be. */
  public boolean mayHold(String chain, IpAddress address) {
    boolean may = unseenFilter.contains(address.family());
    for (Rule rule : filter) {
      may |= rule.family() == address.family() && rule.chain().equals(chain) && rule.names(address);
    }
    return may;
  }

  static String key(IpFamily family, String chain) {
    return family.cniVersion() + " " + chain;
  }
}
