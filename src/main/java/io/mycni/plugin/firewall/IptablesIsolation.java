// Keeping bridges apart by iptables, in the shape that the reference gives it: what comes from one
// of these bridges and leaves by another passes two chains, before anything is accepted.
//
//   FORWARD → CNI-ISOLATION-STAGE-1   from which bridge
//           → CNI-ISOLATION-STAGE-2   to which: dropped
//
// The comments tell the policy, and differ between versions of the reference; rules are compared
// without them. They belong to the bridge, and stay, as it does.
package io.mycni.plugin.firewall;

import io.mycni.host.TableRules;
import io.mycni.net.IpFamily;
import io.mycni.part.Difference;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans rules of one family.
 *
 * @param family the family
 * @param bridge the bridge
 * @param policy how much it is kept apart
 * @param acceptance what lets containers through: where it lets others, nothing is taken back
 * @param now the filter table as it is
 */
record IptablesIsolation(
    IpFamily family,
    String bridge,
    IngressPolicy policy,
    IptablesAcceptance acceptance,
    TableRules now) {
  static final String STAGE_1 = "CNI-ISOLATION-STAGE-1";
  static final String STAGE_2 = "CNI-ISOLATION-STAGE-2";

  private static final String JUMP = "-A FORWARD -j " + STAGE_1;

  /** The rules, in the order in which a packet meets them. */
  private List<String> rules() {
    List<String> rules = new ArrayList<>();
    if (policy == IngressPolicy.ISOLATED) {
      rules.add("-A " + STAGE_1 + " -i " + bridge + " -o " + bridge + " -j DROP");
    }
    rules.add("-A " + STAGE_1 + " -i " + bridge + " ! -o " + bridge + " -j " + STAGE_2);
    rules.add("-A " + STAGE_1 + " -j RETURN");
    rules.add("-A " + STAGE_2 + " -o " + bridge + " -j DROP");
    rules.add("-A " + STAGE_2 + " -j RETURN");
    return rules;
  }

  List<Step> add() {
    List<Change> changes = new ArrayList<>();
    for (String chain : List.of(STAGE_1, STAGE_2)) {
      if (!now.chains().contains(chain)) {
        List<Command> undo = new ArrayList<>();
        undo.add(dropped("-X " + chain));
        if (!now.tableExists() && chain.equals(STAGE_1)) {
          undo.add(IptablesAcceptance.table(family));
        }
        changes.add(new Change(rule("-N " + chain), undo));
      }
    }
    String standing = standingJump();
    if (standing.isEmpty()) {
      changes.add(inserted(JUMP));
    } else if (isTooLate()) {
      changes.add(Change.of(rule(Command.Iptables.deletion(standing)), rule(standing)));
      changes.add(inserted(standing));
    }
    // Each is put first in its chain, so that the first comes last.
    for (String rule : rules().reversed()) {
      if (!works(rule)) {
        changes.add(isReturn(rule) ? appended(rule) : inserted(rule));
      }
    }
    String what =
        (policy == IngressPolicy.ISOLATED ? "the isolation of " : "the separation of ")
            + bridge
            + " for "
            + family;
    return List.of(
        changes.isEmpty() ? new Step.Present(what) : new Step.Ensure("make " + what, changes));
  }

  void differences(List<Difference> differences) {
    if (standingJump().isEmpty()) {
      differences.add(
          Difference.wiped("FORWARD of " + family + " does not lead to the chain " + STAGE_1));
    } else if (isTooLate()) {
      differences.add(
          Difference.wiped(
              "FORWARD of "
                  + family
                  + " leads to "
                  + STAGE_1
                  + " too late: behind "
                  + IptablesAcceptance.CHAIN));
    }
    for (String rule : rules()) {
      if (!works(rule)) {
        differences.add(
            Difference.wiped(
                "the rule `" + rule + "` of " + family + ", which keeps bridges apart, is gone"));
      }
    }
  }

  /**
   * Returns the place in FORWARD, counted from 1, at which containers are let through: behind what
   * keeps bridges apart.
   *
   * @param isolated whether the jump to that is put first by then, if it is missing
   */
  static int placeBehind(TableRules now, boolean isolated) {
    int place = 1;
    for (String rule : now.rulesOf("FORWARD")) {
      if (plain(rule).equals(JUMP)) {
        return place + 1;
      }
      place++;
    }
    return isolated ? 2 : 1;
  }

  private String standingJump() {
    for (String rule : now.rulesOf("FORWARD")) {
      if (plain(rule).equals(JUMP)) {
        return rule;
      }
    }
    return "";
  }

  private boolean isTooLate() {
    for (String rule : now.rulesOf("FORWARD")) {
      if (plain(rule).equals(JUMP)) {
        return false;
      }
      if (rule.equals(IptablesAcceptance.FORWARD_JUMP)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a rule is there, and packets come to it. */
  private boolean works(String wanted) {
    for (String rule : now.rulesOf(wanted.split(" ", 3)[1])) {
      if (plain(rule).equals(wanted)) {
        return true;
      }
      if (isReturn(plain(rule))) {
        return false;
      }
    }
    return false;
  }

  private static boolean isReturn(String rule) {
    return rule.split(" ").length == 4 && rule.endsWith(" -j RETURN");
  }

  /** Returns a rule without its comment. */
  private static String plain(String rule) {
    int from = rule.indexOf(" -m comment --comment \"");
    int to = from < 0 ? -1 : rule.indexOf("\" ", from + " -m comment --comment \"".length());
    return to < 0 ? rule : rule.substring(0, from) + rule.substring(to + 1);
  }

  /** Returns a rule with the comment that the reference's newest version gives it. */
  private String noted(String plain) {
    boolean own = plain.startsWith("-A " + STAGE_1 + " -i ");
    String policies = own ? policy.keyword() : "same-bridge|isolated";
    int target = plain.lastIndexOf(" -j ");
    return plain.substring(0, target)
        + " -m comment --comment \"CNI firewall plugin rules (ingressPolicy: "
        + policies
        + ")\""
        + plain.substring(target);
  }

  private Change appended(String plain) {
    String rule = noted(plain);
    return Change.of(rule(rule), dropped(Command.Iptables.deletion(rule)));
  }

  private Change inserted(String given) {
    String rule = given.contains(" --comment ") ? given : noted(given);
    String[] words = rule.split(" ", 3);
    return Change.of(
        rule("-I " + words[1] + " 1 " + words[2]), dropped(Command.Iptables.deletion(rule)));
  }

  /** Takes something back, unless other containers are let through by then. */
  private Command dropped(String rule) {
    return acceptance.dropped(rule);
  }

  private Command rule(String rule) {
    return IptablesAcceptance.rule(family, rule);
  }
}
