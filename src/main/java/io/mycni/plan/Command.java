// The single things that a plan has done by a tool, one kind of record for each tool. How several
// go into one subprocess is exec's business.
package io.mycni.plan;

import io.mycni.net.IpFamily;
import java.util.List;

/**
 * One command of one tool. Its words are validated before they get here and hold no white space.
 */
public sealed interface Command {
  /** Returns the command as a person would type it. */
  String typed();

  /**
   * Returns which of the records this is. A switch over kinds costs a start-up nothing, while one
   * over the types themselves is linked at its first use, which takes several milliseconds.
   */
  Kind kind();

  /** The kinds of commands, one for each record. */
  enum Kind {
    /** {@link Command.Ip}. */
    IP,
    /** {@link Command.Bridge}. */
    BRIDGE,
    /** {@link Command.Sysctl}. */
    SYSCTL,
    /** {@link Command.Iptables}. */
    IPTABLES,
    /** {@link Command.Nft}. */
    NFT,
    /** {@link Command.DropUnusedTable}. */
    DROP_UNUSED_TABLE,
    /** {@link Command.DropNotedRules}. */
    DROP_NOTED_RULES,
    /** {@link Command.DropUnusedBridge}. */
    DROP_UNUSED_BRIDGE
  }

  /**
   * A line for {@code ip -batch}, ip(8).
   *
   * @param where the namespace to act in
   * @param words the words behind {@code ip}
   */
  record Ip(Namespace where, List<String> words) implements Command {
    /** Copies the words. */
    public Ip {
      words = List.copyOf(words);
    }

    /** Makes a command on the host from words with single spaces between them. */
    public static Ip host(String line) {
      return new Ip(Namespace.HOST, List.of(line.split(" ")));
    }

    /** Makes a command in that namespace from words with single spaces between them. */
    public static Ip in(Namespace where, String line) {
      return new Ip(where, List.of(line.split(" ")));
    }

    /** Returns the words as a line of a batch. */
    public String line() {
      return String.join(" ", words);
    }

    @Override
    public Kind kind() {
      return Kind.IP;
    }

    @Override
    public String typed() {
      return entering(where) + "ip " + line();
    }
  }

  /**
   * A line for {@code bridge -batch} on the host, bridge(8).
   *
   * @param line the words behind {@code bridge}
   */
  record Bridge(String line) implements Command {
    @Override
    public Kind kind() {
      return Kind.BRIDGE;
    }

    @Override
    public String typed() {
      return "bridge " + line;
    }
  }

  /**
   * A kernel setting below {@code /proc/sys}.
   *
   * @param where the namespace to act in
   * @param key the path below {@code /proc/sys}; with slashes, as interface names may hold dots
   * @param value what to write
   * @param whenPresent whether a kernel without this setting (no IPv6, say) is good enough
   */
  record Sysctl(Namespace where, String key, String value, boolean whenPresent) implements Command {
    @Override
    public Kind kind() {
      return Kind.SYSCTL;
    }

    @Override
    public String typed() {
      String write = "sh -c 'echo " + value + " > /proc/sys/" + key + "'";
      return switch (where) {
        case Namespace.Host host ->
            (whenPresent ? "test ! -e /proc/sys/" + key + " || " : "") + write;
        case Namespace.Container container ->
            entering(container)
                + "sh -c '"
                + (whenPresent ? "test ! -e /proc/sys/" + key + " || " : "")
                + "echo "
                + value
                + " > /proc/sys/"
                + key
                + "'";
      };
    }
  }

  /**
   * A line for {@code iptables-restore --noflush} or {@code ip6tables-restore}, iptables(8).
   *
   * @param family which of the two
   * @param table the table, {@code nat} say
   * @param rule the command and the rule, such as {@code -A POSTROUTING -s …}; words with spaces
   *     are in double quotes
   */
  record Iptables(IpFamily family, String table, String rule) implements Command {
    @Override
    public boolean equals(Object other) {
      return other instanceof Iptables that
          && family == that.family
          && table.equals(that.table)
          && rule.equals(that.rule);
    }

    @Override
    public int hashCode() {
      return rule.hashCode();
    }

    @Override
    public Kind kind() {
      return Kind.IPTABLES;
    }

    @Override
    public String typed() {
      if (rule.startsWith(":")) {
        return "# the table " + table + " of " + family + " comes with its first chain";
      }
      return (family == IpFamily.V4 ? "iptables" : "ip6tables")
          + " --wait --table "
          + table
          + " "
          + rule;
    }
  }

  /**
   * A statement for {@code nft -f}, nft(8).
   *
   * @param statement the statement, in one line
   */
  record Nft(String statement) implements Command {
    @Override
    public Kind kind() {
      return Kind.NFT;
    }

    @Override
    public String typed() {
      return "nft '" + statement + "'";
    }
  }

  /**
   * Removes an nftables table that this very call had brought about, unless somebody's rule is in
   * it by now.
   *
   * @param family the table's family, {@code ip} say
   * @param table the table's name
   */
  record DropUnusedTable(String family, String table) implements Command {
    @Override
    public Kind kind() {
      return Kind.DROP_UNUSED_TABLE;
    }

    @Override
    public String typed() {
      return "nft delete table " + family + " " + table;
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
  record DropNotedRules(String family, String table, String comment, List<String> chains)
      implements Command {
    /** Copies the list. */
    public DropNotedRules {
      chains = List.copyOf(chains);
    }

    @Override
    public Kind kind() {
      return Kind.DROP_NOTED_RULES;
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
   * Removes a bridge that this very call had made, unless somebody has attached a port to it by
   * now.
   *
   * @param name the bridge
   */
  record DropUnusedBridge(String name) implements Command {
    @Override
    public Kind kind() {
      return Kind.DROP_UNUSED_BRIDGE;
    }

    @Override
    public String typed() {
      return "ip link delete dev " + name;
    }
  }

  private static String entering(Namespace where) {
    return switch (where) {
      case Namespace.Host host -> "";
      case Namespace.Container container -> "nsenter --net=" + container.path() + " ";
    };
  }
}
