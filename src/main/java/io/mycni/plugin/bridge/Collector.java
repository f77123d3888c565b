// Garbage collection: what belongs to this network and to no attachment that the
// runtime still knows.
//
// A lease tells its owner by its content, a link by its alias, an iptables rule by its comment.
// Links of the reference plugin tell nobody, so only their leases and rules are collected. What the
// configuration says by now decides nothing: everything is looked at that an ADD could have made.
package io.mycni.plugin.bridge;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.exec.Failure;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.ipam.Addressing;
import io.mycni.keys.Section;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.plan.Command;
import io.mycni.plan.Effect;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plugin.AttachmentNames;
import io.mycni.plugin.MadeNote;
import io.mycni.plugin.MadeNotes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plans a GC. */
final class Collector {
  private final CniRequest request;
  private final Addressing addressing;
  private final MadeNotes notes;
  private final Set<Attachment> valid;
  private final Set<Attachment> stale = new LinkedHashSet<>();

  /** Those whose rules cannot be seen; a step that says so is not reached behind other failures. */
  private final Set<Attachment> unseen = new LinkedHashSet<>();

  private final List<Removal> removals = new ArrayList<>();

  /** Looks at everything that is there, of which only {@code valid} is to stay. */
  Collector(
      CniRequest request,
      Set<Attachment> valid,
      Addressing addressing,
      MadeNotes notes,
      HostLook reader) {
    this.request = request;
    this.notes = notes;
    this.addressing = addressing;
    this.valid = new LinkedHashSet<>(valid);
    look(reader);
  }

  /**
   * A step that removes something.
   *
   * @param step the step
   * @param owners those whose addresses are in use until it has succeeded
   */
  private record Removal(Step step, Set<Attachment> owners) {
    Removal {
      owners = Set.copyOf(owners);
    }
  }

  private void look(HostLook reader) {
    HostState host = reader.thoroughly(HostQuery.allRules().and(HostQuery.facts()));
    List<Link> links = reader.allLinks();
    Map<Attachment, List<IpAddress>> holdings = addressing.holdings();
    stale.addAll(holdings.keySet());
    for (Link link : links) {
      AttachmentNames.ownerOf(link.alias()).filter(this::isStale).ifPresent(stale::add);
    }
    stale.removeAll(valid);
    links(links);
    add(
        "masquerade rules without an attachment",
        NftMasquerade.removeAllBut(valid, request.network(), host),
        stale);
    for (String containerId : containersWithRules(host)) {
      add(
          "the masquerade rules of container " + containerId,
          Masquerade.removeFound(
              AttachmentNames.chain(request.network(), containerId), List.of(), host),
          of(containerId));
    }
    rulesBesideValidOnes(holdings, host);
    for (Attachment attachment : stale) {
      List<Command> commands = SpoofCheck.remove(AttachmentNames.of(attachment), host);
      add("the MAC spoof check of " + attachment, commands, Set.of(attachment));
    }
    unseenRules(host);
  }

  /** The chain of a container stays for its valid interfaces; what leads there from others goes. */
  private void rulesBesideValidOnes(Map<Attachment, List<IpAddress>> holdings, HostState host) {
    Set<String> containers = new HashSet<>();
    valid.forEach(attachment -> containers.add(attachment.containerId()));
    for (Attachment attachment : stale) {
      // An old lease names no interface; it stays as long as any of its container is valid.
      if (containers.contains(attachment.containerId()) && !attachment.ifname().isEmpty()) {
        String chain = AttachmentNames.of(attachment).chain();
        List<IpAddress> addresses = holdings.getOrDefault(attachment, List.of());
        add(
            "the masquerade rules of " + attachment,
            Masquerade.removeOf(chain, addresses, host),
            Set.of(attachment));
      }
    }
  }

  /** Told by aliases as a whole, as one that was shortened does not say whose it is. */
  private void links(List<Link> links) {
    Set<String> staying = new HashSet<>();
    valid.forEach(attachment -> staying.add(AttachmentNames.of(attachment).alias()));
    Map<String, Attachment> owners = new HashMap<>();
    stale.forEach(owner -> owners.put(AttachmentNames.of(owner).alias(), owner));
    for (Link link : links) {
      String alias = link.alias();
      if (AttachmentNames.isOf(request.network(), alias) && !staying.contains(alias)) {
        Attachment owner = owners.get(alias);
        add(
            "the link "
                + link.name()
                + " of "
                + (owner == null ? "an attachment with long names" : owner),
            List.of(Command.Ip.host("link delete dev " + link.name())),
            owner == null ? Set.of() : Set.of(owner));
      }
    }
  }

  private boolean isStale(Attachment owner) {
    return owner.network().equals(request.network()) && !valid.contains(owner);
  }

  private Set<Attachment> of(String containerId) {
    Set<Attachment> found = new LinkedHashSet<>();
    for (Attachment attachment : stale) {
      if (attachment.containerId().equals(containerId)) {
        found.add(attachment);
      }
    }
    return found;
  }

  /** What cannot be seen (any more) cannot be removed either. */
  private void unseenRules(HostState host) {
    RemovalConfig config = RemovalConfig.read(Section.of(request.config()));
    Set<Attachment> ofIptables = new LinkedHashSet<>();
    Set<Attachment> ofNft = new LinkedHashSet<>();
    for (Attachment attachment : stale) {
      Optional<MadeNote> note = notes.of(attachment);
      String chain = AttachmentNames.of(attachment).chain();
      if (UnseenRules.ofIptables(chain, note, config, host)) {
        ofIptables.add(attachment);
      }
      if (UnseenRules.ofNft(note, config, host)) {
        ofNft.add(attachment);
      }
    }
    unseen.addAll(ofIptables);
    unseen.addAll(ofNft);
    String whose = "attachments that are not valid";
    if (!ofIptables.isEmpty()) {
      removals.add(new Removal(UnseenRules.refusal(whose, "GC", host.hasIptables()), ofIptables));
    }
    if (!ofNft.isEmpty()) {
      removals.add(new Removal(UnseenRules.withoutNft(whose, "GC"), ofNft));
    }
  }

  private void add(String what, List<Command> commands, Set<Attachment> owners) {
    if (!commands.isEmpty()) {
      removals.add(new Removal(new Step.Remove("remove " + what, commands), owners));
    }
  }

  /** Containers that have rules of this network, but no valid attachment to it. */
  private Set<String> containersWithRules(HostState host) {
    String beginning = "--comment \"name: \\\"" + request.network() + "\\\" id: \\\"";
    Set<String> found = new LinkedHashSet<>();
    for (IpFamily family : IpFamily.values()) {
      for (String rule : host.natRules(family).rules()) {
        int at = rule.indexOf(beginning);
        int end = at < 0 ? -1 : rule.indexOf('\\', at + beginning.length());
        if (end > 0) {
          String containerId = rule.substring(at + beginning.length(), end);
          // A rule counts as ours when it is in the chain that the name says, or jumps there.
          if (rule.contains(AttachmentNames.chain(request.network(), containerId))) {
            found.add(containerId);
          }
        }
      }
    }
    for (Attachment attachment : valid) {
      found.remove(attachment.containerId());
    }
    return found;
  }

  /** Returns the plan as a whole, as it is printed. */
  Plan plan() {
    List<List<Step>> stages = new ArrayList<>(removal().stages());
    stages.addAll(leases(Set.of()).stages());
    return plan(stages);
  }

  /** Returns what removes links and rules. */
  Plan removal() {
    List<Step> steps = new ArrayList<>();
    removals.forEach(removal -> steps.add(removal.step()));
    return plan(List.of(steps));
  }

  /** Returns those whose addresses may still be in use, as something of theirs is left. */
  Set<Attachment> notCollected(List<Failure> failures) {
    Set<Attachment> left = new LinkedHashSet<>(unseen);
    for (Failure failure : failures) {
      for (Removal removal : removals) {
        if (removal.step() == failure.step()) {
          left.addAll(removal.owners());
        }
      }
    }
    return left;
  }

  /** Returns those that the runtime does not know any more. */
  Set<Attachment> stale() {
    return stale;
  }

  /** Returns what gives leases back, but those of attachments of which something is left. */
  Plan leases(Set<Attachment> left) {
    if (addressing.type().isEmpty()) {
      return plan(List.of());
    }
    Set<Attachment> kept = new LinkedHashSet<>(valid);
    kept.addAll(left);
    StringBuilder text = new StringBuilder("give the leases of attachments that are not valid");
    text.append(" back to ").append(addressing.type());
    String link = ": ";
    for (Attachment attachment : stale) {
      if (!left.contains(attachment)) {
        text.append(link).append(attachment.containerId()).append('/').append(attachment.ifname());
        link = ", ";
      }
    }
    Step step =
        new Step.Perform(
            text.toString(), "", Effect.once(List.of(), () -> addressing.collect(kept)));
    return plan(List.of(List.of(step)));
  }

  private Plan plan(List<List<Step>> stages) {
    String title = "GC of network " + request.network() + ", where " + valid.size() + " are valid";
    return new Plan(title, stages, CniResult.EMPTY, List.of());
  }
}
