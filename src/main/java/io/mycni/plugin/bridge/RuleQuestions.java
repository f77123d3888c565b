// Which packet filter rules have to be seen for an attachment: those of the backend that makes
// them, and of the families of its addresses. What is not needed is not asked, as a question that
// gets no answer is a failure.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniIp;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.keys.MasqueradeBackend;
import java.util.List;
import java.util.Optional;

/** Makes the question of an ADD, a CHECK or a restoration. */
final class RuleQuestions {
  private RuleQuestions() {}

  /**
   * Adds the rules to a question about links.
   *
   * @param ips the addresses of the attachment
   * @param masquerade by what they are masqueraded; empty when they are not
   * @param spoofCheck whether there are rules against foreign source addresses
   */
  static HostQuery with(
      List<String> links,
      String netns,
      List<CniIp> ips,
      Optional<MasqueradeBackend> masquerade,
      boolean spoofCheck) {
    boolean byIptables = masquerade.equals(Optional.of(MasqueradeBackend.IPTABLES));
    HostQuery query = HostQuery.links(links).and(HostQuery.inside(netns)).and(HostQuery.facts());
    for (CniIp ip : ips) {
      if (byIptables) {
        query = query.and(HostQuery.iptables(ip.address().family()));
      }
    }
    boolean byNft = masquerade.isPresent() && !byIptables;
    return byNft || spoofCheck ? query.and(HostQuery.nft()) : query;
  }

  /** Returns by what a configuration masquerades; empty when it does not. */
  static Optional<MasqueradeBackend> masquerade(BridgeConfig config, HostState host) {
    return config.ipMasq() && config.isLayer3()
        ? Optional.of(AddInput.backend(config, host))
        : Optional.empty();
  }

  /** Returns what is installed, which a quick look tells. */
  static HostState installed(HostLook look) {
    return look.quickly(HostQuery.facts());
  }
}
