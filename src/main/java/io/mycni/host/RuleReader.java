// Lists packet filter rules: those of iptables, those of nftables that mycni may write to, and
// those that hide from the iptables of this host. A listing that fails is a failure.
package io.mycni.host;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.exec.Shell;
import io.mycni.net.IpFamily;
import io.mycni.process.Runner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks iptables and nft; one object serves one look. */
final class RuleReader {
  private static final String NFT_VARIANT = "(nf_tables)";
  private static final String NAT = "nat";
  private static final String FILTER = "filter";

  /** The tables of nftables in which mycni writes rules. */
  private static final Set<String> WRITTEN =
      Set.of(
          "inet cni_plugins_masquerade", "bridge nat", "inet cni_firewall", "bridge cni_firewall");

  private final Shell shell;
  private final List<String> hiddenChains = new ArrayList<>();
  private final List<IpFamily> unseen = new ArrayList<>();
  private final List<HiddenRules.Rule> hiddenFilter = new ArrayList<>();
  private final List<IpFamily> unseenFilter = new ArrayList<>();

  /** The nft tables in which rules of iptables would be that the iptables of this host misses. */
  private final List<String> passedOver = new ArrayList<>();

  RuleReader(Shell shell) {
    this.shell = shell;
  }

  /**
   * Returns the rules of all tables of a family; empty when there is no iptables for it. All
   * tables, because to ask for one would bring it about where it is missing.
   *
   * @throws CniException when they cannot be listed
   */
  Optional<String> iptables(IpFamily family) {
    boolean v4 = family == IpFamily.V4;
    String tool = v4 ? "iptables-save" : "ip6tables-save";
    Optional<String> listing = Optional.empty();
    if (shell.tools().find(tool).isPresent()) {
      listing = Optional.of(listing("look at the rules of " + family, tool, List.of()));
    }
    Optional<String> ofLegacy = listing.filter(text -> !text.contains(NFT_VARIANT));
    for (String table : HostFacts.legacyTables(family)) {
      boolean matters = table.equals(NAT) || table.equals(FILTER);
      if (matters && (ofLegacy.isEmpty() || !ofLegacy.get().contains("*" + table + "\n"))) {
        legacy(family, table, v4 ? "iptables-legacy-save" : "ip6tables-legacy-save");
      }
    }
    if (listing.isEmpty() || ofLegacy.isPresent()) {
      passedOver.add((v4 ? "ip " : "ip6 ") + NAT);
      passedOver.add((v4 ? "ip " : "ip6 ") + FILTER);
    }
    return listing;
  }

  /** A listing that is cut, or something else, tells nothing of what is not in it. */
  private String listing(String what, String tool, List<String> arguments) {
    Runner.Outcome outcome = shell.answer(what, tool, arguments);
    if (!TableRules.isWhole(outcome.out())) {
      throw new CniException(
          ErrorCode.COMMAND_FAILED,
          "could not " + what + ": `" + tool + "` printed something else than whole tables",
          "run it by hand; what could not be looked at was left alone");
    }
    return outcome.out();
  }

  private void legacy(IpFamily family, String table, String tool) {
    if (shell.tools().find(tool).isEmpty()) {
      (table.equals(NAT) ? unseen : unseenFilter).add(family);
      return;
    }
    String what = "look at the legacy rules of " + family;
    TableRules rules = TableRules.parse(table, listing(what, tool, List.of("-t", table)));
    if (table.equals(NAT)) {
      for (String chain : rules.chains()) {
        hiddenChains.add(HiddenRules.key(family, chain));
      }
      return;
    }
    for (String rule : rules.rules()) {
      hiddenFilter.add(new HiddenRules.Rule(family, rule.split(" ")[1], rule));
    }
  }

  /**
   * Returns the tables of nftables that mycni may write to; none when there is no nft.
   *
   * @throws CniException when they cannot be listed
   */
  NftState nft() {
    if (shell.tools().find("nft").isEmpty()) {
      return NftState.NONE;
    }
    NftState tables = NftTables.all(shell);
    List<String> chains = new ArrayList<>();
    List<NftRule> rules = new ArrayList<>();
    for (String table : tables.tables()) {
      if (WRITTEN.contains(table) || passedOver.contains(table)) {
        NftState found = NftTables.table(shell, table);
        chains.addAll(found.chains());
        rules.addAll(found.rules());
      }
    }
    for (IpFamily family : IpFamily.values()) {
      hidden(family, chains, rules);
    }
    return new NftState(tables.tables(), chains, rules);
  }

  /** What stands in tables of iptables that were passed over. */
  private void hidden(IpFamily family, List<String> chains, List<NftRule> rules) {
    String ip = family == IpFamily.V4 ? "ip" : "ip6";
    String nat = ip + " " + NAT + " ";
    for (String chain : chains) {
      if (chain.startsWith(nat)) {
        hiddenChains.add(HiddenRules.key(family, chain.substring(nat.length())));
      }
    }
    for (NftRule rule : rules) {
      if (rule.family().equals(ip) && rule.table().equals(FILTER)) {
        hiddenFilter.add(new HiddenRules.Rule(family, rule.chain(), rule.match()));
      }
    }
  }

  /** Returns what was seen to hide from the iptables of this host. */
  HiddenRules hidden() {
    return new HiddenRules(hiddenChains, unseen, hiddenFilter, unseenFilter);
  }
}
