// Masquerading by iptables, in the shape that the reference plugins give it: a chain for each
// container and network, and a jump to it for each address.
//
// One chain serves all interfaces of a container on a network. It stays until the last of their
// addresses goes.
package io.mycni.part.masquerade;

import io.mycni.host.HostState;
import io.mycni.host.TableRules;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.AttachmentNames;
import io.mycni.part.NatTable;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;

/** Plans rules of the nat table. */
final class IptablesMasquerade {
  private IptablesMasquerade() {}

  /** The rules for new addresses. */
  static List<Step> add(List<Cidr> wanted, AttachmentNames names, HostState host) {
    List<Step> steps = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      List<Cidr> addresses = new ArrayList<>();
      for (Cidr address : wanted) {
        if (address.family() == family) {
          addresses.add(address);
        }
      }
      if (!addresses.isEmpty()) {
        steps.add(add(family, addresses, names, host));
      }
    }
    return steps;
  }

  private static Step add(
      IpFamily family, List<Cidr> addresses, AttachmentNames names, HostState host) {
    TableRules now = host.natRules(family);
    String chain = names.chain();
    List<Change> changes = new ArrayList<>();
    if (host.thorough() && !now.tableExists()) {
      changes.add(NatTable.brought(family));
    }
    boolean chainIsNew = !now.chains().contains(chain);
    if (chainIsNew) {
      changes.add(
          new Change(
              NatTable.rule(family, "-N " + chain),
              List.of(NatTable.rule(family, "-F " + chain), NatTable.rule(family, "-X " + chain))));
    }
    for (Cidr address : addresses) {
      wanted(accept(address, names), chainIsNew, family, now, changes);
    }
    for (Cidr address : addresses) {
      // Behind every subnet's ACCEPT, so for a chain that others use it is moved to the end.
      String masquerade = masquerade(family, names);
      boolean there = now.rules().contains(masquerade);
      boolean added = isAdded(masquerade, family, changes);
      if (there && acceptsAreNew(changes, family, names)) {
        changes.add(
            Change.of(NatTable.delete(family, masquerade), NatTable.rule(family, masquerade)));
        there = false;
      }
      if (!there && !added) {
        changes.add(
            Change.of(NatTable.rule(family, masquerade), NatTable.delete(family, masquerade)));
      }
      String jump = jump(address.address(), names);
      if (!now.rules().contains(jump)) {
        changes.add(Change.of(NatTable.rule(family, jump), NatTable.delete(family, jump)));
      }
    }
    if (changes.isEmpty()) {
      return new Step.Present("the masquerade rules of " + family + " in chain " + chain);
    }
    return new Step.Create("masquerade " + list(addresses) + " in chain " + chain, changes);
  }

  private static void wanted(
      String rule, boolean chainIsNew, IpFamily family, TableRules now, List<Change> changes) {
    boolean there = !chainIsNew && now.rules().contains(rule);
    if (!there && !isAdded(rule, family, changes)) {
      List<Command> undo = chainIsNew ? List.of() : List.of(NatTable.delete(family, rule));
      changes.add(new Change(NatTable.rule(family, rule), undo));
    }
  }

  private static boolean isAdded(String rule, IpFamily family, List<Change> changes) {
    Command wanted = NatTable.rule(family, rule);
    for (Change change : changes) {
      if (change.run().equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean acceptsAreNew(
      List<Change> changes, IpFamily family, AttachmentNames names) {
    for (Change change : changes) {
      if (change.run() instanceof Command.Iptables rule
          && rule.family() == family
          && rule.rule().startsWith("-A " + names.chain())
          && rule.rule().endsWith("-j ACCEPT")) {
        return true;
      }
    }
    return false;
  }

  /**
   * The removal of addresses whose rules are taken to be there, as nobody looked.
   *
   * @param last whether no other interface of the container needs the chain
   */
  static List<Command> remove(AttachmentNames names, List<IpAddress> addresses, boolean last) {
    List<Command> commands = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      boolean any = false;
      for (IpAddress address : addresses) {
        if (address.family() == family) {
          any = true;
          commands.add(NatTable.delete(family, jump(address, names)));
        }
      }
      if (any && last) {
        commands.add(NatTable.rule(family, "-F " + names.chain()));
        commands.add(NatTable.rule(family, "-X " + names.chain()));
      }
    }
    return commands;
  }

  /**
   * The removal of what is there.
   *
   * @param kept addresses of other interfaces of the container, whose rules stay
   */
  static List<Command> removeFound(String chain, List<IpAddress> kept, HostState host) {
    List<Command> commands = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      TableRules now = host.natRules(family);
      int left = 0;
      for (String jump : now.jumpsTo(chain)) {
        if (isOf(jump, kept)) {
          left++;
        } else {
          commands.add(NatTable.delete(family, jump));
        }
      }
      if (left == 0 && now.chains().contains(chain)) {
        commands.add(NatTable.rule(family, "-F " + chain));
        commands.add(NatTable.rule(family, "-X " + chain));
      }
    }
    return commands;
  }

  /** The removal of the rules of some addresses, beside others that need the chain. */
  static List<Command> removeOf(String chain, List<IpAddress> addresses, HostState host) {
    List<Command> commands = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      for (String jump : host.natRules(family).jumpsTo(chain)) {
        if (isOf(jump, addresses)) {
          commands.add(NatTable.delete(family, jump));
        }
      }
    }
    return commands;
  }

  private static boolean isOf(String jump, List<IpAddress> addresses) {
    for (IpAddress address : addresses) {
      if (jump.contains(" -s " + Cidr.host(address) + " ")) {
        return true;
      }
    }
    return false;
  }

  /** What CHECK misses of an address, in words; empty when all is there. */
  static List<String> missing(Cidr address, AttachmentNames names, TableRules now) {
    List<String> rules =
        List.of(
            jump(address.address(), names),
            accept(address, names),
            masquerade(address.family(), names));
    List<String> missing = new ArrayList<>();
    for (String rule : rules) {
      if (!now.rules().contains(rule)) {
        String plain = rule.replace(comment(names), "");
        missing.add("the masquerade rule `" + plain + "` of " + address.address() + " is gone");
      }
    }
    return missing.size() < rules.size()
        ? missing
        : List.of(
            "the masquerade rules of " + address.address() + " are gone, chain " + names.chain());
  }

  // The rules, exactly as iptables-save prints them, so that they can be compared with a listing.

  static String jump(IpAddress address, AttachmentNames names) {
    return "-A POSTROUTING -s " + Cidr.host(address) + comment(names) + " -j " + names.chain();
  }

  private static String accept(Cidr address, AttachmentNames names) {
    return "-A " + names.chain() + " -d " + address.subnet() + comment(names) + " -j ACCEPT";
  }

  private static String masquerade(IpFamily family, AttachmentNames names) {
    return "-A "
        + names.chain()
        + " ! -d "
        + family.multicast()
        + comment(names)
        + " -j MASQUERADE";
  }

  private static String comment(AttachmentNames names) {
    return " -m comment --comment \"" + escaped(names.comment()) + "\"";
  }

  /** Returns a comment as it stands between quotes. */
  static String escaped(String comment) {
    return comment.replace("\"", "\\\"");
  }

  /** Returns addresses without their prefix lengths, as words of a sentence. */
  static String list(List<Cidr> addresses) {
    StringBuilder text = new StringBuilder();
    for (Cidr address : addresses) {
      text.append(text.isEmpty() ? "" : " and ").append(address.address());
    }
    return text.toString();
  }
}
