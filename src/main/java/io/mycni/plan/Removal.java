// Removals for which the host is looked at right before: what is to go bears no name that a tool
// could be told, or may be in use by others by then. Each is run by itself.
package io.mycni.plan;

import java.util.List;

/** A command that takes away what it finds to be this call's own, and unused. */
public sealed interface Removal extends Command {
  /**
   * Removes an nftables table that this very call had brought about, unless somebody's rule is in
   * it by now.
   *
   * @param family the table's family, {@code ip} say
   * @param table the table's name
   * @param frame chains of it whose rules are no use of it: they only lead to the others
   */
  record UnusedTable(String family, String table, List<String> frame)
      implements Removal, Command.Line {
    /** Copies the list. */
    public UnusedTable {
      frame = List.copyOf(frame);
    }

    /** Makes one of a table in which every rule counts. */
    public UnusedTable(String family, String table) {
      this(family, table, List.of());
    }

    @Override
    public Tool tool() {
      return Tool.NFT;
    }

    @Override
    public String line() {
      return "delete table " + family + " " + table;
    }

    @Override
    public String unless() {
      return "it holds rules by then";
    }
  }

  /**
   * Removes the rules that bear a comment; nftables lets rules be deleted only by a number that it
   * chose itself.
   *
   * @param family the family of the table
   * @param table the table
   * @param comment the comment, whole
   * @param chains chains that are emptied and removed with them
   */
  record NotedRules(String family, String table, String comment, List<String> chains)
      implements Removal {
    /** Copies the list. */
    public NotedRules {
      chains = List.copyOf(chains);
    }

    @Override
    public Tool tool() {
      return Tool.NFT;
    }

    @Override
    public boolean isByItself() {
      return true;
    }

    @Override
    public String typed() {
      return "nft delete rule "
          + family
          + " "
          + table
          + " # those with comment \""
          + comment
          + "\"";
    }
  }

  /**
   * Takes back a rule or a chain that attachments share, unless somebody uses it by then: a chain
   * holds other rules than it is made with.
   *
   * @param rule takes it back
   * @param chain the chain by whose rules that is told, in the same table
   * @param frame the rules that the chain is made with, {@code -A …}
   */
  record UnusedRule(Command.Iptables rule, String chain, List<String> frame)
      implements Removal, Command.Line {
    /** Copies the list. */
    public UnusedRule {
      frame = List.copyOf(frame);
    }

    @Override
    public Tool tool() {
      return rule.tool();
    }

    @Override
    public String line() {
      return rule.line();
    }

    @Override
    public String typed() {
      return rule.typed();
    }

    @Override
    public String unless() {
      return "the chain " + chain + " holds other rules by then";
    }
  }

  /**
   * Removes a bridge that this very call had made, unless somebody has attached a port to it by
   * now.
   *
   * @param name the bridge
   */
  record UnusedBridge(String name) implements Removal, Command.Line {
    @Override
    public Tool tool() {
      return Tool.IP;
    }

    @Override
    public String line() {
      return "link delete dev " + name;
    }

    @Override
    public String unless() {
      return "it has ports by then";
    }
  }
}
