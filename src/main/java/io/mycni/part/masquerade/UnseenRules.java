// Rules that are there, or may be, and that nobody on this host can remove: iptables or nft was
// uninstalled, or iptables was switched to the other of its two kernel interfaces.
package io.mycni.part.masquerade;

import io.mycni.cni.Attachment;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.IpFamily;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Collected;
import io.mycni.part.Collection;
import io.mycni.part.MadeNote;
import io.mycni.part.Remains;
import io.mycni.part.Removing;
import io.mycni.part.Unseen;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rules that a removal cannot see; its steps only fail, and stand behind those that remove what can
 * be removed.
 *
 * @param note the note of the ADD; without one, the configuration tells
 * @param masqueraded whether the configuration asks for masquerading, as far as it can be read
 * @param nftRules whether it says that there are rules of nftables
 */
public record UnseenRules(Optional<MadeNote> note, boolean masqueraded, boolean nftRules)
    implements Remains {
  private static final String RULES = "masquerade rules";

  /** Only what was looked at can turn out not to be seen. */
  @Override
  public boolean isCertain(HostState glance) {
    return true;
  }

  @Override
  public HostQuery asks(HostState glance) {
    return HostQuery.facts();
  }

  /** Of an attachment of which nothing else is left there are no rules: they go before it. */
  @Override
  public List<Step> remove(Removing removing, HostState host) {
    AttachmentNames names = removing.names();
    boolean left = !removing.addresses().isEmpty() || host.link(names.hostLink()).isPresent();
    List<Step> steps = new ArrayList<>();
    if (!host.thorough() || !left) {
      return steps;
    }
    String whose = "container " + removing.request().containerId();
    if (ofNft(note, host)) {
      steps.add(Unseen.byNft(whose, "DEL"));
    }
    if (ofIptables(names.chain(), note, host)) {
      String where = whose + " in chain " + names.chain();
      steps.add(Unseen.byIptables(RULES, where, "DEL", host.hasIptables()));
    }
    return steps;
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.allRules().and(HostQuery.facts());
  }

  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    Set<Attachment> byIptables = new LinkedHashSet<>();
    Set<Attachment> byNft = new LinkedHashSet<>();
    for (Attachment attachment : collection.stale()) {
      Optional<MadeNote> noted = collection.note(attachment);
      if (ofIptables(AttachmentNames.of(attachment).chain(), noted, host)) {
        byIptables.add(attachment);
      }
      if (ofNft(noted, host)) {
        byNft.add(attachment);
      }
    }
    String whose = "attachments that are not valid";
    List<Collected> refusals = new ArrayList<>();
    if (!byIptables.isEmpty()) {
      Step step = Unseen.byIptables(RULES, whose, "GC", host.hasIptables());
      refusals.add(new Collected(step, byIptables, true));
    }
    if (!byNft.isEmpty()) {
      refusals.add(new Collected(Unseen.byNft(whose, "GC"), byNft, true));
    }
    return refusals;
  }

  private boolean ofIptables(String chain, Optional<MadeNote> noted, HostState host) {
    if (MadeNote.tellsAll(noted) && !noted.get().isMasqueradedBy(MasqueradeBackend.IPTABLES)) {
      return false;
    }
    boolean noTool = !host.hasIptables() && !host.hasNft();
    boolean made =
        noted.isPresent() && noted.get().isMasqueradedBy(MasqueradeBackend.IPTABLES)
            || !MadeNote.tellsAll(noted) && masqueraded;
    return noTool && made || isHidden(chain, host);
  }

  private boolean ofNft(Optional<MadeNote> noted, HostState host) {
    boolean made = !MadeNote.tellsAll(noted) && nftRules;
    if (noted.isPresent()) {
      made |= noted.get().spoofCheck() || noted.get().isMasqueradedBy(MasqueradeBackend.NFTABLES);
    }
    return made && !host.hasNft();
  }

  private static boolean isHidden(String chain, HostState host) {
    for (IpFamily family : IpFamily.values()) {
      if (host.hidden().mayHold(family, chain)) {
        return true;
      }
    }
    return false;
  }
}
