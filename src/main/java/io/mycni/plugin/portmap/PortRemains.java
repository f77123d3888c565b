// What is left of published ports, by whichever backend.
package io.mycni.plugin.portmap;

import io.mycni.cni.Attachment;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.PortQuestion;
import io.mycni.host.TableRules;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Collected;
import io.mycni.part.Collection;
import io.mycni.part.MadeNote;
import io.mycni.part.Remains;
import io.mycni.part.Removing;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rules that lead ports of the host to the container.
 *
 * @param note the note of the ADD
 * @param asked whether the runtime says that ports were published
 */
record PortRemains(Optional<MadeNote> note, boolean asked) implements Remains {
  private static final PortQuestion INSTALLED = new PortQuestion(Optional.empty());

  private Optional<PortNote> ports() {
    return PortNote.of(note);
  }

  /** Nothing was published, or rules that can be written without a look. */
  @Override
  public boolean isCertain(HostState glance) {
    Optional<PortNote> ports = ports();
    return MadeNote.tellsAll(note)
        && (ports.isEmpty()
            ? !asked
            : ports.get().backend() == MasqueradeBackend.IPTABLES && !ports.get().conditional());
  }

  @Override
  public HostQuery asksAtGlance() {
    return HostQuery.question(INSTALLED);
  }

  @Override
  public HostQuery asks(HostState glance) {
    HostQuery tables = HostQuery.question(NftPorts.TABLES);
    if (tellsNothing()) {
      return HostQuery.allRules().and(tables);
    }
    Optional<PortNote> ports = ports();
    HostQuery query = HostQuery.NOTHING;
    if (ports.isEmpty()) {
      return query;
    }
    for (IpFamily family : families(ports.get().addresses())) {
      query = query.and(HostQuery.iptables(family));
    }
    return query.and(tables);
  }

  /** Without a note, or against one, all has to be looked for. */
  private boolean tellsNothing() {
    return !MadeNote.tellsAll(note) || asked && ports().isEmpty();
  }

  private static List<IpFamily> families(List<IpAddress> addresses) {
    List<IpFamily> families = new ArrayList<>();
    for (IpAddress address : addresses) {
      if (!families.contains(address.family())) {
        families.add(address.family());
      }
    }
    return families;
  }

  @Override
  public List<Step> remove(Removing removing, HostState host) {
    Optional<PortNote> ports = ports();
    if (ports.isEmpty() && !tellsNothing()) {
      return List.of();
    }
    AttachmentNames names = removing.names();
    List<Command> rules = new ArrayList<>();
    if (host.thorough()) {
      rules.addAll(IptablesPorts.removeFound(names.portChain(), host));
      rules.addAll(IptablesPorts.removeFound(names.oldPortChain(), host));
      List<IpAddress> addresses = new ArrayList<>(removing.addresses());
      if (ports.isPresent()) {
        addresses.addAll(ports.get().addresses());
      }
      rules.addAll(NftPorts.remove(removing.request().containerId(), addresses, host));
    } else if (ports.isPresent()) {
      for (IpFamily family : families(ports.get().addresses())) {
        rules.addAll(IptablesPorts.remove(names, family, ports.get().groups()));
      }
    }
    return rules.isEmpty()
        ? List.of()
        : List.of(new Step.Remove("remove the published ports of the container", rules));
  }

  /** Which UDP ports there were is known by the note alone. */
  @Override
  public List<Step> removeAfterwards(Removing removing, HostState host) {
    Optional<PortNote> ports = ports();
    return ports.isPresent() && host.answer(INSTALLED).conntrack()
        ? StaleConnections.forget(families(ports.get().addresses()), ports.get().udpPorts())
        : List.of();
  }

  @Override
  public List<String> remarks(HostState host) {
    Optional<PortNote> ports = ports();
    boolean said =
        ports.isPresent()
            && !ports.get().udpPorts().isEmpty()
            && !host.answer(INSTALLED).conntrack();
    return said ? List.of(StaleConnections.notForgotten()) : List.of();
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.allRules().and(HostQuery.question(NftPorts.TABLES));
  }

  /** Rules of nftables do not tell their network. */
  @Override
  public boolean isToldByNotes() {
    return true;
  }

  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    List<Collected> removals = new ArrayList<>();
    for (String containerId : containersWithRules(collection, host)) {
      String chain = AttachmentNames.portChain(collection.network(), containerId);
      Collected.add(
          removals,
          "the published ports of container " + containerId,
          IptablesPorts.removeFound(chain, host),
          of(containerId, collection));
    }
    for (Attachment attachment : collection.stale()) {
      Optional<PortNote> ports = PortNote.of(collection.note(attachment));
      if (ports.isPresent() && !ports.get().addresses().isEmpty()) {
        Collected.add(
            removals,
            "the published ports of " + attachment,
            NftPorts.remove(attachment.containerId(), ports.get().addresses(), host),
            Set.of(attachment));
      }
    }
    return removals;
  }

  private static Set<Attachment> of(String containerId, Collection collection) {
    Set<Attachment> of = new LinkedHashSet<>();
    for (Attachment attachment : collection.stale()) {
      if (attachment.containerId().equals(containerId)) {
        of.add(attachment);
      }
    }
    return of;
  }

  /** Containers that have rules of this network, but no valid attachment to it. */
  private static Set<String> containersWithRules(Collection collection, HostState host) {
    Set<String> found = new LinkedHashSet<>();
    for (IpFamily family : IpFamily.values()) {
      TableRules now = host.natRules(family);
      for (String jump : now.rulesOf(IptablesRules.ENTRY)) {
        String container = IptablesClaims.container(jump);
        String chain = AttachmentNames.portChain(collection.network(), container);
        if (IptablesClaims.network(jump).equals(collection.network())
            && IptablesClaims.word(jump, "-j").equals(chain)) {
          found.add(container);
        }
      }
    }
    for (Attachment attachment : collection.stale()) {
      found.add(attachment.containerId());
    }
    for (Attachment attachment : collection.valid()) {
      found.remove(attachment.containerId());
    }
    return found;
  }
}
