// The steps of a removal that fail, since rules may be there that nobody on this host can see: its
// iptables or nft was uninstalled, or iptables was switched to the other of its kernel interfaces.
package io.mycni.part;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.plan.Effect;
import io.mycni.plan.Step;
import java.util.List;

/** Makes such steps. */
public final class Unseen {
  private Unseen() {}

  /**
   * The step that fails where rules of nftables may be there, and nft was uninstalled.
   *
   * @param whose whose rules they are, in words
   * @param verb the verb that has to be called again
   */
  public static Step byNft(String whose, String verb) {
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
   * @param what what they are, in words
   * @param whose whose they are, in words
   * @param verb the verb that has to be called again
   * @param hasIptables whether iptables is installed
   */
  public static Step byIptables(String what, String whose, String verb, boolean hasIptables) {
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
        what + " of " + whose + " may be there, and can be neither seen nor removed: " + why,
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
