// The published ports of a host, for whoever shows them: read from rules of either kind, whoever
// has made them.
package io.mycni.plugin.portmap;

import io.mycni.cni.Attachment;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A port of the host that leads to a container.
 *
 * @param protocol the protocol, {@code tcp} say
 * @param hostPort the port of the host
 * @param at the only address of the host at which it is published; empty for all
 * @param to the address to which it leads
 * @param containerPort the port there
 * @param network the network of that container; empty where the rule does not tell
 * @param container the container's ID as far as rules keep it; empty where the rule does not tell
 */
public record PublishedPort(
    String protocol,
    int hostPort,
    Optional<IpAddress> at,
    IpAddress to,
    int containerPort,
    String network,
    String container) {
  /** Returns the question for what {@link #byNftables} reads. */
  public static HostQuery asks() {
    return HostQuery.question(NftPorts.TABLES);
  }

  /** Returns those of iptables, whose rules were asked for. */
  public static List<PublishedPort> byIptables(HostState host) {
    List<PublishedPort> ports = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      IptablesClaims.of(host.natRules(family)).forEach(claim -> of(claim).ifPresent(ports::add));
    }
    return ports;
  }

  /** Returns those of nftables. */
  public static List<PublishedPort> byNftables(HostState host) {
    List<PublishedPort> ports = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      NftClaims.of(host.answer(NftPorts.TABLES), family)
          .forEach(claim -> of(claim).ifPresent(ports::add));
    }
    return ports;
  }

  /** The target is {@code ADDRESS:PORT}, with brackets around an address of IPv6. */
  private static Optional<PublishedPort> of(Claim claim) {
    int colon = claim.to().lastIndexOf(':');
    String address = claim.to().substring(0, Math.max(colon, 0)).replace("[", "").replace("]", "");
    String port = claim.to().substring(colon + 1);
    boolean isNumber =
        !port.isEmpty() && port.length() < 6 && port.chars().allMatch(PublishedPort::isDigit);
    return isNumber
        ? IpAddress.parse(address)
            .map(to ->
                new PublishedPort(
                    claim.protocol(),
                    claim.port(),
                    claim.at(),
                    to,
                    Integer.parseInt(port),
                    claim.network(),
                    claim.container()))
        : Optional.empty();
  }

  private static boolean isDigit(int letter) {
    return letter >= '0' && letter <= '9';
  }

  /**
   * Tells whether it leads to an interface of an attachment. A rule that was left may lead to an
   * address that is another's by now.
   *
   * @param addresses the addresses of the interface
   */
  public boolean isOf(Attachment attachment, List<Cidr> addresses) {
    String id = attachment.containerId();
    boolean named =
        container.isEmpty() || container.equals(NftRules.comment(id)) || container.equals(id);
    return named
        && (network.isEmpty() || network.equals(attachment.network()))
        && addresses.stream().anyMatch(each -> each.address().equals(to));
  }
}
