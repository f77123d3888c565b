// Rules that are there, or may be, and that nobody on this host can remove: iptables or nft was
// uninstalled, or iptables was switched to the other of its two kernel interfaces.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.host.HostState;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.IpFamily;
import io.mycni.plan.Effect;
import io.mycni.plan.Step;
import io.mycni.plugin.MadeNote;
import java.util.List;
import java.util.Optional;

/** Plans the failure of a removal that cannot be complete. */
final class UnseenRules {
  private UnseenRules() {}

  /**
   * Tells whether rules of iptables of an attachment are there, or may be, and cannot be removed.
   *
   * @param chain its chain
   * @param note the note of its ADD; without one, the configuration tells
   */
  static boolean ofIptables(
      String chain, Optional<MadeNote> note, RemovalConfig config, HostState host) {
    if (note.isPresent() && !note.get().isMasqueradedBy(MasqueradeBackend.IPTABLES)) {
      return false;
    }
    boolean noTool = !host.hasIptables() && !host.hasNft();
    return noTool && (note.isPresent() || config.ipMasq()) || isHidden(chain, host);
  }

  /** The same of rules of nftables. */
  static boolean ofNft(Optional<MadeNote> note, RemovalConfig config, HostState host) {
    boolean made =
        note.isPresent()
            ? note.get().spoofCheck() || note.get().isMasqueradedBy(MasqueradeBackend.NFTABLES)
            : config.nftRules();
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
   * The same where rules of nftables may be there, and nft was uninstalled.
   *
   * @param whose whose rules they are, in words
   * @param verb the verb that has to be called again
   */
  static Step withoutNft(String whose, String verb) {
    return failing(
        whose,
        "rules of nftables of "
            + whose
            + " may be there, and can be neither seen nor removed: nft is not installed",
        "install the package 'nftables'",
        verb);
  }

  /**
   * The step that fails; it stands behind those that remove what can be removed.
   *
   * @param whose whose rules they are, in words
   * @param verb the verb that has to be called again
   * @param hasIptables whether iptables is installed
   */
  static Step refusal(String whose, String verb, boolean hasIptables) {
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
