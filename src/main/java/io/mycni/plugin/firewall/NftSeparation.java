// Keeping bridges apart, and ports of a bridge, by nftables; the tables are NftFirewall's.
package io.mycni.plugin.firewall;

import io.mycni.host.HostState;
import io.mycni.host.NftRule;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Difference;
import io.mycni.plan.Change;
import io.mycni.plan.Removal;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;

/** Plans what separates. */
final class NftSeparation {
  private static final String BRIDGE_TABLE = "bridge " + NftFirewall.NAME;

  private NftSeparation() {}

  /**
   * The policy of a bridge.
   *
   * @param ports ports whose frames go to no other port, nor come from one
   */
  static List<Step> separate(
      String bridge, List<String> ports, AttachmentNames names, HostState host) {
    List<Step> steps = new ArrayList<>();
    steps.add(NftFirewall.frame(host));
    List<Change> changes = new ArrayList<>();
    for (String rule : List.of(leaving(bridge), arriving(bridge))) {
      String chain = rule.substring(0, rule.indexOf(' '));
      if (!hasRule(chain, bridge, host)) {
        changes.add(Change.of(NftFirewall.nft("add rule " + NftFirewall.TABLE + " " + rule)));
      }
    }
    String what = "the separation of " + bridge + " in the table " + NftFirewall.TABLE;
    steps.add(
        changes.isEmpty() ? new Step.Present(what) : new Step.Ensure("make " + what, changes));
    if (!ports.isEmpty()) {
      steps.addAll(isolate(ports, names, host));
    }
    return steps;
  }

  private static List<Step> isolate(List<String> ports, AttachmentNames names, HostState host) {
    List<Step> steps = new ArrayList<>();
    if (!host.nft().hasChain("bridge", NftFirewall.NAME, NftFirewall.BASE)) {
      steps.add(
          new Step.Ensure(
              "make the table " + BRIDGE_TABLE,
              List.of(
                  Change.of(
                      NftFirewall.nft("add table " + BRIDGE_TABLE),
                      new Removal.UnusedTable("bridge", NftFirewall.NAME)),
                  Change.of(
                      NftFirewall.nft(
                          "add chain "
                              + BRIDGE_TABLE
                              + " "
                              + NftFirewall.BASE
                              + " { type filter hook forward priority filter; }")))));
    }
    List<Change> changes = new ArrayList<>();
    for (NftRule stale : NftFirewall.rulesOf(names, "bridge", host)) {
      changes.add(Change.of(NftFirewall.nft(stale.deletion())));
    }
    for (String port : ports) {
      changes.add(
          NftFirewall.noted("bridge", NftFirewall.BASE, "iifname \"" + port + "\" drop", names));
      changes.add(
          NftFirewall.noted("bridge", NftFirewall.BASE, "oifname \"" + port + "\" drop", names));
    }
    steps.add(
        new Step.Create(
            "drop frames between " + String.join(" and ", ports) + " and other ports", changes));
    return steps;
  }

  private static String leaving(String bridge) {
    return NftFirewall.STAGE_1
        + " iifname \""
        + bridge
        + "\" oifname != \""
        + bridge
        + "\" jump "
        + NftFirewall.STAGE_2;
  }

  private static String arriving(String bridge) {
    return NftFirewall.STAGE_2 + " oifname \"" + bridge + "\" drop";
  }

  private static boolean hasRule(String chain, String bridge, HostState host) {
    for (NftRule rule : host.nft().rulesOf("inet", NftFirewall.NAME, chain)) {
      if (rule.match().contains("\"" + bridge + "\"")) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether a bridge is kept apart from others. */
  static boolean separates(String bridge, HostState host) {
    return hasRule(NftFirewall.STAGE_1, bridge, host);
  }

  /** What is not as {@link #separate} made it. */
  static List<Difference> notSeparated(
      String bridge, List<String> ports, AttachmentNames names, HostState host) {
    List<Difference> differences = new ArrayList<>();
    for (String chain : List.of(NftFirewall.STAGE_1, NftFirewall.STAGE_2)) {
      if (!hasRule(chain, bridge, host)) {
        differences.add(
            Difference.wiped(
                "the rule of the chain "
                    + chain
                    + " that keeps "
                    + bridge
                    + " apart is gone from the nftables table "
                    + NftFirewall.TABLE));
      }
    }
    if (!NftFirewall.leadsThere(host)) {
      differences.add(
          Difference.wiped(
              "nothing leads to the rules that keep "
                  + bridge
                  + " apart: the nftables table "
                  + NftFirewall.TABLE
                  + " has lost rules"));
    }
    for (String port : ports) {
      for (String direction : List.of("iifname", "oifname")) {
        boolean there = false;
        for (NftRule rule : NftFirewall.rulesOf(names, "bridge", host)) {
          there |=
              rule.match().contains("\"" + direction + "\"")
                  && rule.match().contains("\"" + port + "\"");
        }
        if (!there) {
          differences.add(
              Difference.wiped(
                  "the rule about the "
                      + direction
                      + " "
                      + port
                      + " is gone from the nftables table "
                      + BRIDGE_TABLE));
        }
      }
    }
    return differences;
  }
}
