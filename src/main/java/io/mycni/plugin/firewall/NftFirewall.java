// Letting containers through by nftables. The reference has no such backend; the tables are mycni's
// own, and what keeps bridges apart in them is in NftSeparation:
//
//   inet cni_firewall     forward → isolation_1 → isolation_2, admin, containers
//   bridge cni_firewall   forward: frames of containers that shall not meet others on the bridge
//
// An accept ends the one base chain that it is in. What another one drops stays dropped: it lets
// containers through where this chain `forward` is the one that drops, by a policy that the owner
// gives it.
package io.mycni.plugin.firewall;

import io.mycni.cni.Attachment;
import io.mycni.host.HostState;
import io.mycni.host.NftRule;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Difference;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Removal;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Plans rules of both tables. */
final class NftFirewall {
  static final String NAME = "cni_firewall";
  static final String TABLE = "inet " + NAME;
  static final String BASE = "forward";
  static final String STAGE_1 = "isolation_1";
  static final String STAGE_2 = "isolation_2";
  private static final String CONTAINERS = "containers";

  /** To which chains packets go, in their order. */
  private static final List<String> ORDER = List.of(STAGE_1, "admin", CONTAINERS);

  /** The longest comment that nft takes. */
  private static final int COMMENT_LIMIT = 128;

  private static final String NOTE = "firewall ";

  private NftFirewall() {}

  /**
   * Lets addresses through.
   *
   * @param separated whether {@link NftSeparation#separate} has made the way through the table
   *     before
   */
  static List<Step> accept(
      List<IpAddress> addresses, boolean separated, AttachmentNames names, HostState host) {
    List<Change> changes = new ArrayList<>();
    for (NftRule stale : rulesOf(names, "inet", host)) {
      changes.add(Change.of(new Command.Nft(stale.deletion())));
    }
    for (IpAddress address : addresses) {
      String ip = address.family() == IpFamily.V4 ? "ip" : "ip6";
      changes.add(
          noted(
              "inet",
              CONTAINERS,
              ip + " daddr " + address + " ct state established,related accept",
              names));
      changes.add(noted("inet", CONTAINERS, ip + " saddr " + address + " accept", names));
    }
    Step step =
        new Step.Create(
            "let " + IptablesAcceptance.list(addresses) + " through the table " + TABLE, changes);
    return separated ? List.of(step) : List.of(frame(host), step);
  }

  static Change noted(String family, String chain, String rule, AttachmentNames names) {
    return Change.of(
        new Command.Nft(
            "add rule "
                + family
                + " "
                + NAME
                + " "
                + chain
                + " "
                + rule
                + " comment \""
                + comment(names)
                + "\""),
        new Removal.NotedRules(family, NAME, comment(names), List.of()));
  }

  private static String comment(AttachmentNames names) {
    String comment = NOTE + names.nftComment();
    return comment.length() > COMMENT_LIMIT ? comment.substring(0, COMMENT_LIMIT) : comment;
  }

  /** The chains of all containers, and the way through them. */
  static Step frame(HostState host) {
    if (leadsThere(host)) {
      return new Step.Present("the way through the table " + TABLE);
    }
    List<Change> changes = new ArrayList<>();
    changes.add(
        Change.of(
            nft("add table " + TABLE),
            new Removal.UnusedTable("inet", NAME, List.of(BASE, STAGE_1, STAGE_2))));
    for (String chain : List.of(STAGE_2, STAGE_1, "admin", CONTAINERS)) {
      changes.add(Change.of(nft("add chain " + TABLE + " " + chain)));
    }
    changes.add(
        Change.of(
            nft(
                "add chain "
                    + TABLE
                    + " "
                    + BASE
                    + " { type filter hook forward priority filter; }")));
    // Two calls may do this at the same time; the flush leaves the rules there once.
    changes.add(Change.of(nft("flush chain " + TABLE + " " + BASE)));
    for (String chain : ORDER) {
      changes.add(Change.of(nft("add rule " + TABLE + " " + BASE + " jump " + chain)));
    }
    return new Step.Ensure("make the way through the table " + TABLE, changes);
  }

  static Command nft(String statement) {
    return new Command.Nft(statement);
  }

  static boolean leadsThere(HostState host) {
    for (String chain : ORDER) {
      if (!host.nft().hasChain("inet", NAME, chain)) {
        return false;
      }
    }
    List<NftRule> rules = host.nft().rulesOf("inet", NAME, BASE);
    int found = 0;
    for (NftRule rule : rules) {
      boolean next = found < ORDER.size() && rule.match().contains('"' + ORDER.get(found) + '"');
      found += next ? 1 : 0;
    }
    return host.nft().hasChain("inet", NAME, STAGE_2) && found == ORDER.size();
  }

  /** What is not as {@link #accept} made it. */
  static List<Difference> notAccepted(
      List<IpAddress> addresses, AttachmentNames names, HostState host) {
    List<Difference> differences = new ArrayList<>();
    if (!host.nft().hasTable("inet", NAME)) {
      differences.add(Difference.wiped("the nftables table " + TABLE + " is gone"));
      return differences;
    }
    if (!leadsThere(host)) {
      differences.add(
          Difference.wiped(
              "the chain "
                  + BASE
                  + " of the nftables table "
                  + TABLE
                  + " has lost rules, or its chains"));
    }
    for (IpAddress address : addresses) {
      for (String direction : List.of("daddr", "saddr")) {
        if (!has(address, direction, names, host)) {
          differences.add(
              Difference.wiped(
                  "the rule about the "
                      + direction
                      + " "
                      + address
                      + " is gone from the nftables table "
                      + TABLE));
        }
      }
    }
    return differences;
  }

  private static boolean has(
      IpAddress address, String direction, AttachmentNames names, HostState host) {
    for (NftRule rule : rulesOf(names, "inet", host)) {
      if (rule.match().contains("\"" + direction + "\"")
          && rule.match().contains("\"" + address + "\"")) {
        return true;
      }
    }
    return false;
  }

  static List<NftRule> rulesOf(AttachmentNames names, String family, HostState host) {
    List<NftRule> rules = new ArrayList<>();
    for (NftRule rule : host.nft().rulesNoted(NOTE + names.nftInstance())) {
      if (rule.family().equals(family) && rule.table().equals(NAME)) {
        rules.add(rule);
      }
    }
    return rules;
  }

  /** The removal of an attachment's rules. */
  static List<Command> remove(AttachmentNames names, HostState host) {
    List<Command> commands = new ArrayList<>();
    for (String family : List.of("inet", "bridge")) {
      for (NftRule rule : rulesOf(names, family, host)) {
        commands.add(nft(rule.deletion()));
      }
    }
    return commands;
  }

  /** The removal of all rules of a network but those of some attachments. */
  static List<Command> removeAllBut(Set<Attachment> valid, String network, HostState host) {
    Set<String> kept = new HashSet<>();
    for (Attachment attachment : valid) {
      kept.add(comment(AttachmentNames.of(attachment)));
    }
    List<Command> commands = new ArrayList<>();
    for (NftRule rule : host.nft().rulesNoted(NOTE + AttachmentNames.nftNetwork(network))) {
      if (!kept.contains(rule.comment())) {
        commands.add(nft(rule.deletion()));
      }
    }
    return commands;
  }

  /** What the reader should know of another chain that drops. */
  static String notOverridden(String chain) {
    return "the chain "
        + chain
        + " of nftables drops what none of its own rules accepts: the backend nftables cannot let"
        + " containers through there ("
        + (chain.endsWith(" filter FORWARD") ? "the backend iptables can" : "accept them in it")
        + ")";
  }
}
