// Which packet filter rules have to be seen for an attachment: those of the backend that makes
// them, and of the families of its addresses. What is not needed is not asked, as a question that
// gets no answer is a failure.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniIp;
import io.mycni.config.BridgeConfig;
import io.mycni.config.MasqueradeBackend;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;

/** Makes the question of an ADD, a CHECK or a restoration. */
final class RuleQuestions {
  private RuleQuestions() {}

  /**
   * Adds the rules to a question about links.
   *
   * @param config what is configured
   * @param ips the addresses of the attachment
   * @param host a look at the host, however quick
   */
  static HostQuery with(
      List<String> links, String netns, BridgeConfig config, List<CniIp> ips, HostState host) {
    boolean masquerades = config.ipMasq() && config.isLayer3();
    boolean byNft = AddInput.backend(config, host) == MasqueradeBackend.NFTABLES;
    List<IpFamily> families = new ArrayList<>();
    for (CniIp ip : ips) {
      IpFamily family = ip.address().family();
      if (masquerades && !byNft && !families.contains(family)) {
        families.add(family);
      }
    }
    return new HostQuery(links, netns, families, masquerades && byNft || config.macSpoofCheck());
  }

  /** Returns what is installed, which a quick look tells. */
  static HostState installed(HostLook look) {
    return look.quickly(HostQuery.links(List.of(), ""));
  }
}
