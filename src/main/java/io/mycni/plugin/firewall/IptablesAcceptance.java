// Letting containers through by iptables, in the shape that the reference gives it: a chain of all
// containers, to which FORWARD leads, and which leads to the owner's chain before all else.
//
// The rules of an address do not tell whose they are, so that the reference can remove them, too.
package io.mycni.plugin.firewall;

import io.mycni.host.TableRules;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.Difference;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Removal;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans rules of one family.
 *
 * @param family the family
 * @param adminChain the owner's chain
 * @param now the filter table as it is
 */
record IptablesAcceptance(IpFamily family, String adminChain, TableRules now) {
  static final String CHAIN = "CNI-FORWARD";

  static final String FORWARD_JUMP =
      "-A FORWARD -m comment --comment \"CNI firewall plugin rules\" -j " + CHAIN;

  private static final String ADMIN_COMMENT =
      "-A " + CHAIN + " -m comment --comment \"CNI firewall plugin admin overrides\" -j ";

  private String adminJump() {
    return ADMIN_COMMENT + adminChain;
  }

  /**
   * Returns the steps.
   *
   * @param isolated whether a jump to the isolation of bridges is put first in FORWARD by then
   */
  List<Step> add(List<IpAddress> addresses, boolean isolated) {
    List<Change> frame = new ArrayList<>();
    chain(CHAIN, frame);
    chain(adminChain, frame);
    if (!now.rules().contains(FORWARD_JUMP)) {
      int first = IptablesIsolation.placeBehind(now, isolated);
      frame.add(inserted(FORWARD_JUMP, first));
    }
    if (!adminIsFirst()) {
      if (now.rules().contains(adminJump())) {
        frame.add(Change.of(rule(Command.Iptables.deletion(adminJump())), rule(adminJump())));
      }
      frame.add(inserted(adminJump(), 1));
    }
    List<Change> rules = new ArrayList<>();
    for (IpAddress address : addresses) {
      for (String rule : rulesOf(address)) {
        if (!now.rules().contains(rule)) {
          rules.add(Change.of(rule(rule), rule(Command.Iptables.deletion(rule))));
        }
      }
    }
    String what = "the way of " + family + " through the chain " + CHAIN;
    String who = list(addresses) + " through the chain " + CHAIN;
    return List.of(
        frame.isEmpty() ? new Step.Present(what) : new Step.Ensure("make " + what, frame),
        rules.isEmpty()
            ? new Step.Present("the rules that let " + who)
            : new Step.Create("let " + who, rules));
  }

  private void chain(String chain, List<Change> changes) {
    if (!now.chains().contains(chain)) {
      List<Command> undo = new ArrayList<>();
      undo.add(dropped("-X " + chain));
      if (!now.tableExists() && chain.equals(CHAIN)) {
        undo.add(table(family));
      }
      changes.add(new Change(rule("-N " + chain), undo));
    }
  }

  /** Nftables makes the table with its first rule; it does not go by itself. */
  static Command table(IpFamily family) {
    return new Removal.UnusedTable(family == IpFamily.V4 ? "ip" : "ip6", "filter");
  }

  /** Other networks' owner's chains may stand before it, and nothing else. */
  private boolean adminIsFirst() {
    for (String rule : now.rulesOf(CHAIN)) {
      if (rule.equals(adminJump())) {
        return true;
      }
      if (!rule.startsWith(ADMIN_COMMENT)) {
        return false;
      }
    }
    return false;
  }

  /** What is not as it was made, in words. */
  void differences(List<IpAddress> addresses, List<Difference> differences) {
    if (!now.chains().contains(CHAIN)) {
      differences.add(
          Difference.wiped(
              "the chain "
                  + CHAIN
                  + " of "
                  + family
                  + ", which let "
                  + list(addresses)
                  + " through, is gone"));
      return;
    }
    if (!now.chains().contains(adminChain)) {
      differences.add(Difference.wiped("the chain " + adminChain + " of " + family + " is gone"));
    }
    if (!now.rules().contains(FORWARD_JUMP)) {
      differences.add(
          Difference.wiped("FORWARD of " + family + " does not lead to the chain " + CHAIN));
    }
    if (!adminIsFirst()) {
      boolean there = now.rules().contains(adminJump());
      differences.add(
          Difference.wiped(
              "the chain "
                  + CHAIN
                  + " of "
                  + family
                  + (there
                      ? " leads to " + adminChain + " too late"
                      : " does not lead to " + adminChain)));
    }
    for (IpAddress address : addresses) {
      for (String rule : rulesOf(address)) {
        if (!now.rules().contains(rule)) {
          differences.add(Difference.wiped("the rule `" + rule + "` of " + address + " is gone"));
        }
      }
    }
  }

  // The rules, exactly as iptables-save prints them, so that they can be compared with a listing.

  private static List<String> rulesOf(IpAddress address) {
    String host = Cidr.host(address).toString();
    return List.of(
        "-A " + CHAIN + " -d " + host + " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "-A " + CHAIN + " -s " + host + " -j ACCEPT");
  }

  /** The removal of the rules of addresses, which are taken to be there, as nobody looked. */
  static List<Command> remove(List<IpAddress> addresses) {
    List<Command> commands = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      for (IpAddress address : Acceptance.of(family, addresses)) {
        for (String rule : rulesOf(address)) {
          commands.add(rule(family, Command.Iptables.deletion(rule)));
        }
      }
    }
    return commands;
  }

  /** The removal of those that are there, as often as they are. */
  static List<Command> removeFound(IpFamily family, List<IpAddress> addresses, TableRules now) {
    List<Command> commands = new ArrayList<>();
    for (IpAddress address : Acceptance.of(family, addresses)) {
      List<String> rules = rulesOf(address);
      for (String found : now.rules()) {
        if (rules.contains(found)) {
          commands.add(rule(family, Command.Iptables.deletion(found)));
        }
      }
    }
    return commands;
  }

  private Change inserted(String rule, int place) {
    String[] words = rule.split(" ", 3);
    return Change.of(
        rule("-I " + words[1] + " " + place + " " + words[2]),
        dropped(Command.Iptables.deletion(rule)));
  }

  /** Takes something back, unless other containers are let through by then. */
  Command dropped(String rule) {
    return new Removal.UnusedRule(
        new Command.Iptables(family, "filter", rule), CHAIN, List.of(adminJump()));
  }

  private Command rule(String rule) {
    return rule(family, rule);
  }

  static Command rule(IpFamily family, String rule) {
    return new Command.Iptables(family, "filter", rule);
  }

  /** Returns addresses as words of a sentence. */
  static String list(List<IpAddress> addresses) {
    StringBuilder text = new StringBuilder();
    for (IpAddress address : addresses) {
      text.append(text.isEmpty() ? "" : " and ").append(address);
    }
    return text.toString();
  }
}
