// A table of iptables as it was found.
package io.mycni.host;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of one family.
 *
 * @param tableExists whether the table was there at all; nftables makes it with its first rule
 * @param chains the chains that users made
 * @param rules the rules as {@code iptables-save} prints them, {@code -A CHAIN …}
 */
public record TableRules(boolean tableExists, List<String> chains, List<String> rules) {
  /** Nothing there. */
  public static final TableRules NONE = new TableRules(false, List.of(), List.of());

  /** Copies the lists. */
  public TableRules {
    chains = List.copyOf(chains);
    rules = List.copyOf(rules);
  }

  /**
   * Reads a table out of what {@code iptables-save} prints.
   *
   * @param table its name, {@code nat} say
   * @param listing of whichever tables
   */
  public static TableRules parse(String table, String listing) {
    boolean exists = false;
    boolean here = false;
    List<String> chains = new ArrayList<>();
    List<String> rules = new ArrayList<>();
    for (String line : listing.split("\n")) {
      if (line.startsWith("*")) {
        here = line.equals("*" + table);
        exists |= here;
      } else if (!here) {
        continue;
      } else if (line.startsWith(":") && line.contains(" - ")) {
        chains.add(line.substring(1, line.indexOf(' ')));
      } else if (line.startsWith("-A ") && line.indexOf(' ', 4) > 0) {
        rules.add(line);
      }
    }
    return new TableRules(exists, chains, rules);
  }

  /**
   * Tells whether that is what {@code iptables-save} prints: tables that begin with {@code *NAME}
   * and end with COMMIT; none is a listing, too.
   */
  static boolean isWhole(String listing) {
    boolean inside = false;
    for (String line : listing.split("\n")) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      boolean begins = line.startsWith("*");
      boolean ofTable = line.startsWith(":") || line.startsWith("-") || line.startsWith("[");
      boolean ends = line.equals("COMMIT");
      if (begins ? inside : !inside || !ends && !ofTable) {
        return false;
      }
      inside = !ends;
    }
    return !inside;
  }

  /** Returns the rules of one chain, in their order. */
  public List<String> rulesOf(String chain) {
    List<String> found = new ArrayList<>();
    for (String rule : rules) {
      if (rule.startsWith("-A " + chain + " ")) {
        found.add(rule);
      }
    }
    return found;
  }

  /** Returns the rules, of any chain, that jump to a chain. */
  public List<String> jumpsTo(String chain) {
    List<String> found = new ArrayList<>();
    for (String rule : rules) {
      if (rule.endsWith(" -j " + chain)) {
        found.add(rule);
      }
    }
    return found;
  }
}
