// The single things that a plan has done by a tool, one kind of record for each tool. What is taken
// away only where nobody uses it is Removal's business; how several commands go into one subprocess
// is exec's.
package io.mycni.plan;

import io.mycni.net.IpFamily;
import java.util.List;

/**
 * One command of one tool. Its words are validated before they get here and hold no white space.
 */
public sealed interface Command permits Command.Line, Command.Sysctl, Removal {
  /** Returns the command as a person would type it. */
  String typed();

  /** Returns the tool that does it. */
  Tool tool();

  /** Returns the namespace in which it is done. */
  default Namespace where() {
    return Namespace.HOST;
  }

  /** Returns what keeps it from being done, in words behind "unless"; empty if nothing does. */
  default String unless() {
    return "";
  }

  /** Tells whether the host is looked at right before, so that it is never among others. */
  default boolean isByItself() {
    return !unless().isEmpty();
  }

  /** What its tool reads as a line, with nothing to be looked at before. */
  sealed interface Line extends Command
      permits Ip,
          Ip6,
          IpInContext,
          Bridge,
          Tc,
          Iptables,
          Nft,
          ToolCall,
          Removal.UnusedTable,
          Removal.UnusedBridge,
          Removal.UnusedRule {
    /** Returns the line. */
    String line();

    @Override
    default String typed() {
      return entering(where()) + tool().program() + " " + ShellText.words(line());
    }
  }

  /**
   * A line for {@code ip -batch}, ip(8).
   *
   * @param where the namespace to act in
   * @param words the words behind {@code ip}
   */
  record Ip(Namespace where, List<String> words) implements Line {
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

    @Override
    public String line() {
      return String.join(" ", words);
    }

    @Override
    public Tool tool() {
      return Tool.IP;
    }
  }

  /**
   * A line for {@code ip -6 -batch}.
   *
   * @param where the namespace to act in
   * @param line the words behind {@code ip -6}
   */
  record Ip6(Namespace where, String line) implements Line {
    @Override
    public Tool tool() {
      return Tool.IP6;
    }

    @Override
    public String typed() {
      return entering(where) + "ip -6 " + ShellText.words(line);
    }
  }

  /**
   * A line for an {@code ip} that runs in an SELinux context of its own, runcon(1): what it makes
   * belongs to that context.
   *
   * @param where the namespace to act in
   * @param context the context, of which {@code runcon} takes USER:ROLE:TYPE and more
   * @param line the words behind {@code ip}
   */
  record IpInContext(Namespace where, String context, String line) implements Line {
    @Override
    public Tool tool() {
      return Tool.IP;
    }

    @Override
    public boolean isByItself() {
      return true;
    }

    @Override
    public String typed() {
      return entering(where)
          + "runcon "
          + ShellText.quote(context)
          + " ip "
          + ShellText.words(line);
    }
  }

  /**
   * A line for {@code bridge -batch}, bridge(8).
   *
   * @param where the namespace to act in
   * @param line the words behind {@code bridge}
   */
  record Bridge(Namespace where, String line) implements Line {
    /** Makes a command on the host. */
    public Bridge(String line) {
      this(Namespace.HOST, line);
    }

    @Override
    public Tool tool() {
      return Tool.BRIDGE;
    }
  }

  /**
   * A line for {@code tc -batch}, tc(8).
   *
   * @param where the namespace to act in
   * @param line the words behind {@code tc}
   */
  record Tc(Namespace where, String line) implements Line {
    /** Makes a command on the host. */
    public Tc(String line) {
      this(Namespace.HOST, line);
    }

    @Override
    public Tool tool() {
      return Tool.TC;
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
    /**
     * Tells whether part of it may have been done where it failed: the kernel takes the numbers of
     * a list one by one.
     */
    public boolean isDoneInParts() {
      return value.indexOf(' ') >= 0;
    }

    @Override
    public Tool tool() {
      return Tool.SETTINGS;
    }

    @Override
    public String typed() {
      String file = ShellText.quote("/proc/sys/" + key);
      String test = whenPresent ? "test ! -e " + file + " || " : "";
      String write = "echo " + ShellText.words(value) + " > " + file;
      return where instanceof Namespace.Host
          ? test + "sh -c " + ShellText.quote(write)
          : entering(where) + "sh -c " + ShellText.quote(test + write);
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
  record Iptables(IpFamily family, String table, String rule) implements Line {
    /** Returns the rule that takes {@code -A CHAIN …} away. */
    public static String deletion(String append) {
      return "-D" + append.substring("-A".length());
    }

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
    public Tool tool() {
      return family == IpFamily.V4 ? Tool.IPTABLES : Tool.IP6TABLES;
    }

    @Override
    public String line() {
      return rule;
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
  record Nft(String statement) implements Line {
    @Override
    public Tool tool() {
      return Tool.NFT;
    }

    @Override
    public String line() {
      return statement;
    }

    @Override
    public String typed() {
      return "nft " + ShellText.quote(statement);
    }
  }

  private static String entering(Namespace where) {
    return where instanceof Namespace.Container inside
        ? "nsenter --net=" + ShellText.quote(inside.path()) + " "
        : "";
  }
}
