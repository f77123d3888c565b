// The tables of nftables that mycni may write to, as they were found.
package io.mycni.host;

import java.util.ArrayList;
import java.util.List;

/**
 * Some tables of nftables.
 *
 * @param tables which of them exist, as {@code FAMILY NAME}
 * @param chains their chains, as {@code FAMILY TABLE NAME}
 * @param rules their rules
 */
public record NftState(List<String> tables, List<String> chains, List<NftRule> rules) {
  /** Nothing there. */
  public static final NftState NONE = new NftState(List.of(), List.of(), List.of());

  /** Copies the lists. */
  public NftState {
    tables = List.copyOf(tables);
    chains = List.copyOf(chains);
    rules = List.copyOf(rules);
  }

  /** Tells whether a table exists. */
  public boolean hasTable(String family, String table) {
    return tables.contains(family + " " + table);
  }

  /** Tells whether a chain exists. */
  public boolean hasChain(String family, String table, String chain) {
    return chains.contains(family + " " + table + " " + chain);
  }

  /** Returns the rules of a chain. */
  public List<NftRule> rulesOf(String family, String table, String chain) {
    List<NftRule> found = new ArrayList<>();
    for (NftRule rule : rules) {
      if (rule.family().equals(family)
          && rule.table().equals(table)
          && rule.chain().equals(chain)) {
        found.add(rule);
      }
    }
    return found;
  }

  /** Returns the rules whose comment begins so. */
  public List<NftRule> rulesNoted(String beginning) {
    List<NftRule> found = new ArrayList<>();
    for (NftRule rule : rules) {
      if (rule.comment().startsWith(beginning)) {
        found.add(rule);
      }
    }
    return found;
  }
}
