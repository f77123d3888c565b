// The rules that an ADD leaves in a container. Its routes go with the interface.
package io.mycni.plugin.sbr;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.RoutingRules;
import io.mycni.keys.Section;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.part.Collected;
import io.mycni.part.Collection;
import io.mycni.part.MadeNote;
import io.mycni.part.Remains;
import io.mycni.part.Removing;
import io.mycni.part.TargetNamespace;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Rules about addresses.
 *
 * @param ifname the container's interface
 * @param netns the path of the container's namespace; empty when there is none
 * @param note the note of the ADD
 * @param table the table that is configured, where nobody noted which it was
 * @param told the addresses that the result of the ADD told
 */
record SbrRemains(
    String ifname, String netns, Optional<MadeNote> note, OptionalInt table, List<CniIp> told)
    implements Remains {
  static SbrRemains of(CniRequest request, Optional<MadeNote> note) {
    String ifname = request.attachment().ifname();
    return new SbrRemains(
        ifname,
        request.netns(),
        note,
        tableOf(Section.of(request.config())),
        request.prevResult().isPresent() ? request.prevResult().get().ipsOf(ifname) : List.of());
  }

  private static OptionalInt tableOf(Section network) {
    try {
      return SbrKeys.TABLE.find(network);
    } catch (CniException mistaken) {
      return OptionalInt.empty();
    }
  }

  @Override
  public HostQuery asksAtGlance() {
    return HostQuery.namespace(netns);
  }

  /** What was noted is removed without a look: a rule that is gone already is none to miss. */
  @Override
  public boolean isCertain(HostState glance) {
    boolean noted = note.isPresent() && note.get().finished();
    return !isInside(glance) || noted && !told.isEmpty() && !sources().isEmpty();
  }

  private List<Source> sources() {
    return Source.in(note, told);
  }

  private boolean isInside(HostState host) {
    if (netns.isEmpty() || host.namespace().isEmpty()) {
      return false;
    }
    boolean another = note.isPresent() && !note.get().isIn(host.namespace());
    return !another && !TargetNamespace.isOwn(host.namespace().get());
  }

  @Override
  public HostQuery asks(HostState glance) {
    return isInside(glance)
        ? HostQuery.linksInside(netns).and(HostQuery.question(new RoutingRules(netns)))
        : HostQuery.NOTHING;
  }

  @Override
  public List<Step> remove(Removing removing, HostState host) {
    if (!isInside(host)) {
      return List.of();
    }
    List<Command> commands = new ArrayList<>();
    Namespace inside = new Namespace.Container(netns);
    if (!host.thorough()) {
      for (Source source : sources()) {
        commands.add(source.rule(inside, "delete"));
      }
    } else {
      for (RoutingRules.Rule rule : ours(host)) {
        String words =
            "delete from "
                + rule.source().orElseThrow()
                + " table "
                + rule.table()
                + " priority "
                + rule.priority();
        commands.add(Source.rule(inside, words, rule.family()));
      }
    }
    return commands.isEmpty()
        ? List.of()
        : List.of(new Step.Remove("remove the rules of " + ifname + " in " + netns, commands));
  }

  private List<IpAddress> addresses(HostState host) {
    List<IpAddress> addresses = new ArrayList<>();
    for (CniIp ip : told) {
      addresses.add(ip.address().address());
    }
    Optional<Link> link = host.insideLink(ifname);
    if (link.isPresent()) {
      for (Cidr address : link.get().addresses()) {
        addresses.add(address.address());
      }
    }
    return addresses;
  }

  /** What a note tells, where any of it is there; else what the reference would remove. */
  private List<RoutingRules.Rule> ours(HostState host) {
    List<RoutingRules.Rule> noted = new ArrayList<>();
    List<RoutingRules.Rule> others = new ArrayList<>();
    List<IpAddress> addresses = addresses(host);
    for (RoutingRules.Rule rule : host.answer(new RoutingRules(netns))) {
      for (Source source : sources()) {
        if (rule.plain() && rule.isFrom(source.address()) && rule.table() == source.table()) {
          noted.add(rule);
        }
      }
      boolean ofTable = table.isEmpty() || table.getAsInt() == rule.table();
      boolean isFromOne = false;
      for (IpAddress address : addresses) {
        isFromOne |= rule.isFrom(address);
      }
      if (rule.plain() && ofTable && isFromOne) {
        others.add(rule);
      }
    }
    return noted.isEmpty() ? others : noted;
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.NOTHING;
  }

  /** Where the namespace is there, the rules of a note are; without a note nobody is told. */
  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    List<Collected> removals = new ArrayList<>();
    for (Attachment owner : collection.inside().keySet()) {
      Optional<MadeNote> noted = collection.note(owner);
      if (noted.isPresent()) {
        Namespace inside = new Namespace.Container(noted.get().netns());
        List<Command> commands = new ArrayList<>();
        for (Source source : Source.in(noted)) {
          commands.add(source.rule(inside, "delete"));
        }
        Collected.add(
            removals,
            "the rules of " + owner + " in " + noted.get().netns(),
            commands,
            Set.of(owner));
      }
    }
    return removals;
  }
}
