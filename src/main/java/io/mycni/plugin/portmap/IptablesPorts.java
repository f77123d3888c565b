// Ports published by iptables: a chain for each container and network, to which one chain that all
// of them share leads.
package io.mycni.plugin.portmap;

import io.mycni.host.HostState;
import io.mycni.host.IptablesChain;
import io.mycni.host.NftBeside;
import io.mycni.host.TableRules;
import io.mycni.net.IpFamily;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Conflict;
import io.mycni.part.Difference;
import io.mycni.part.NatTable;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans rules of the nat table. */
final class IptablesPorts {
  /** The question for the ports that were published by nftables. */
  static final NftBeside BESIDE = new NftBeside(NftPorts.TABLES);

  private IptablesPorts() {}

  /** The question for what leads to the chains of containers. */
  static IptablesChain entry(IpFamily family) {
    return new IptablesChain(family, IptablesRules.ENTRY);
  }

  /**
   * Tells whether a quick look is enough: others have published ports before, but none of these,
   * nor has the container any.
   */
  static boolean isPlain(Publication publication, HostState quick) {
    Optional<List<String>> jumps = quick.answer(entry(publication.family()));
    boolean plain = jumps.isPresent() && publication.config().markChain().isEmpty();
    for (String jump : jumps.orElse(List.of())) {
      plain &= !IptablesClaims.word(jump, "-j").equals(publication.names().portChain());
      for (PortMapping mapping : publication.config().mappings()) {
        plain &= !IptablesClaims.leads(jump, mapping);
      }
    }
    return plain;
  }

  /** What all containers share is only checked: where it is not there, there is a closer look. */
  private static List<Step> makeBlindly(Publication publication) {
    IpFamily family = publication.family();
    String chain = publication.names().portChain();
    List<Change> changes = new ArrayList<>();
    for (String rule : shared(publication.config())) {
      changes.add(Change.of(NatTable.rule(family, "-C" + rule.substring("-A".length()))));
    }
    changes.add(
        Change.of(NatTable.rule(family, "-N " + chain), NatTable.rule(family, "-X " + chain)));
    List<String> rules = new ArrayList<>(IptablesRules.ofContainer(publication));
    rules.addAll(jumps(publication));
    for (String rule : rules) {
      changes.add(Change.of(NatTable.rule(family, rule), NatTable.delete(family, rule)));
    }
    return List.of(
        new Step.Create("publish " + publication.inWords() + " in chain " + chain, changes));
  }

  private static List<String> shared(PortmapConfig config) {
    List<String> shared = new ArrayList<>(IptablesRules.entries());
    if (config.snat() && config.markChain().isEmpty()) {
      shared.add(IptablesRules.setMark(config.markBit()));
      shared.add(IptablesRules.masquerade(config.markBit()));
      shared.add(IptablesRules.toMasquerade());
    }
    return shared;
  }

  /** The rules of a container in one family, and what all containers share. */
  static List<Step> make(Publication publication, HostState host) {
    if (!host.thorough()) {
      return makeBlindly(publication);
    }
    TableRules now = host.natRules(publication.family());
    List<Step> steps = new ArrayList<>();
    steps.add(shared(publication, now, host));
    steps.add(ofContainer(publication, now));
    return steps;
  }

  private static Step shared(Publication publication, TableRules now, HostState host) {
    IpFamily family = publication.family();
    PortmapConfig config = publication.config();
    List<Change> changes = new ArrayList<>();
    if (config.snat() && config.markChain().isEmpty()) {
      chain(IptablesRules.SET_MARK, family, now, changes);
      rule(IptablesRules.setMark(config.markBit()), family, now, changes);
      chain(IptablesRules.MASQUERADE, family, now, changes);
      rule(IptablesRules.masquerade(config.markBit()), family, now, changes);
      String entry = IptablesRules.toMasquerade();
      if (!now.rules().contains(entry)) {
        // Before the masquerade rules of networks, which would let go what stays in a subnet.
        changes.add(
            Change.of(
                NatTable.rule(family, entry.replace("-A POSTROUTING ", "-I POSTROUTING 1 ")),
                NatTable.delete(family, entry)));
      }
    } else if (config.snat() && !now.chains().contains(config.markChain())) {
      throw Conflict.of(
          "the chain "
              + config.markChain()
              + ", which externalSetMarkChain names, is not in the nat table of "
              + family,
          "whoever makes it (kube-proxy, say) has to run first; or leave the key out");
    }
    chain(IptablesRules.ENTRY, family, now, changes);
    for (String entry : IptablesRules.entries()) {
      rule(entry, family, now, changes);
    }
    if (changes.isEmpty()) {
      return new Step.Present("what leads to the published ports of " + family);
    }
    if (host.thorough() && !now.tableExists()) {
      changes.addFirst(NatTable.brought(family));
    }
    return new Step.Ensure(
        "lead to published ports of " + family + " by chain " + IptablesRules.ENTRY, changes);
  }

  private static void chain(String name, IpFamily family, TableRules now, List<Change> changes) {
    if (!now.chains().contains(name)) {
      changes.add(
          Change.of(NatTable.rule(family, "-N " + name), NatTable.rule(family, "-X " + name)));
    }
  }

  private static void rule(String rule, IpFamily family, TableRules now, List<Change> changes) {
    if (!now.rules().contains(rule)) {
      changes.add(Change.of(NatTable.rule(family, rule), NatTable.delete(family, rule)));
    }
  }

  /** What an earlier ADD of the container has left goes for it, and comes back with the undo. */
  private static Step ofContainer(Publication publication, TableRules now) {
    IpFamily family = publication.family();
    String chain = publication.names().portChain();
    List<String> jumps = jumps(publication);
    List<String> rules = IptablesRules.ofContainer(publication);
    List<String> oldJumps = now.jumpsTo(chain);
    List<String> oldRules = now.rulesOf(chain);
    boolean exists = now.chains().contains(chain);
    boolean ledTo = lead(publication, now);
    if (exists && ledTo && oldRules.equals(rules)) {
      return new Step.Present("the published ports: " + publication.inWords());
    }
    List<Change> changes = new ArrayList<>();
    if (!exists) {
      changes.add(
          Change.of(NatTable.rule(family, "-N " + chain), NatTable.rule(family, "-X " + chain)));
    } else if (!oldRules.equals(rules) && !oldRules.isEmpty()) {
      List<Command> back = new ArrayList<>();
      for (String rule : oldRules) {
        back.add(NatTable.rule(family, rule));
      }
      changes.add(new Change(NatTable.rule(family, "-F " + chain), back));
    }
    if (!oldRules.equals(rules)) {
      for (String rule : rules) {
        changes.add(Change.of(NatTable.rule(family, rule), NatTable.delete(family, rule)));
      }
    }
    if (!ledTo) {
      for (String jump : oldJumps) {
        changes.add(Change.of(NatTable.delete(family, jump), NatTable.rule(family, jump)));
      }
      for (String jump : jumps) {
        changes.add(Change.of(NatTable.rule(family, jump), NatTable.delete(family, jump)));
      }
    }
    return new Step.Create("publish " + publication.inWords() + " in chain " + chain, changes);
  }

  private static List<String> jumps(Publication publication) {
    return IptablesRules.jumps(
        publication.names(),
        PortGroups.of(publication.config().mappings()),
        publication.conditions());
  }

  /**
   * Tells whether all ports lead to the container's chain. Conditions are written otherwise in a
   * listing, so that there are some is all that is asked of them.
   */
  private static boolean lead(Publication publication, TableRules now) {
    return missingJumps(publication, now).isEmpty();
  }

  private static List<String> missingJumps(Publication publication, TableRules now) {
    List<String> missing = new ArrayList<>();
    boolean exactly = publication.conditions().isEmpty();
    List<String> found = now.jumpsTo(publication.names().portChain());
    for (String jump : jumps(publication)) {
      boolean there = found.contains(jump);
      if (!exactly) {
        for (String each : found) {
          there |= IptablesClaims.conditions(each).length() > 0 && sharePorts(each, jump);
        }
      }
      if (!there) {
        missing.add(jump);
      }
    }
    return missing;
  }

  private static boolean sharePorts(String found, String jump) {
    return IptablesClaims.word(found, "-p").equals(IptablesClaims.word(jump, "-p"))
        && IptablesClaims.word(found, "--dports").equals(IptablesClaims.word(jump, "--dports"));
  }

  /** What CHECK misses. */
  static List<Difference> differences(Publication publication, HostState host) {
    IpFamily family = publication.family();
    TableRules now = host.natRules(family);
    String chain = publication.names().portChain();
    List<Difference> differences = new ArrayList<>();
    missing(shared(publication.config()), family, now, differences);
    List<String> rules = IptablesRules.ofContainer(publication);
    if (now.rulesOf(chain).isEmpty() && !rules.isEmpty()) {
      differences.add(
          Difference.wiped(
              "the rules of the published ports of " + family + " are gone, chain " + chain));
    } else {
      int before = differences.size();
      missing(rules, family, now, differences);
      if (differences.size() == before && !now.rulesOf(chain).equals(rules)) {
        differences.add(
            Difference.wiped(
                "chain " + chain + " of " + family + " has other rules beside its own"));
      }
    }
    for (String jump : missingJumps(publication, now)) {
      differences.add(gone(jump, family));
    }
    return differences;
  }

  private static void missing(
      List<String> wanted, IpFamily family, TableRules now, List<Difference> differences) {
    for (String rule : wanted) {
      if (!now.rules().contains(rule)) {
        differences.add(gone(rule, family));
      }
    }
  }

  private static Difference gone(String rule, IpFamily family) {
    return Difference.wiped("the rule `" + rule + "` of published ports of " + family + " is gone");
  }

  /** The removal of what is taken to be there, as nobody looked. */
  static List<Command> remove(AttachmentNames names, IpFamily family, List<PortGroups> groups) {
    List<Command> commands = new ArrayList<>();
    for (String jump : IptablesRules.jumps(names, groups)) {
      commands.add(NatTable.delete(family, jump));
    }
    commands.add(NatTable.rule(family, "-F " + names.portChain()));
    commands.add(NatTable.rule(family, "-X " + names.portChain()));
    return commands;
  }

  /** The removal of a chain that was found, and of all that leads there. */
  static List<Command> removeFound(String chain, HostState host) {
    List<Command> commands = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      TableRules now = host.natRules(family);
      for (String jump : now.jumpsTo(chain)) {
        commands.add(NatTable.delete(family, jump));
      }
      if (now.chains().contains(chain)) {
        commands.add(NatTable.rule(family, "-F " + chain));
        commands.add(NatTable.rule(family, "-X " + chain));
      }
    }
    return commands;
  }
}
