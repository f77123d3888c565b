// Garbage collection: what belongs to this network and to no attachment that the
// runtime still knows.
//
// A lease tells its owner by its content, a link by its alias, an iptables rule by its comment.
// Links of the reference plugin tell nobody, so only their leases and rules are collected.
package io.mycni.plugin.bridge;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.config.BridgeConfig;
import io.mycni.config.MasqueradeBackend;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.ipam.Addressing;
import io.mycni.net.IpFamily;
import io.mycni.plan.Command;
import io.mycni.plan.Effect;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plugin.AttachmentNames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Plans a GC. */
final class Collector {
  private final CniRequest request;
  private final BridgeConfig config;
  private final Addressing addressing;
  private final HostLook reader;
  private final Set<Attachment> valid;

  Collector(CniRequest request, BridgeConfig config, Addressing addressing, HostLook reader) {
    this.request = request;
    this.config = config;
    this.addressing = addressing;
    this.reader = reader;
    this.valid = new LinkedHashSet<>(request.validAttachments());
  }

  Plan plan() {
    boolean rules = config.ipMasq() || config.macSpoofCheck();
    HostState host =
        reader.thoroughly(
            rules ? HostQuery.everything(List.of(), "") : HostQuery.links(List.of(), ""));
    Set<Attachment> stale = new LinkedHashSet<>(addressing.holders());
    List<Step> first = new ArrayList<>();
    for (Link link : reader.allLinks()) {
      AttachmentNames.ownerOf(link.alias())
          .filter(owner -> owner.network().equals(request.network()) && !valid.contains(owner))
          .ifPresent(owner -> {
            stale.add(owner);
            first.add(remove(link, owner));
          });
    }
    stale.removeAll(valid);
    masquerade(host, first);
    if (config.macSpoofCheck()) {
      for (Attachment attachment : stale) {
        AttachmentNames names = AttachmentNames.of(attachment);
        add(first, "the MAC spoof check of " + attachment, SpoofCheck.remove(names, host));
      }
    }
    List<Step> last = new ArrayList<>();
    if (!addressing.type().isEmpty()) {
      last.add(
          new Step.Perform(
              leases(stale), "", Effect.once(List.of(), () -> addressing.collect(valid))));
    }
    String title = "GC of network " + request.network() + ", where " + valid.size() + " are valid";
    return new Plan(title, List.of(first, last), CniResult.EMPTY, List.of());
  }

  private String leases(Set<Attachment> stale) {
    StringBuilder text = new StringBuilder("give the leases of attachments that are not valid");
    text.append(" back to ").append(addressing.type());
    String link = ": ";
    for (Attachment attachment : stale) {
      text.append(link).append(attachment.containerId()).append('/').append(attachment.ifname());
      link = ", ";
    }
    return text.toString();
  }

  private static Step remove(Link link, Attachment owner) {
    return new Step.Remove(
        "remove the link " + link.name() + " of " + owner,
        List.of(Command.Ip.host("link delete dev " + link.name())));
  }

  private void masquerade(HostState host, List<Step> steps) {
    if (!config.ipMasq()) {
      return;
    }
    if (AddInput.backend(config, host) == MasqueradeBackend.NFTABLES) {
      List<Command> commands = NftMasquerade.removeAllBut(valid, request.network(), host);
      add(steps, "masquerade rules without an attachment", commands);
      return;
    }
    for (String containerId : containersWithRules(host)) {
      String chain = AttachmentNames.chain(request.network(), containerId);
      add(
          steps,
          "the masquerade rules of container " + containerId,
          Masquerade.removeFound(chain, List.of(), host));
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

  private static void add(List<Step> steps, String what, List<Command> commands) {
    if (!commands.isEmpty()) {
      steps.add(new Step.Remove("remove " + what, commands));
    }
  }
}
