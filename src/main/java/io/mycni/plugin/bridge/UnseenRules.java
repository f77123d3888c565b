// Rules of iptables that are there, or may be, and that the iptables of this host cannot remove: it
// was uninstalled, or switched to the other of its two kernel interfaces.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.host.HostState;
import io.mycni.net.IpFamily;
import io.mycni.plan.Effect;
import io.mycni.plan.Step;
import java.util.List;

/** Plans the failure of a removal that cannot be complete. */
final class UnseenRules {
  private UnseenRules() {}

  /** Tells whether a chain is there, or may be, where iptables does not see it. */
  static boolean mayBeOf(String chain, HostState host) {
    for (IpFamily family : IpFamily.values()) {
      if (host.hidden().mayHold(family, chain)) {
        return true;
      }
    }
    return false;
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
    Runnable refuse =
        () -> {
          throw new CniException(
              ErrorCode.TOOL_MISSING,
              "masquerade rules of "
                  + whose
                  + " may be there, and can be neither seen nor removed: "
                  + (hasIptables
                      ? "they were made through the other of iptables' two kernel interfaces,"
                          + " legacy and nf_tables"
                      : "iptables is not installed"),
              todo + ", and call " + verb + " again; their addresses stay leased until then");
        };
    return new Step.Perform(
        "see all masquerade rules of " + whose, "", Effect.once(List.of("# " + todo), refuse));
  }
}
