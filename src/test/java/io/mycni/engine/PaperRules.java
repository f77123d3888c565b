// Packet filters on paper: the nat tables of iptables, and the tables of nftables.
package io.mycni.engine;

import io.mycni.host.NatRules;
import io.mycni.host.NftRule;
import io.mycni.host.NftState;
import io.mycni.net.IpFamily;
import io.mycni.plan.Removal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Applies rules as their tools would, all of which refuse what is not there. */
final class PaperRules {
  private final Map<IpFamily, List<String>> chains = new EnumMap<>(IpFamily.class);
  private final Map<IpFamily, List<String>> rules = new EnumMap<>(IpFamily.class);
  private final Map<IpFamily, Boolean> exists = new EnumMap<>(IpFamily.class);
  private final List<String> nftTables = new ArrayList<>();
  private final List<String> nftChains = new ArrayList<>();
  private final List<NftRule> nftRules = new ArrayList<>();
  private int handle = 1;

  PaperRules() {
    for (IpFamily family : IpFamily.values()) {
      chains.put(family, new ArrayList<>());
      rules.put(family, new ArrayList<>());
      exists.put(family, false);
    }
  }

  NatRules nat(IpFamily family) {
    return new NatRules(exists.get(family), chains.get(family), rules.get(family));
  }

  NftState nft() {
    return new NftState(nftTables, nftChains, nftRules);
  }

  /** Somebody flushes the table, as {@code iptables -t nat -F} and {@code -X} do. */
  void flush(IpFamily family) {
    chains.get(family).clear();
    rules.get(family).clear();
  }

  void iptables(IpFamily family, String rule) {
    List<String> mine = rules.get(family);
    exists.put(family, true);
    String[] words = rule.split(" ", 3);
    if (words[0].startsWith(":")) {
      return;
    }
    String chain = words[1];
    boolean builtIn = chain.equals("POSTROUTING") || chain.equals("PREROUTING");
    require(words[0].equals("-N") || builtIn || chains.get(family).contains(chain), rule);
    switch (words[0]) {
      case "-N" -> {
        require(!chains.get(family).contains(chain), rule);
        chains.get(family).add(chain);
      }
      case "-X" -> {
        require(mine.stream().noneMatch(each -> uses(each, chain)), rule);
        chains.get(family).remove(chain);
      }
      case "-F" -> mine.removeIf(each -> each.startsWith("-A " + chain + " "));
      case "-A" -> mine.add(rule);
      case "-D" -> require(mine.remove("-A" + rule.substring(2)), rule);
      default -> throw new IllegalArgumentException("unknown: iptables " + rule);
    }
  }

  private static boolean uses(String rule, String chain) {
    return rule.startsWith("-A " + chain + " ") || rule.endsWith(" -j " + chain);
  }

  private static void require(boolean there, String what) {
    if (!there) {
      throw new IllegalStateException("No chain/target/match by that name: " + what);
    }
  }

  void nft(String statement) {
    if (statement.equals("flush ruleset")) {
      nftTables.clear();
      nftChains.clear();
      nftRules.clear();
      for (IpFamily family : IpFamily.values()) {
        flush(family);
        exists.put(family, false);
      }
      return;
    }
    String[] words = statement.split(" ");
    String table = words[2] + " " + words[3];
    String chain = words.length > 4 ? table + " " + words[4] : "";
    require(nftTables.contains(table) || statement.startsWith("add table "), statement);
    switch (words[0] + " " + words[1]) {
      case "add table" -> addOnce(nftTables, table);
      case "add chain" -> addOnce(nftChains, chain);
      case "flush chain" -> {
        require(nftChains.contains(chain), statement);
        nftRules.removeIf(rule -> chainOf(rule).equals(chain));
      }
      case "delete chain" -> {
        boolean used = nftRules.stream().anyMatch(rule -> usesChain(rule, chain, words[4]));
        require(!used && nftChains.remove(chain), statement);
      }
      case "delete table" -> dropTable(table);
      case "add rule" -> {
        require(nftChains.contains(chain), statement);
        nftRules.add(rule(statement, words));
      }
      case "delete rule" ->
          require(
              nftRules.removeIf(rule ->
                  chainOf(rule).equals(chain) && rule.handle() == Integer.parseInt(words[6])),
              statement);
      default -> throw new IllegalArgumentException("unknown: nft " + statement);
    }
  }

  private static void addOnce(List<String> to, String what) {
    if (!to.contains(what)) {
      to.add(what);
    }
  }

  private static String chainOf(NftRule rule) {
    return rule.family() + " " + rule.table() + " " + rule.chain();
  }

  private static boolean usesChain(NftRule rule, String chain, String name) {
    return chainOf(rule).equals(chain) || rule.match().contains("\"" + name + "\"");
  }

  /** What it matches and does is told as quoted words, as far as nft's JSON quotes them, too. */
  private NftRule rule(String statement, String[] words) {
    int comment = statement.indexOf(" comment \"");
    String note = comment < 0 ? "" : statement.substring(comment + 10, statement.lastIndexOf('"'));
    String said = comment < 0 ? statement : statement.substring(0, comment);
    List<String> match = new ArrayList<>();
    for (String word : List.of(said.split(" ")).subList(5, said.split(" ").length)) {
      match.add("\"" + word.replace("\"", "") + "\"");
    }
    return new NftRule(words[2], words[3], words[4], handle++, note, match.toString());
  }

  private void dropTable(String table) {
    nftTables.remove(table);
    nftChains.removeIf(chain -> chain.startsWith(table + " "));
    nftRules.removeIf(rule -> chainOf(rule).startsWith(table + " "));
  }

  void undo(Removal.UnusedTable drop) {
    String table = drop.family() + " " + drop.table();
    for (IpFamily family : IpFamily.values()) {
      if (table.equals((family == IpFamily.V4 ? "ip" : "ip6") + " nat")
          && rules.get(family).isEmpty()) {
        chains.get(family).clear();
        exists.put(family, false);
      }
    }
    boolean used =
        nftRules.stream()
            .anyMatch(rule ->
                chainOf(rule).startsWith(table + " ") && !drop.frame().contains(rule.chain()));
    if (!used) {
      dropTable(table);
    }
  }

  void undo(Removal.NotedRules drop) {
    String table = drop.family() + " " + drop.table() + " ";
    nftRules.removeIf(
        rule -> chainOf(rule).startsWith(table) && rule.comment().equals(drop.comment()));
    for (String name : drop.chains()) {
      nftRules.removeIf(rule -> chainOf(rule).equals(table + name));
    }
    for (String name : drop.chains()) {
      if (nftChains.contains(table + name)) {
        nft("delete chain " + table + name);
      }
    }
  }

  /** Returns a line for each thing. */
  List<String> dump() {
    List<String> lines = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      chains.get(family).forEach(chain -> lines.add(family + " chain " + chain));
      rules.get(family).forEach(rule -> lines.add(family + " rule " + rule));
    }
    nftTables.forEach(table -> lines.add("nft table " + table));
    nftChains.forEach(chain -> lines.add("nft chain " + chain));
    nftRules.forEach(rule ->
        lines.add("nft rule " + chainOf(rule) + " " + rule.match() + " # " + rule.comment()));
    return lines;
  }
}
