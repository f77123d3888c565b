// Masquerading by nftables, in the shape that the reference plugins give it: one table for all
// networks, one rule for each address, its owner in the comment.
package io.mycni.part.masquerade;

import io.mycni.cni.Attachment;
import io.mycni.host.HostState;
import io.mycni.host.NftRule;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.part.AttachmentNames;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Removal;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Plans rules of the table {@code inet cni_plugins_masquerade}. */
final class NftMasquerade {
  static final String FAMILY = "inet";
  static final String NAME = "cni_plugins_masquerade";
  private static final String TABLE = FAMILY + " " + NAME;

  /** Where the rules are, in words. */
  static final String WHERE = "the nftables table " + TABLE;

  private static final String CHAIN = "masq_checks";

  /** The chain through which packets come to the other. */
  private static final String ENTRY = "postrouting";

  private static final List<String> MULTICAST =
      List.of("ip daddr == 224.0.0.0/4", "ip6 daddr == ff00::/8");

  private NftMasquerade() {}

  static List<Step> add(List<Cidr> addresses, AttachmentNames names, HostState host) {
    List<Change> changes = new ArrayList<>();
    if (!host.nft().hasChain(FAMILY, NAME, CHAIN) || !leadsThere(host)) {
      table(changes);
    }
    for (NftRule stale : host.nft().rulesNoted(names.nftInstance())) {
      changes.add(Change.of(new Command.Nft(stale.deletion())));
    }
    List<Change> rules = new ArrayList<>();
    for (Cidr address : addresses) {
      String ip = address.family() == IpFamily.V4 ? "ip" : "ip6";
      String rule =
          ip
              + " saddr == "
              + address.address()
              + " "
              + ip
              + " daddr != "
              + address.subnet()
              + " masquerade comment \""
              + names.nftComment()
              + "\"";
      rules.add(
          Change.of(
              new Command.Nft("add rule " + TABLE + " " + CHAIN + " " + rule),
              new Removal.NotedRules(FAMILY, NAME, names.nftComment(), List.of())));
    }
    changes.addAll(rules);
    return List.of(
        new Step.Create(
            "masquerade " + IptablesMasquerade.list(addresses) + " in table " + TABLE, changes));
  }

  private static void table(List<Change> changes) {
    changes.add(
        Change.of(
            new Command.Nft("add table " + TABLE + " { comment \"containers on their way out\"; }"),
            new Removal.UnusedTable(FAMILY, NAME, List.of(ENTRY))));
    changes.add(
        Change.of(
            new Command.Nft(
                "add chain "
                    + TABLE
                    + " "
                    + CHAIN
                    + " { comment \"one rule for each container address\"; }")));
    changes.add(
        Change.of(
            new Command.Nft(
                "add chain "
                    + TABLE
                    + " "
                    + ENTRY
                    + " { type nat hook postrouting priority srcnat; }")));
    // Two calls may do this at the same time; the flush leaves the rules there once.
    changes.add(Change.of(new Command.Nft("flush chain " + TABLE + " " + ENTRY)));
    for (String multicast : MULTICAST) {
      changes.add(lead(multicast + " return"));
    }
    changes.add(lead("goto " + CHAIN));
  }

  private static Change lead(String rule) {
    return Change.of(new Command.Nft("add rule " + TABLE + " " + ENTRY + " " + rule));
  }

  /** The removal of an attachment's rules. */
  static List<Command> remove(AttachmentNames names, HostState host) {
    List<Command> commands = new ArrayList<>();
    for (NftRule rule : host.nft().rulesNoted(names.nftInstance())) {
      commands.add(new Command.Nft(rule.deletion()));
    }
    return commands;
  }

  /** The removal of all rules of a network but those of some attachments. */
  static List<Command> removeAllBut(Set<Attachment> valid, String network, HostState host) {
    Set<String> kept = new java.util.HashSet<>();
    for (Attachment attachment : valid) {
      kept.add(AttachmentNames.of(attachment).nftComment());
    }
    List<Command> commands = new ArrayList<>();
    for (NftRule rule : host.nft().rulesNoted(AttachmentNames.nftNetwork(network))) {
      if (!kept.contains(rule.comment())) {
        commands.add(new Command.Nft(rule.deletion()));
      }
    }
    return commands;
  }

  /** Tells whether packets come to the rules of addresses, but multicast. */
  static boolean leadsThere(HostState host) {
    int exceptions = 0;
    boolean goes = false;
    for (NftRule rule : host.nft().rulesOf(FAMILY, NAME, ENTRY)) {
      exceptions += rule.match().contains("\"return\"") ? 1 : 0;
      goes |= rule.match().contains("\"goto\"") && rule.match().contains("\"" + CHAIN + "\"");
    }
    return goes && exceptions >= MULTICAST.size();
  }

  /** Tells whether an address has its rule. */
  static boolean hasRuleFor(Cidr address, AttachmentNames names, HostState host) {
    for (NftRule rule : host.nft().rulesNoted(names.nftInstance())) {
      if (rule.match().contains("\"" + address.address() + "\"")) {
        return true;
      }
    }
    return false;
  }
}
