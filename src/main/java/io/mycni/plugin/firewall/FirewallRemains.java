// What is left of letting a container through, by whichever backend. What keeps bridges apart
// belongs to the bridge, and stays.
package io.mycni.plugin.firewall;

import io.mycni.cni.Attachment;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.Collected;
import io.mycni.part.Collection;
import io.mycni.part.MadeNote;
import io.mycni.part.Remains;
import io.mycni.part.Removing;
import io.mycni.part.Unseen;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rules and sources.
 *
 * @param note the note of the ADD
 * @param told the addresses of the previous result; the reference may have made anew what a note is
 *     about
 * @param zone the zone of firewalld that the configuration names, as far as it can be read
 */
record FirewallRemains(Optional<FirewallNote> note, List<IpAddress> told, String zone)
    implements Remains {
  private static final String ACCEPTING = "rules that accept the traffic";
  private static final String WHAT = "remove what lets the container through";

  @Override
  public boolean isCertain(HostState glance) {
    return tellsAll() && note.get().backend() != FirewallBackend.NFTABLES;
  }

  private boolean tellsAll() {
    return note.isPresent() && note.get().addresses().containsAll(told);
  }

  /** An address may be another's by now, where this is not the first DEL. */
  @Override
  public boolean needsOthers() {
    return !tellsAll();
  }

  @Override
  public HostQuery asks(HostState glance) {
    if (!tellsAll()) {
      return HostQuery.allRules().and(HostQuery.facts()).and(FirewalldSources.asks());
    }
    return switch (note.get().backend()) {
      case FIREWALLD -> FirewalldSources.asks();
      case NFTABLES -> HostQuery.nft().and(HostQuery.facts());
      case IPTABLES -> {
        HostQuery query = HostQuery.nft().and(HostQuery.facts());
        for (IpAddress address : note.get().addresses()) {
          query = query.and(HostQuery.iptables(address.family()));
        }
        yield query;
      }
    };
  }

  @Override
  public List<Step> remove(Removing removing, HostState host) {
    List<Command> commands = new ArrayList<>();
    if (tellsAll()) {
      noted(removing, host, commands);
    } else {
      List<IpAddress> addresses = new ArrayList<>(told);
      addresses.addAll(note.isPresent() ? note.get().addresses() : removing.addresses());
      addresses = new ArrayList<>(new LinkedHashSet<>(addresses));
      addresses.removeAll(held(removing.others()));
      found(addresses, zone, host, commands);
      commands.addAll(NftFirewall.remove(removing.names(), host));
    }
    List<Step> steps = new ArrayList<>();
    if (!commands.isEmpty()) {
      steps.add(new Step.Remove(WHAT, commands));
    }
    if (host.thorough() && note.isPresent()) {
      String whose = "container " + removing.request().containerId();
      Optional<Step> unseen = unseen(note.get(), note.get().addresses(), whose, "DEL", host);
      if (unseen.isPresent()) {
        steps.add(unseen.get());
      }
    }
    return steps;
  }

  /**
   * The step that fails where rules that an ADD has made are not to be seen, and may be where
   * nobody looks. Without its note nobody knows whether there were any.
   */
  private static Optional<Step> unseen(
      FirewallNote made, List<IpAddress> addresses, String whose, String verb, HostState host) {
    return switch (made.backend()) {
      case FIREWALLD -> Optional.empty();
      case NFTABLES -> host.hasNft() ? Optional.empty() : Optional.of(Unseen.byNft(whose, verb));
      case IPTABLES -> {
        boolean hidden = !host.hasIptables() && !host.hasNft() && !addresses.isEmpty();
        for (IpAddress address : addresses) {
          hidden |=
              host.hidden().mayHold(IptablesAcceptance.CHAIN, address)
                  && IptablesAcceptance.removeFound(
                          address.family(), List.of(address), host.filterRules(address.family()))
                      .isEmpty();
        }
        yield hidden
            ? Optional.of(Unseen.byIptables(ACCEPTING, whose, verb, host.hasIptables()))
            : Optional.empty();
      }
    };
  }

  private void noted(Removing removing, HostState host, List<Command> commands) {
    FirewallNote made = note.orElseThrow();
    if (made.backend() == FirewallBackend.NFTABLES) {
      commands.addAll(NftFirewall.remove(removing.names(), host));
    } else if (host.thorough() && made.backend() == FirewallBackend.IPTABLES) {
      iptables(made.addresses(), host, commands);
    } else if (host.thorough()) {
      commands.addAll(FirewalldSources.removeFound(made.addresses(), made.zone(), host));
    } else if (made.backend() == FirewallBackend.IPTABLES) {
      commands.addAll(IptablesAcceptance.remove(made.addresses()));
    } else {
      commands.addAll(FirewalldSources.remove(made.addresses(), made.zone()));
    }
  }

  private static void found(
      List<IpAddress> addresses, String zone, HostState host, List<Command> commands) {
    iptables(addresses, host, commands);
    commands.addAll(FirewalldSources.removeFound(addresses, zone, host));
  }

  private static void iptables(List<IpAddress> addresses, HostState host, List<Command> commands) {
    for (IpFamily family : IpFamily.values()) {
      commands.addAll(IptablesAcceptance.removeFound(family, addresses, host.filterRules(family)));
    }
  }

  private static List<IpAddress> held(Map<Attachment, MadeNote> notes) {
    List<IpAddress> held = new ArrayList<>();
    for (MadeNote each : notes.values()) {
      Optional<FirewallNote> made = FirewallNote.of(Optional.of(each));
      held.addAll(made.isPresent() ? made.get().addresses() : List.of());
    }
    return held;
  }

  /** The rules of addresses tell nobody's name. */
  @Override
  public boolean isToldByNotes() {
    return true;
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.allRules().and(HostQuery.facts()).and(FirewalldSources.asks());
  }

  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    List<Collected> removals = new ArrayList<>();
    Collected.add(
        removals,
        "the rules of nftables that let containers without an attachment through",
        NftFirewall.removeAllBut(collection.valid(), collection.network(), host),
        collection.stale());
    List<IpAddress> held = held(collection.others());
    for (Attachment attachment : collection.stale()) {
      Optional<FirewallNote> made = FirewallNote.of(collection.note(attachment));
      if (made.isPresent()) {
        List<IpAddress> addresses = new ArrayList<>(made.get().addresses());
        addresses.removeAll(held);
        List<Command> commands = new ArrayList<>();
        found(addresses, made.get().zone(), host, commands);
        Set<Attachment> owner = Set.of(attachment);
        Collected.add(removals, "what lets " + attachment + " through", commands, owner);
        Optional<Step> unseen = unseen(made.get(), addresses, "" + attachment, "GC", host);
        if (unseen.isPresent()) {
          removals.add(new Collected(unseen.get(), owner, true));
        }
      }
    }
    return removals;
  }
}
