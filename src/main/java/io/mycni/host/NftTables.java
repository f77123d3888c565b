// What is in some tables of nftables.
package io.mycni.host;

import io.mycni.exec.Shell;
import io.mycni.process.Runner;
import java.util.ArrayList;
import java.util.List;

/**
 * The question what is in some tables of nftables; the answer has those that exist, and none where
 * nft is not installed.
 *
 * @param tables the tables, each {@code FAMILY NAME}
 */
public record NftTables(List<String> tables) implements Question<NftState> {
  /** Copies the list. */
  public NftTables {
    tables = List.copyOf(tables);
  }

  @Override
  public boolean isInside() {
    return false;
  }

  @Override
  public NftState ask(Shell shell) {
    List<String> there = new ArrayList<>();
    List<String> chains = new ArrayList<>();
    List<NftRule> rules = new ArrayList<>();
    if (shell.tools().find("nft").isPresent()) {
      for (String table : tables) {
        NftState found = table(shell, table);
        there.addAll(found.tables());
        chains.addAll(found.chains());
        rules.addAll(found.rules());
      }
    }
    return new NftState(there, chains, rules);
  }

  /**
   * Returns what is in a table; nothing where there is none.
   *
   * @throws io.mycni.cni.CniException when it cannot be listed
   */
  static NftState table(Shell shell, String table) {
    List<String> question = new ArrayList<>(List.of("--json", "--handle", "list", "table"));
    question.addAll(List.of(table.split(" ")));
    String what = "look at table " + table;
    Runner.Outcome listing = shell.ask(what, "nft", question);
    if (listing.ok()) {
      return NftJson.read(listing.stdout());
    }
    if (all(shell).tables().contains(table)) {
      throw Shell.unanswered(what, "nft", question, listing);
    }
    return NftState.NONE;
  }

  /**
   * Returns the names of all tables.
   *
   * @throws io.mycni.cni.CniException when they cannot be listed
   */
  static NftState all(Shell shell) {
    List<String> question = List.of("--json", "--handle", "list", "tables");
    return NftJson.read(shell.answer("look at nftables", "nft", question).stdout());
  }

  // Written out: the equality that the compiler would make is slow at its first use.

  @Override
  public boolean equals(Object other) {
    return other instanceof NftTables that && tables.equals(that.tables);
  }

  @Override
  public int hashCode() {
    return tables.hashCode();
  }
}
