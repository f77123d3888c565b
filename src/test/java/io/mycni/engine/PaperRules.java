// Packet filters on paper: the tables of iptables and those of nftables.
package io.mycni.engine;

import io.mycni.host.IptablesChain;
import io.mycni.host.NftRule;
import io.mycni.host.NftState;
import io.mycni.host.NftWithIptables;
import io.mycni.host.TableRules;
import io.mycni.net.IpFamily;
import io.mycni.plan.Command;
import io.mycni.plan.Removal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Applies rules as their tools would, all of which refuse what is not there. */
final class PaperRules {
  private static final Map<String, List<String>> BUILT_IN =
      Map.of(
          "nat", List.of("PREROUTING", "OUTPUT", "POSTROUTING"),
          "filter", List.of("INPUT", "FORWARD", "OUTPUT"));

  /** A table of iptables. */
  private static final class PaperTable {
    private final List<String> chains = new ArrayList<>();
    private final List<String> rules = new ArrayList<>();
    private boolean exists;
  }

  private final Map<String, PaperTable> tables = new TreeMap<>();
  private final List<String> nftTables = new ArrayList<>();
  private final List<String> nftChains = new ArrayList<>();
  private final List<NftRule> nftRules = new ArrayList<>();
  private int handle = 1;

  PaperRules() {
    for (IpFamily family : IpFamily.values()) {
      BUILT_IN.keySet().forEach(table -> tables.put(key(table, family), new PaperTable()));
    }
  }

  PaperRules copy() {
    PaperRules copy = new PaperRules();
    tables.forEach((key, table) -> {
      PaperTable same = copy.tables.get(key);
      same.chains.addAll(table.chains);
      same.rules.addAll(table.rules);
      same.exists = table.exists;
    });
    copy.nftTables.addAll(nftTables);
    copy.nftChains.addAll(nftChains);
    copy.nftRules.addAll(nftRules);
    copy.handle = handle;
    return copy;
  }

  /** As nft names it. */
  private static String key(String table, IpFamily family) {
    return (family == IpFamily.V4 ? "ip " : "ip6 ") + table;
  }

  TableRules table(String name, IpFamily family) {
    PaperTable table = tables.get(key(name, family));
    return new TableRules(table.exists, table.chains, table.rules);
  }

  NftState nft() {
    return new NftState(nftTables, nftChains, nftRules);
  }

  /** Returns the rules of one chain. */
  Optional<List<String>> chain(IptablesChain asked) {
    TableRules nat = table("nat", asked.family());
    return nat.chains().contains(asked.chain())
        ? Optional.of(nat.rulesOf(asked.chain()))
        : Optional.empty();
  }

  /** Returns what is in some tables, and the tables of iptables that have a chain. */
  NftWithIptables.Found withIptables(NftWithIptables asked) {
    Map<IpFamily, TableRules> nat = new EnumMap<>(IpFamily.class);
    for (IpFamily family : IpFamily.values()) {
      TableRules table = table("nat", family);
      if (table.chains().contains(asked.chain())) {
        nat.put(family, table);
      }
    }
    return new NftWithIptables.Found(nft(asked.tables().tables()), nat);
  }

  /** Returns what {@code nft list tables} prints. */
  String nftTables() {
    return String.join("", nftTables.stream().map(table -> "table " + table + "\n").toList());
  }

  /** Returns what {@code nft --handle list table} prints of chains, comments and handles. */
  String nftTable(String table) {
    StringBuilder text = new StringBuilder("table " + table + " {\n");
    for (String chain : nftChains) {
      if (chain.startsWith(table + " ")) {
        text.append("\tchain ").append(chain, table.length() + 1, chain.length()).append(" {\n");
        for (NftRule rule : nftRules) {
          if (chainOf(rule).equals(chain)) {
            String comment = rule.comment().isEmpty() ? "" : " comment \"" + rule.comment() + "\"";
            text.append("\t\trule").append(comment).append(" # handle ").append(rule.handle());
            text.append('\n');
          }
        }
        text.append("\t}\n");
      }
    }
    return text.append("}\n").toString();
  }

  /** Returns what is in some tables. */
  NftState nft(List<String> tables) {
    return new NftState(
        nftTables.stream().filter(tables::contains).toList(),
        nftChains.stream()
            .filter(chain -> tables.contains(chain.substring(0, chain.lastIndexOf(' '))))
            .toList(),
        nftRules.stream()
            .filter(rule -> tables.contains(rule.family() + " " + rule.table()))
            .toList());
  }

  /** Somebody flushes the table, as {@code iptables -t nat -F} and {@code -X} do. */
  void flush(String name, IpFamily family) {
    flush(tables.get(key(name, family)));
  }

  private static void flush(PaperTable table) {
    table.chains.clear();
    table.rules.clear();
  }

  void iptables(Command.Iptables command) {
    String rule = command.rule();
    PaperTable table = tables.get(key(command.table(), command.family()));
    List<String> mine = table.rules;
    List<String> chains = table.chains;
    table.exists = true;
    String[] words = rule.split(" ", 3);
    if (words[0].startsWith(":")) {
      return;
    }
    String chain = words[1];
    boolean builtIn = BUILT_IN.get(command.table()).contains(chain);
    require(words[0].equals("-N") || builtIn || chains.contains(chain), rule);
    switch (words[0]) {
      case "-N" -> {
        require(!chains.contains(chain), rule);
        chains.add(chain);
      }
      case "-X" -> {
        require(mine.stream().noneMatch(each -> uses(each, chain)), rule);
        chains.remove(chain);
      }
      case "-F" -> mine.removeIf(each -> each.startsWith("-A " + chain + " "));
      case "-A" -> mine.add(rule);
      case "-C" -> require(mine.contains("-A" + rule.substring(2)), rule);
      case "-I" -> insert(chain, words[2].split(" ", 2), mine);
      case "-D" -> require(mine.remove("-A" + rule.substring(2)), rule);
      default -> throw new IllegalArgumentException("unknown: iptables " + rule);
    }
  }

  /** The rules of other chains keep their places. */
  private static void insert(String chain, String[] placeAndRule, List<String> rules) {
    int place = Integer.parseInt(placeAndRule[0]);
    int at = 0;
    for (int seen = 1; at < rules.size(); at++) {
      if (rules.get(at).startsWith("-A " + chain + " ") && seen++ == place) {
        break;
      }
    }
    rules.add(at, "-A " + chain + " " + placeAndRule[1]);
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
      for (PaperTable table : tables.values()) {
        flush(table);
        table.exists = false;
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
    if (said.contains(" dport ")) {
      return new NftRule(words[2], words[3], words[4], handle++, note, PaperNat.match(words));
    }
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
    PaperTable ofIptables = tables.get(table);
    if (ofIptables != null && ofIptables.rules.isEmpty()) {
      ofIptables.chains.clear();
      ofIptables.exists = false;
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

  void undo(Removal.UnusedRule drop) {
    PaperTable table = tables.get(key(drop.rule().table(), drop.rule().family()));
    boolean used =
        table.rules.stream()
            .anyMatch(rule ->
                rule.startsWith("-A " + drop.chain() + " ") && !drop.frame().contains(rule));
    if (!used) {
      iptables(drop.rule());
    }
  }

  /** Returns a line for each thing. */
  List<String> dump() {
    List<String> lines = new ArrayList<>();
    tables.forEach((name, table) -> {
      table.chains.forEach(chain -> lines.add(name + " chain " + chain));
      table.rules.forEach(rule -> lines.add(name + " rule " + rule));
    });
    nftTables.forEach(table -> lines.add("nft table " + table));
    nftChains.forEach(chain -> lines.add("nft chain " + chain));
    nftRules.forEach(rule ->
        lines.add("nft rule " + chainOf(rule) + " " + rule.match() + " # " + rule.comment()));
    return lines;
  }
}
