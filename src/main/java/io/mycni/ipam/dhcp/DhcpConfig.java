// What a configuration of dhcp says. The keys are DhcpKeys.
package io.mycni.ipam.dhcp;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.TypeName;
import java.util.List;

/**
 * A configuration of dhcp.
 *
 * @param provided what the server is told
 * @param requested the numbers of the options that it is asked for
 * @param priority the metric of the routes; 0 leaves it to the kernel
 * @param takesMtu whether the interface gets the MTU that the server tells: where the network's
 *     configuration has none
 * @param byBroadcast whether the server shall answer to all: a link that has its hardware address
 *     in common with others, as an ipvlan, gets nothing else before it has an address
 * @param namesDaemon whether it names the socket of a daemon, which is not used
 */
public record DhcpConfig(
    List<Provided> provided,
    List<Integer> requested,
    int priority,
    boolean takesMtu,
    boolean byBroadcast,
    boolean namesDaemon) {
  /** The option by which messages are told apart. */
  static final int MESSAGE_TYPE = 53;

  /** The option that lists what is requested. */
  static final int REQUESTED = 55;

  /** Copies the lists. */
  public DhcpConfig {
    provided = List.copyOf(provided);
    requested = List.copyOf(requested);
  }

  /**
   * An option that is sent.
   *
   * @param option its number
   * @param value its value
   */
  public record Provided(int option, String value) {}

  /**
   * Reads the {@code ipam} section of a network.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static DhcpConfig read(Section network, CniArgs args) {
    Section ipam = SharedKeys.IPAM.section(network, "{\"type\": \"dhcp\"}");
    return new DhcpConfig(
        DhcpKeys.PROVIDE.read(ipam, args),
        DhcpKeys.REQUEST.read(ipam),
        DhcpKeys.PRIORITY.read(ipam),
        !network.has("mtu"),
        TypeName.of(network.string("type").orElse("")).equals("ipvlan"),
        !DhcpKeys.DAEMON_SOCKET_PATH.read(ipam).isEmpty());
  }
}
