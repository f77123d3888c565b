// Which policy an attachment has, as far as rules tell it, for whoever shows it. Where firewalld
// lets containers through no rule does.
package io.mycni.plugin.firewall;

import io.mycni.host.HostState;
import io.mycni.net.Cidr;
import io.mycni.part.AttachmentNames;
import java.util.List;
import java.util.Optional;

/** Reads policies. */
public final class SeenPolicy {
  private SeenPolicy() {}

  /**
   * Returns the value of {@code ingressPolicy} that the rules of an attachment amount to; empty
   * where no rule lets it through.
   *
   * @param bridge the bridge that its host link is a port of; empty for none
   * @param addresses the addresses of its interface
   * @param host all rules were asked for
   */
  public static Optional<String> of(
      AttachmentNames names, String bridge, List<Cidr> addresses, HostState host) {
    boolean accepted = !NftFirewall.rulesOf(names, "inet", host).isEmpty();
    boolean separated = !bridge.isEmpty() && NftSeparation.separates(bridge, host);
    boolean isolated = !NftFirewall.rulesOf(names, "bridge", host).isEmpty();
    for (Cidr address : addresses) {
      List<String> rules = host.filterRules(address.family()).rulesOf(IptablesAcceptance.CHAIN);
      String from = " -s " + Cidr.host(address.address()) + " -j ACCEPT";
      accepted |= rules.stream().anyMatch(rule -> rule.endsWith(from));
      for (String rule : host.filterRules(address.family()).rulesOf(IptablesIsolation.STAGE_1)) {
        separated |= rule.contains(" -i " + bridge + " ! -o " + bridge + " ");
        isolated |= rule.contains(" -i " + bridge + " -o " + bridge + " ");
      }
    }
    IngressPolicy policy =
        isolated
            ? IngressPolicy.ISOLATED
            : separated ? IngressPolicy.SAME_BRIDGE : IngressPolicy.OPEN;
    return accepted ? Optional.of(policy.keyword()) : Optional.empty();
  }
}
