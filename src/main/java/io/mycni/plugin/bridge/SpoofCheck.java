// The key "macspoofchk": frames from a container with another source address than its own are
// dropped. Tables, chains and comments are those of the reference plugin.
package io.mycni.plugin.bridge;

import io.mycni.cni.Names;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.NftRule;
import io.mycni.net.MacAddress;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Difference;
import io.mycni.part.MadeNote;
import io.mycni.part.Part;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Removal;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules of the table {@code bridge nat}.
 *
 * @param names whose
 * @param mac the address that frames of the container have to come from
 */
record SpoofCheck(AttachmentNames names, MacAddress mac) implements Part {
  private static final String FAMILY = "bridge";
  private static final String NAME = "nat";
  private static final String TABLE = FAMILY + " " + NAME;
  private static final String BASE = "PREROUTING";

  @Override
  public HostQuery asks() {
    return HostQuery.nft();
  }

  @Override
  public boolean needsCloseLook(HostState quick) {
    return true;
  }

  @Override
  public List<Step> make(HostState host) {
    String chain = chain(names);
    String macChain = chain + "-mac";
    String note = " comment \"" + comment(names) + "\"";
    List<Change> changes = new ArrayList<>();
    if (!host.nft().hasChain(FAMILY, NAME, BASE)) {
      changes.add(
          Change.of(new Command.Nft("add table " + TABLE), new Removal.UnusedTable(FAMILY, NAME)));
      changes.add(
          Change.of(
              new Command.Nft(
                  "add chain "
                      + TABLE
                      + " "
                      + BASE
                      + " { type filter hook prerouting priority -300; policy accept; }")));
    }
    changes.add(add("add chain " + TABLE + " " + chain));
    changes.add(add("add chain " + TABLE + " " + macChain));
    changes.add(add("flush chain " + TABLE + " " + chain));
    changes.add(add("flush chain " + TABLE + " " + macChain));
    changes.add(
        Change.of(
            new Command.Nft(
                "add rule "
                    + TABLE
                    + " "
                    + BASE
                    + " iifname \""
                    + names.hostLink()
                    + "\" jump "
                    + chain
                    + note),
            new Removal.NotedRules(FAMILY, NAME, comment(names), List.of(chain, macChain))));
    changes.add(add("add rule " + TABLE + " " + chain + " jump " + macChain + note));
    changes.add(
        add("add rule " + TABLE + " " + macChain + " ether saddr " + mac + " return" + note));
    changes.add(add("add rule " + TABLE + " " + macChain + " drop" + note));
    return List.of(
        new Step.Create(
            "drop frames of " + names.hostLink() + " that do not come from " + mac, changes));
  }

  @Override
  public List<Difference> differences(HostState host) {
    return isThere(host)
        ? List.of()
        : List.of(
            Difference.wiped(
                "the MAC spoof check of "
                    + names.hostLink()
                    + " has lost rules (table "
                    + TABLE
                    + " of nftables)"));
  }

  /** What is left of a damaged check goes first, as the rule that leads to it would stand twice. */
  @Override
  public List<Step> mend(HostState host) {
    List<Step> steps = new ArrayList<>();
    List<Command> left = remove(names, host);
    if (!left.isEmpty()) {
      steps.add(new Step.Remove("remove what is left of the MAC spoof check", left));
    }
    steps.addAll(make(host));
    return steps;
  }

  @Override
  public String listedBy(HostState host) {
    return "nft";
  }

  @Override
  public List<String> tools() {
    return List.of("nft");
  }

  @Override
  public String remembers(HostState host) {
    return MadeNote.SPOOF_CHECK + " on";
  }

  private static Change add(String statement) {
    return Change.of(new Command.Nft(statement));
  }

  /** The removal of what is there of an attachment. */
  static List<Command> remove(AttachmentNames names, HostState host) {
    List<Command> commands = new ArrayList<>();
    for (NftRule rule : host.nft().rulesNoted(comment(names))) {
      if (rule.chain().equals(BASE) && rule.comment().equals(comment(names))) {
        commands.add(new Command.Nft(rule.deletion()));
      }
    }
    if (!Names.isIfname(names.attachment().ifname())) {
      // No chain of that name was made, and nft could read something else in it.
      return commands;
    }
    for (String chain : List.of(chain(names), chain(names) + "-mac")) {
      if (host.nft().hasChain(FAMILY, NAME, chain)) {
        commands.add(new Command.Nft("flush chain " + TABLE + " " + chain));
      }
    }
    for (String chain : List.of(chain(names), chain(names) + "-mac")) {
      if (host.nft().hasChain(FAMILY, NAME, chain)) {
        commands.add(new Command.Nft("delete chain " + TABLE + " " + chain));
      }
    }
    return commands;
  }

  /** Tells whether the check of an attachment is in force. */
  private boolean isThere(HostState host) {
    int rules = 0;
    for (NftRule rule : host.nft().rulesNoted(comment(names))) {
      rules += rule.comment().equals(comment(names)) ? 1 : 0;
    }
    return rules == 4;
  }

  private static String chain(AttachmentNames names) {
    return "cni-br-iface-" + names.spoofCheckId();
  }

  private static String comment(AttachmentNames names) {
    return "macspoofchk-" + names.spoofCheckId();
  }
}
