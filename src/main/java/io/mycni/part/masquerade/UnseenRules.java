// Rules that are there, or may be, and that nobody on this host can remove: iptables or nft was
// uninstalled, or iptables was switched to the other of its two kernel interfaces.
package io.mycni.part.masquerade;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
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
import io.mycni.plan.Effect;
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
      steps.add(withoutNft(whose, "DEL"));
    }
    if (ofIptables(names.chain(), note, host)) {
      steps.add(refusal(whose + " in chain " + names.chain(), "DEL", host.hasIptables()));
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
      Step step = refusal(whose, "GC", host.hasIptables());
      refusals.add(new Collected(step, byIptables, true));
    }
    if (!byNft.isEmpty()) {
      refusals.add(new Collected(withoutNft(whose, "GC"), byNft, true));
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

  /**
   * The step that fails where rules of nftables may be there, and nft was uninstalled.
   *
   * @param whose whose rules they are, in words
   * @param verb the verb that has to be called again
   */
  private static Step withoutNft(String whose, String verb) {
    return failing(
        whose,
        "rules of nftables of "
            + whose
            + " may be there, and can be neither seen nor removed: nft is not installed",
        "install the package 'nftables'",
        verb);
  }

  /**
   * The same where rules of iptables may be there.
   *
   * @param whose whose rules they are, in words
   * @param verb the verb that has to be called again
   * @param hasIptables whether iptables is installed
   */
  private static Step refusal(String whose, String verb, boolean hasIptables) {
    String todo =
        hasIptables
            ? "choose the other one (Debian: update-alternatives --config iptables)"
            : "install the package 'iptables'";
    String why =
        hasIptables
            ? "they were made through the other of iptables' two kernel interfaces,"
                + " legacy and nf_tables"
            : "iptables is not installed";
    return failing(
        whose,
        "masquerade rules of "
            + whose
            + " may be there, and can be neither seen nor removed: "
            + why,
        todo,
        verb);
  }

  private static Step failing(String whose, String message, String todo, String verb) {
    Runnable refuse =
        () -> {
          throw new CniException(
              ErrorCode.TOOL_MISSING,
              message,
              todo + ", and call " + verb + " again; their addresses stay leased until then");
        };
    return new Step.Perform(
        "see all rules of " + whose, "", Effect.once(List.of("# " + todo), refuse));
  }
}
