// The nat table of iptables as plans write to it.
package io.mycni.part;

import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Removal;
import java.util.List;

/** Commands for the nat table; rules are written as {@code iptables-save} prints them. */
public final class NatTable {
  private static final String NAME = "nat";

  private NatTable() {}

  /** Returns the command of one line. */
  public static Command rule(IpFamily family, String rule) {
    return new Command.Iptables(family, NAME, rule);
  }

  /** Returns the command that takes {@code -A CHAIN …} away. */
  public static Command delete(IpFamily family, String append) {
    return rule(family, Command.Iptables.deletion(append));
  }

  /** Returns a text as a word of a rule, in double quotes. */
  public static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /**
   * The first rule of nftables brings a table with it, which does not go by itself. The listing of
   * the chain that every table has does nothing; it only carries the undo.
   */
  public static Change brought(IpFamily family) {
    String nftFamily = family == IpFamily.V4 ? "ip" : "ip6";
    return new Change(
        rule(family, ":POSTROUTING ACCEPT [0:0]"),
        List.of(new Removal.UnusedTable(nftFamily, NAME)));
  }
}
