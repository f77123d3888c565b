// What is in some tables of nftables.
package io.mycni.host;

import io.mycni.exec.Shell;
import io.mycni.process.Runner;
import java.util.ArrayList;
import java.util.List;

/**
 * The question what is in some tables of nftables, and which tables there are at all; the answer is
 * empty where nft is not installed.
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

  /** All are listed first, as one that is missing is told by an error like any other. */
  @Override
  public NftState ask(Shell shell) {
    if (shell.tools().find("nft").isEmpty()) {
      return NftState.NONE;
    }
    List<String> there = all(shell).tables();
    List<String> chains = new ArrayList<>();
    List<NftRule> rules = new ArrayList<>();
    for (String table : tables) {
      if (there.contains(table)) {
        NftState found = table(shell, table);
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
   * Returns the names of all tables; none where the kernel has no nftables.
   *
   * @throws io.mycni.cni.CniException when they cannot be listed
   */
  static NftState all(Shell shell) {
    List<String> question = List.of("--json", "--handle", "list", "tables");
    String what = "look at nftables";
    Runner.Outcome listing = shell.ask(what, "nft", question);
    if (listing.ok()) {
      return NftJson.read(listing.stdout());
    }
    if (isUnknownToKernel(listing.err())) {
      return NftState.NONE;
    }
    throw Shell.unanswered(what, "nft", question, listing);
  }

  /** What the socket, or the first question, gets from a kernel that was built without. */
  private static boolean isUnknownToKernel(String complaint) {
    return complaint.endsWith("Protocol not supported")
        || complaint.endsWith("cache initialization failed: Invalid argument")
        || complaint.endsWith("cache initialization failed: Operation not supported");
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
