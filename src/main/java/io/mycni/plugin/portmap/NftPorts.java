// Ports published by nftables, in the shape that the reference plugins give it: a table for each
// family, one rule for each port, its container in the comment.
//
// What is masqueraded is more than with the reference: other containers of the subnet, which would
// get no answer otherwise, and with masqAll everybody. Conditions stand in the container's own
// rules, so that they hold for no other network.
package io.mycni.plugin.portmap;

import io.mycni.host.HostState;
import io.mycni.host.NftRule;
import io.mycni.host.NftState;
import io.mycni.host.NftTables;
import io.mycni.host.NftWithIptables;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.Difference;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Removal;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans rules of the tables {@code cni_hostport}. */
final class NftPorts {
  static final NftTables TABLES =
      new NftTables(List.of(NftRules.table(IpFamily.V4), NftRules.table(IpFamily.V6)));

  /** The question for these, and for the ports that were published by iptables. */
  static final NftWithIptables WITH_IPTABLES = new NftWithIptables(TABLES, IptablesRules.ENTRY);

  private static final String ALL = "hostports_all";
  private static final List<String> LEADS = List.of("prerouting", "output");
  private static final List<String> FRAME =
      List.of("prerouting", "output", ALL, LoopbackGuard.CHAIN);

  private NftPorts() {}

  /** The rules of a container in one family, and what all containers share. */
  static List<Step> make(Publication publication, NftState now) {
    List<Step> steps = new ArrayList<>();
    steps.add(shared(publication, now));
    List<Change> changes = new ArrayList<>();
    List<NftRule> own = own(publication, now);
    if (!own.isEmpty() && missing(publication, now).isEmpty()) {
      steps.add(new Step.Present("the published ports: " + publication.inWords()));
      return steps;
    }
    for (NftRule rule : own) {
      changes.add(Change.of(new Command.Nft(rule.deletion())));
    }
    boolean undone = false;
    for (String rule : NftRules.of(publication)) {
      Command add =
          new Command.Nft("add rule " + NftRules.table(publication.family()) + " " + rule);
      changes.add(undone ? Change.of(add) : Change.of(add, dropAll(publication)));
      undone = true;
    }
    if (!changes.isEmpty()) {
      steps.add(
          new Step.Create(
              "publish "
                  + publication.inWords()
                  + " in table "
                  + NftRules.table(publication.family()),
              changes));
    }
    return steps;
  }

  private static Command dropAll(Publication publication) {
    String comment = NftRules.comment(publication.containerId());
    return new Removal.NotedRules(
        NftRules.word(publication.family()), NftRules.NAME, comment, List.of());
  }

  /** What leads to the chains of ports; two calls may make it, so it is flushed first. */
  private static Step shared(Publication publication, NftState now) {
    IpFamily family = publication.family();
    boolean masquerades = publication.config().snat();
    if (missingFrame(family, masquerades, now).isEmpty()) {
      return new Step.Present("what leads to the published ports of " + family);
    }
    String table = NftRules.table(family);
    List<Change> changes = new ArrayList<>();
    changes.add(
        Change.of(
            new Command.Nft("add table " + table + " { comment \"CNI portmap plugin\"; }"),
            new Removal.UnusedTable(NftRules.word(family), NftRules.NAME, FRAME)));
    for (String chain : List.of(NftRules.PORTS, NftRules.AT_ONE, ALL)) {
      add(changes, "add chain " + table + " " + chain);
    }
    add(changes, "flush chain " + table + " " + ALL);
    add(changes, "add rule " + table + " " + ALL + " jump " + NftRules.AT_ONE);
    add(changes, "add rule " + table + " " + ALL + " jump " + NftRules.PORTS);
    for (String lead : LEADS) {
      String hook = " { type nat hook " + lead + " priority -100; }";
      add(changes, "add chain " + table + " " + lead + hook);
      add(changes, "flush chain " + table + " " + lead);
      add(changes, "add rule " + table + " " + lead + " fib daddr type local jump " + ALL);
    }
    if (masquerades) {
      String hook = " { type nat hook postrouting priority srcnat; }";
      add(changes, "add chain " + table + " " + NftRules.MASQUERADING + hook);
    }
    return new Step.Ensure("lead to published ports of " + family + " by table " + table, changes);
  }

  private static void add(List<Change> changes, String statement) {
    changes.add(Change.of(new Command.Nft(statement)));
  }

  /** What of that is missing, in words. */
  private static List<String> missingFrame(IpFamily family, boolean masquerades, NftState now) {
    List<String> missing = new ArrayList<>();
    if (!now.hasTable(NftRules.word(family), NftRules.NAME)) {
      missing.add("the table " + NftRules.table(family) + " is gone");
      return missing;
    }
    for (String chain : List.of(NftRules.PORTS, NftRules.AT_ONE)) {
      boolean led = false;
      for (NftRule rule : now.rulesOf(NftRules.word(family), NftRules.NAME, ALL)) {
        led |= rule.match().contains("\"" + chain + "\"");
      }
      if (!led) {
        missing.add("nothing leads to chain " + chain + " of table " + NftRules.table(family));
      }
    }
    for (String lead : LEADS) {
      boolean led = false;
      for (NftRule rule : now.rulesOf(NftRules.word(family), NftRules.NAME, lead)) {
        led |= rule.match().contains("\"" + ALL + "\"") && isUnconditional(rule);
      }
      if (!led) {
        missing.add("chain " + lead + " of table " + NftRules.table(family) + " leads nowhere");
      }
    }
    if (masquerades && !now.hasChain(NftRules.word(family), NftRules.NAME, NftRules.MASQUERADING)) {
      missing.add(
          "chain " + NftRules.MASQUERADING + " of table " + NftRules.table(family) + " is gone");
    }
    return missing;
  }

  private static boolean isUnconditional(NftRule rule) {
    String match = rule.match();
    String word = "\"match\"";
    return match.indexOf(word) == match.lastIndexOf(word);
  }

  /** The rules of this container that lead to its address, or that take its ports. */
  private static List<NftRule> own(Publication publication, NftState now) {
    List<NftRule> own = new ArrayList<>();
    for (NftRule rule : of(publication.containerId(), publication.family(), now)) {
      Optional<Claim> claim = NftClaims.claim(rule);
      boolean takes = false;
      if (claim.isPresent()) {
        for (PortMapping mapping : publication.mappings()) {
          takes |= claim.get().port() == mapping.hostPort();
        }
      }
      if (takes || names(rule, publication.container().address())) {
        own.add(rule);
      }
    }
    return own;
  }

  private static List<NftRule> of(String containerId, IpFamily family, NftState now) {
    List<NftRule> of = new ArrayList<>();
    for (NftRule rule : now.rulesNoted(NftRules.comment(containerId))) {
      boolean here = (rule.family() + " " + rule.table()).equals(NftRules.table(family));
      if (here && rule.comment().equals(NftRules.comment(containerId))) {
        of.add(rule);
      }
    }
    return of;
  }

  /** Tells whether any rule of a container's names an address. */
  static boolean publishes(String containerId, IpAddress address, NftState now) {
    boolean publishes = false;
    for (NftRule rule : of(containerId, address.family(), now)) {
      publishes |= names(rule, address);
    }
    return publishes;
  }

  private static boolean names(NftRule rule, IpAddress address) {
    return rule.match().contains("\"" + address + "\"");
  }

  /** What of a container is missing, in words. */
  private static List<String> missing(Publication publication, NftState now) {
    List<String> missing = new ArrayList<>();
    List<NftRule> own = of(publication.containerId(), publication.family(), now);
    for (PortMapping mapping : publication.mappings()) {
      boolean there = false;
      for (NftRule rule : own) {
        Optional<Claim> claim = NftClaims.claim(rule);
        there |= claim.isPresent() && publishes(claim.get(), mapping, publication);
      }
      if (!there) {
        missing.add(
            "the rule that leads "
                + mapping.hostSide()
                + " to "
                + publication.target(mapping)
                + " is gone from table "
                + NftRules.table(publication.family()));
      }
    }
    if (publication.config().snat() && !publication.mappings().isEmpty()) {
      boolean local = publication.family() == IpFamily.V4 && !publication.config().masqAll();
      if (!isMasqueraded(publication, own, false)) {
        missing.add(notMasqueraded(publication, "its own subnet"));
      }
      if (local && !isMasqueraded(publication, own, true)) {
        missing.add(notMasqueraded(publication, "127.0.0.1"));
      }
    }
    return missing;
  }

  private static boolean publishes(Claim claim, PortMapping mapping, Publication publication) {
    return claim.port() == mapping.hostPort()
        && claim.protocol().equals(mapping.protocol().keyword())
        && claim.at().equals(mapping.onlyAt())
        && claim.to().equals(publication.target(mapping));
  }

  private static boolean isMasqueraded(Publication publication, List<NftRule> own, boolean local) {
    for (NftRule rule : own) {
      boolean here =
          rule.chain().equals(NftRules.MASQUERADING)
              && names(rule, publication.container().address());
      if (here && rule.match().contains("\"127.0.0.1\"") == local) {
        return true;
      }
    }
    return false;
  }

  private static String notMasqueraded(Publication publication, String from) {
    return "the rule that masquerades connections from "
        + from
        + " to "
        + publication.container().address()
        + " is gone from table "
        + NftRules.table(publication.family());
  }

  /** What CHECK misses. */
  static List<Difference> differences(Publication publication, NftState now) {
    List<Difference> differences = new ArrayList<>();
    boolean masquerades = publication.config().snat();
    for (String each : missingFrame(publication.family(), masquerades, now)) {
      differences.add(Difference.wiped(each));
    }
    for (String each : missing(publication, now)) {
      differences.add(Difference.wiped(each));
    }
    return differences;
  }

  /**
   * The removal of a container's rules.
   *
   * @param addresses its addresses on the network; where there are none, all rules of the container
   *     go, of whichever network, as with the reference
   */
  static List<Command> remove(String containerId, List<IpAddress> addresses, HostState host) {
    NftState now = host.answer(TABLES);
    List<Command> commands = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      for (NftRule rule : of(containerId, family, now)) {
        boolean goes = addresses.isEmpty();
        for (IpAddress address : addresses) {
          goes |= names(rule, address);
        }
        if (goes) {
          commands.add(new Command.Nft(rule.deletion()));
        }
      }
    }
    return commands;
  }
}
