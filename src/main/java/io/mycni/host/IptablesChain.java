// What is in one chain of iptables. It is asked by a process, in a quick look, too: that takes some
// milliseconds whatever else there is, where a listing of all grows with the rules of services.
package io.mycni.host;

import io.mycni.exec.Shell;
import io.mycni.net.IpFamily;
import io.mycni.process.Runner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The question for the rules of a chain of the nat table, as {@code iptables -S} prints them; the
 * answer is empty where they cannot be told: there is no such chain, or no such tool, or it fails.
 * That is never "no rules", but a reason to look closely.
 *
 * @param family the family
 * @param chain the chain
 */
public record IptablesChain(IpFamily family, String chain)
    implements Question<Optional<List<String>>> {
  private static final String XTABLES_WAIT = "60";

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public boolean isInside() {
    return false;
  }

  @Override
  public Optional<List<String>> ask(Shell shell) {
    Optional<Runner.Outcome> listing = list(shell);
    return listing.isPresent() ? rules(listing.get()) : Optional.empty();
  }

  /** Asks iptables; empty where it is not installed. */
  private Optional<Runner.Outcome> list(Shell shell) {
    String tool = family == IpFamily.V4 ? "iptables" : "ip6tables";
    if (shell.tools().find(tool).isEmpty()) {
      return Optional.empty();
    }
    List<String> words = List.of("--wait", XTABLES_WAIT, "--table", "nat", "-S", chain);
    return Optional.of(shell.ask("look at chain " + chain, tool, words));
  }

  /**
   * Tells whether a closer look may find rules in the chain; false where it is empty, is not there,
   * or there is no such tool. Where there is no nat table this makes one.
   */
  boolean mayHaveRules(Shell shell) {
    Optional<Runner.Outcome> listing = list(shell);
    if (listing.isEmpty()) {
      return false;
    }
    Optional<List<String>> rules = rules(listing.get());
    return rules.isPresent() ? !rules.get().isEmpty() : !saysMissing(listing.get());
  }

  /** The words of either kind of iptables; that of nf_tables has two for it, by its version. */
  private static boolean saysMissing(Runner.Outcome outcome) {
    String err = outcome.err();
    return outcome.exit() == 1
        && (err.contains("No chain/target/match by that name")
            || err.contains("is incompatible, use 'nft' tool"));
  }

  /** An answer begins with the chain itself. */
  private Optional<List<String>> rules(Runner.Outcome outcome) {
    if (!outcome.ok()) {
      return Optional.empty();
    }
    String listing = outcome.out();
    List<String> rules = new ArrayList<>();
    boolean found = false;
    for (String line : listing.split("\n")) {
      if (line.equals("-N " + chain)) {
        found = true;
      } else if (line.startsWith("-A " + chain + " ")) {
        rules.add(line);
      }
    }
    return found ? Optional.of(rules) : Optional.empty();
  }

  // Written out: the equality that the compiler would make is slow at its first use.

  @Override
  public boolean equals(Object other) {
    return other instanceof IptablesChain that && family == that.family && chain.equals(that.chain);
  }

  @Override
  public int hashCode() {
    return chain.hashCode() + family.ordinal();
  }
}
