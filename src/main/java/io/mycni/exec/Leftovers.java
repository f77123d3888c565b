// What an undo has to know about the host: whether somebody else has begun to use what a call had
// made, and whether what could not be removed is gone already. A question that gets no answer is a
// failure: what could not be looked at stays, and is named.
package io.mycni.exec;

import io.mycni.cni.CniException;
import io.mycni.net.IpFamily;
import io.mycni.plan.Command;
import io.mycni.plan.Removal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at the host before and after an undo. */
final class Leftovers {
  private final Shell shell;

  Leftovers(Shell shell) {
    this.shell = shell;
  }

  /**
   * Tells whether somebody uses what this call had brought about for itself.
   *
   * @throws CniException when that could not be seen
   */
  boolean inUseByOthers(Command command) {
    if (command instanceof Removal.UnusedBridge drop) {
      return hasPorts(drop.name());
    }
    if (command instanceof Removal.UnusedRule drop) {
      return holdsOther(drop);
    }
    return command instanceof Removal.UnusedTable drop
        && (isLegacy(drop) || holdsRule(table(drop.family(), drop.table()), drop.frame()));
  }

  /**
   * Returns the statements that delete the rules that a command means.
   *
   * @throws CniException when they could not be seen
   */
  List<String> deletions(Removal.NotedRules drop) {
    return NotedRules.deletions(drop, table(drop.family(), drop.table()));
  }

  /**
   * Tells whether what a command was to remove from the packet filter is seen not to be there.
   *
   * @throws CniException when that could not be seen
   */
  boolean isGone(Command command) {
    if (command instanceof Command.Iptables rule) {
      return isGone(rule);
    }
    if (command instanceof Removal.UnusedRule drop) {
      return isGone(drop.rule());
    }
    return command instanceof Removal.UnusedTable drop && !hasTable(drop.family(), drop.table());
  }

  private boolean isGone(Command.Iptables command) {
    for (String line : table(command)) {
      if (isMeant(command.rule(), line)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a chain holds other rules than those of its frame. */
  private boolean holdsOther(Removal.UnusedRule drop) {
    for (String line : table(drop.rule())) {
      if (line.startsWith("-A " + drop.chain() + " ") && !drop.frame().contains(line)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the lines about the table of a rule. */
  private List<String> table(Command.Iptables command) {
    String tool = command.family() == IpFamily.V4 ? "iptables-save" : "ip6tables-save";
    String listing =
        shell.answer("look at the rules of " + command.family(), tool, List.of()).out();
    List<String> lines = new ArrayList<>();
    boolean here = false;
    for (String line : listing.split("\n")) {
      if (line.startsWith("*")) {
        here = line.equals("*" + command.table());
      } else if (here) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** Whether a line of iptables-save shows what -D, -F or -X is about. */
  private static boolean isMeant(String rule, String line) {
    if (rule.startsWith("-D ")) {
      return line.equals("-A " + rule.substring("-D ".length()));
    }
    return line.startsWith(":" + rule.substring("-X ".length()) + " ");
  }

  private boolean hasPorts(String bridge) {
    // All links, because iproute2 has no words of its own for "there is no such bridge" here.
    String links =
        shell.answer("see who uses " + bridge, "ip", List.of("-oneline", "link", "show")).out();
    return links.contains(" master " + bridge + " ");
  }

  /** Returns the listing of a table; nothing when there is no such table. */
  private String table(String family, String table) {
    if (!hasTable(family, table)) {
      return "";
    }
    return shell
        .answer(
            "see who uses table " + table,
            "nft",
            List.of("--handle", "list", "table", family, table))
        .out();
  }

  /** A table of iptables-legacy is the kernel's own, and stays; nft need not be there then. */
  private boolean isLegacy(Removal.UnusedTable drop) {
    Path tables =
        Path.of("/proc/net", drop.family().equals("ip") ? "ip_tables_names" : "ip6_tables_names");
    try {
      return Files.readAllLines(tables, StandardCharsets.US_ASCII).contains(drop.table());
    } catch (IOException noneOfThem) {
      return false;
    }
  }

  private boolean hasTable(String family, String table) {
    String tables = shell.answer("look at nftables", "nft", List.of("list", "tables")).out();
    return (tables + "\n").contains("table " + family + " " + table + "\n");
  }

  /**
   * Whether a listing holds more than tables, chains, their hooks, comments and braces. A chain
   * that drops is more, too.
   *
   * @param frame chains whose rules do not count
   */
  static boolean holdsRule(String listing, List<String> frame) {
    boolean counts = true;
    for (String line : listing.split("\n")) {
      String said = line.strip();
      if (said.startsWith("chain ")) {
        counts = !frame.contains(said.substring("chain ".length(), said.indexOf(' ', 6)));
      }
      boolean outline =
          said.isEmpty()
              || said.equals("}")
              || said.startsWith("#")
              || said.startsWith("table ")
              || said.startsWith("chain ")
              || said.startsWith("type ") && !said.contains("policy drop")
              || said.startsWith("comment ");
      if (!outline && counts) {
        return true;
      }
    }
    return false;
  }
}
