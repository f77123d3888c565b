// What a planner wants to know about the host.
package io.mycni.host;

import io.mycni.net.IpFamily;
import java.util.List;

/**
 * A question to the host.
 *
 * @param links the names of the links that matter
 * @param netns the container's namespace, looked into when the look is thorough; empty when there
 *     is none
 * @param iptables the families whose iptables rules matter
 * @param nft whether the tables of nftables matter that mycni may write to
 */
public record HostQuery(List<String> links, String netns, List<IpFamily> iptables, boolean nft) {
  private static final List<IpFamily> BOTH = List.of(IpFamily.V4, IpFamily.V6);

  /** Copies the lists. */
  public HostQuery {
    links = List.copyOf(links);
    iptables = List.copyOf(iptables);
  }

  /** Makes a question about links alone. */
  public static HostQuery links(List<String> links, String netns) {
    return new HostQuery(links, netns, List.of(), false);
  }

  /** Makes a question about links and all rules. */
  public static HostQuery everything(List<String> links, String netns) {
    return new HostQuery(links, netns, BOTH, true);
  }
}
