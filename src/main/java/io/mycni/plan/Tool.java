// The tools by which plans change a host, each as one value. How they are started, and how they
// tell what failed, follows from what they read; that is exec's business.
package io.mycni.plan;

/** A tool; one that reads what another one here reads needs no more than its constant. */
public enum Tool {
  /** ip(8): links, addresses, routes. */
  IP("ip", Lane.LINKS, Input.LINES),
  /** The same for rules of IPv6, whose family no word of a rule tells. */
  IP6("ip", Lane.LINKS, Input.LINES),
  /** bridge(8): VLANs and neighbours of ports. */
  BRIDGE("bridge", Lane.LINKS, Input.LINES),
  /** tc(8): queueing disciplines and filters of links. */
  TC("tc", Lane.LINKS, Input.LINES),
  /** Settings below {@code /proc/sys}: files on the host, written by sh(1) elsewhere. */
  SETTINGS("sh", Lane.LINKS, Input.SETTINGS),
  /** iptables-restore(8). */
  IPTABLES("iptables-restore", Lane.IPTABLES, Input.RULES),
  /** ip6tables-restore(8). */
  IP6TABLES("ip6tables-restore", Lane.IP6TABLES, Input.RULES),
  /** nft(8). */
  NFT("nft", Lane.NFT, Input.STATEMENTS),
  /** firewall-cmd(1). */
  FIREWALL_CMD("firewall-cmd", Lane.FIREWALLD, Input.WORDS),
  /** conntrack(8): what the kernel remembers of connections. */
  CONNTRACK("conntrack", Lane.CONNECTIONS, Input.WORDS);

  /** Which commands keep their order among each other. Lanes may be run side by side. */
  public enum Lane {
    /** Links, addresses, routes and their settings, which depend on each other. */
    LINKS,
    /** Limits that are taken off, see {@link Tool#laneOfRemoval}. */
    LIMITS,
    /** Rules of IPv4. Rules depend on no link, and on no rule of another lane. */
    IPTABLES,
    /** Rules of IPv6. */
    IP6TABLES,
    /** Rules of nftables. */
    NFT,
    /** What firewalld is told, which makes rules of it. */
    FIREWALLD,
    /** Remembered connections, which are not rules. */
    CONNECTIONS
  }

  /** What a tool reads. */
  public enum Input {
    /** A command in each line, as the {@code -batch} of iproute2 has it. */
    LINES,
    /** Settings. */
    SETTINGS,
    /** Tables of rules, all or nothing, as iptables-save(8) prints them. */
    RULES,
    /** Statements, all or nothing. */
    STATEMENTS,
    /** Nothing: the commands are its words. */
    WORDS
  }

  private final String program;
  private final Lane lane;
  private final Input input;

  Tool(String program, Lane lane, Input input) {
    this.program = program;
    this.lane = lane;
    this.input = input;
  }

  /** Returns the name of the executable. */
  public String program() {
    return program;
  }

  /** Returns which other commands its commands keep their order with. */
  public Lane lane() {
    return lane;
  }

  /**
   * The same where everything is removed, whatever becomes of the rest. Limits are made behind the
   * links that they lead to, and may go before or after these: the kernel waits some milliseconds
   * for each, until nobody on another processor can see it any more.
   */
  public Lane laneOfRemoval() {
    return this == TC ? Lane.LIMITS : lane;
  }

  /** Tells whether it changes packet filters. */
  public boolean isOfRules() {
    return lane != Lane.LINKS && lane != Lane.CONNECTIONS;
  }

  /** Returns what it reads. */
  public Input input() {
    return input;
  }
}
