// What is left of masquerading, by whichever backend.
package io.mycni.part.masquerade;

import io.mycni.cni.Attachment;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.Cidr;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Masquerade rules.
 *
 * @param note the note of the ADD
 * @param configured whether the configuration asks for masquerading, as far as it can be read
 * @param netns the container's namespace, whose other links tell what stays; empty where there is
 *     none, or where whoever gave the addresses knows
 */
public record MasqueradeRemains(Optional<MadeNote> note, boolean configured, String netns)
    implements Remains {
  private static final String WHAT = "the masquerade rules of the container";

  @Override
  public boolean isCertain(HostState glance) {
    return MadeNote.tellsAll(note) && !note.get().isMasqueradedBy(MasqueradeBackend.NFTABLES);
  }

  @Override
  public boolean needsSiblings() {
    return !MadeNote.tellsAll(note) || note.get().masquerade().isPresent();
  }

  @Override
  public HostQuery asks(HostState glance) {
    if (!MadeNote.tellsAll(note)) {
      HostQuery all = HostQuery.allRules().and(HostQuery.facts());
      return netns.isEmpty() ? all : all.and(HostQuery.linksInside(netns));
    }
    HostQuery query = HostQuery.facts();
    if (note.get().isMasqueradedBy(MasqueradeBackend.IPTABLES)) {
      for (IpAddress address : note.get().addresses()) {
        query = query.and(HostQuery.iptables(address.family()));
      }
    }
    return note.get().masquerade().isPresent() ? query.and(HostQuery.nft()) : query;
  }

  @Override
  public List<Step> remove(Removing removing, HostState host) {
    return host.thorough() ? removeSeen(removing, host) : removeBlindly(removing);
  }

  private List<Step> removeBlindly(Removing removing) {
    if (note.isEmpty() || !note.get().isMasqueradedBy(MasqueradeBackend.IPTABLES)) {
      return List.of();
    }
    List<IpAddress> masqueraded = note.get().addresses();
    boolean last = removing.siblings().isEmpty();
    return List.of(
        new Step.Remove(
            "remove the masquerade rules of "
                + list(masqueraded)
                + " in chain "
                + removing.names().chain(),
            IptablesMasquerade.remove(removing.names(), masqueraded, last)));
  }

  private List<Step> removeSeen(Removing removing, HostState host) {
    List<Command> rules = new ArrayList<>();
    rules.addAll(
        IptablesMasquerade.removeFound(removing.names().chain(), kept(removing, host), host));
    rules.addAll(NftMasquerade.remove(removing.names(), host));
    if (!rules.isEmpty()) {
      return List.of(new Step.Remove("remove " + WHAT, rules));
    }
    return configured ? List.of(new Step.Present("nothing of " + WHAT)) : List.of();
  }

  /** Addresses of the container's other interfaces on this network. */
  private static List<IpAddress> kept(Removing removing, HostState host) {
    List<IpAddress> kept = new ArrayList<>(removing.siblings());
    if (!kept.isEmpty() || removing.tellsSiblings()) {
      return kept;
    }
    // Another IPAM plugin does not tell; what the container's other links carry does.
    for (Link link : host.inside().values()) {
      if (!link.name().equals(removing.request().ifname())) {
        for (Cidr address : link.addresses()) {
          kept.add(address.address());
        }
      }
    }
    kept.removeAll(removing.addresses());
    return kept;
  }

  /** Returns addresses as words of a sentence. */
  private static String list(List<IpAddress> addresses) {
    if (addresses.isEmpty()) {
      return "the addresses";
    }
    StringBuilder text = new StringBuilder();
    for (IpAddress address : addresses) {
      text.append(text.isEmpty() ? "" : " and ").append(address);
    }
    return text.toString();
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.allRules().and(HostQuery.facts());
  }

  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    List<Collected> removals = new ArrayList<>();
    String network = collection.network();
    Collected.add(
        removals,
        "masquerade rules without an attachment",
        NftMasquerade.removeAllBut(collection.valid(), network, host),
        collection.stale());
    for (Map.Entry<String, String> found : chainsOfOthers(collection, host).entrySet()) {
      Collected.add(
          removals,
          "the masquerade rules of " + found.getValue(),
          IptablesMasquerade.removeFound(found.getKey(), List.of(), host),
          of(found.getKey(), collection.stale()));
    }
    besideValidOnes(collection, host, removals);
    return removals;
  }

  /** The chain of a container stays for its valid interfaces; what leads there from others goes. */
  private static void besideValidOnes(
      Collection collection, HostState host, List<Collected> removals) {
    Set<String> containers = new HashSet<>();
    for (Attachment attachment : collection.valid()) {
      containers.add(attachment.containerId());
    }
    for (Attachment attachment : collection.stale()) {
      // An old lease names no interface; it stays as long as any of its container is valid.
      if (containers.contains(attachment.containerId()) && !attachment.ifname().isEmpty()) {
        String chain = AttachmentNames.of(attachment).chain();
        List<IpAddress> addresses = collection.holdings().getOrDefault(attachment, List.of());
        Collected.add(
            removals,
            "the masquerade rules of " + attachment,
            IptablesMasquerade.removeOf(chain, addresses, host),
            Set.of(attachment));
      }
    }
  }

  private static Set<Attachment> of(String chain, Set<Attachment> stale) {
    Set<Attachment> found = new LinkedHashSet<>();
    for (Attachment attachment : stale) {
      if (AttachmentNames.of(attachment).chain().equals(chain)) {
        found.add(attachment);
      }
    }
    return found;
  }

  /** Chains of this network whose container has no valid attachment to it, and whose they are. */
  private static Map<String, String> chainsOfOthers(Collection collection, HostState host) {
    String network = collection.network();
    String beginning =
        "--comment \"" + IptablesMasquerade.escaped(AttachmentNames.commentOfAll(network));
    Map<String, String> found = new LinkedHashMap<>();
    for (IpFamily family : IpFamily.values()) {
      for (String rule : host.natRules(family).rules()) {
        int at = rule.indexOf(beginning);
        String chain = at < 0 ? "" : chainOf(rule);
        if (!chain.isEmpty()) {
          int end = rule.indexOf('\\', at + beginning.length());
          String id = end < 0 ? "" : rule.substring(at + beginning.length(), end);
          // Whoever wrote the rule, it counts as ours when it is in the chain that the name says,
          // or jumps there. Where the kernel has cut the name short, the chain has to do.
          if (id.isEmpty()) {
            found.put(chain, "a container with a long name");
          } else if (AttachmentNames.chain(network, id).equals(chain)) {
            found.put(chain, "container " + id);
          }
        }
      }
    }
    for (Attachment attachment : collection.valid()) {
      found.remove(AttachmentNames.chain(network, attachment.containerId()));
    }
    return found;
  }

  /** The chain of a container that a rule is in, or jumps to; empty for another rule. */
  private static String chainOf(String rule) {
    String in = "-A CNI-";
    int at = rule.startsWith(in) ? in.indexOf('C') : rule.indexOf("-j CNI-") + "-j ".length();
    int end = rule.indexOf(' ', at);
    boolean any = rule.startsWith(in) || rule.contains("-j CNI-");
    return any ? rule.substring(at, end < 0 ? rule.length() : end) : "";
  }
}
