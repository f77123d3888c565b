// What is in tables of nftables, and what somebody has led away by a chain of iptables beside them.
package io.mycni.host;

import io.mycni.exec.Shell;
import io.mycni.net.IpFamily;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The question for both. Iptables is asked only where it has a nat table, as it would make one
 * otherwise, and listed only where that chain leads anywhere.
 *
 * @param tables the tables of nftables
 * @param chain the chain of the nat table
 */
public record NftWithIptables(NftTables tables, String chain)
    implements Question<NftWithIptables.Found> {
  /**
   * What was found.
   *
   * @param nft the tables of nftables
   * @param nat the nat tables of iptables by family; those that have such a chain
   */
  public record Found(NftState nft, Map<IpFamily, TableRules> nat) {
    /** Copies the map. */
    public Found {
      nat = Map.copyOf(nat);
    }
  }

  @Override
  public boolean isInside() {
    return false;
  }

  @Override
  public Found ask(Shell shell) {
    NftState nft = tables.ask(shell);
    Map<IpFamily, TableRules> nat = new EnumMap<>(IpFamily.class);
    for (IpFamily family : IpFamily.values()) {
      boolean v4 = family == IpFamily.V4;
      boolean hasTable =
          nft.tables().contains(v4 ? "ip nat" : "ip6 nat") || HostFacts.mayHaveLegacyNat(family);
      if (hasTable && new IptablesChain(family, chain).mayHaveRules(shell)) {
        Optional<String> listing = new RuleReader(shell).iptables(family);
        if (listing.isPresent()) {
          nat.put(family, TableRules.parse("nat", listing.get()));
        }
      }
    }
    return new Found(nft, nat);
  }

  // Written out: the equality that the compiler would make is slow at its first use.

  @Override
  public boolean equals(Object other) {
    return other instanceof NftWithIptables that
        && tables.equals(that.tables)
        && chain.equals(that.chain);
  }

  @Override
  public int hashCode() {
    return tables.hashCode() + chain.hashCode();
  }
}
