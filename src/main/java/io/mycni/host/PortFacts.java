// What somebody has to know of the host who publishes ports of a container.
package io.mycni.host;

import io.mycni.net.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * Ports of the host, and the way to a container.
 *
 * @param listeners who listens on the host
 * @param link the link by which the host reaches the container's IPv4 address; empty where it has
 *     none, or only the default route leads there
 * @param localnet whether 127.0.0.1 is routed by that link
 * @param conntrack whether conntrack(8) is installed
 */
public record PortFacts(
    List<Listener> listeners, Optional<String> link, boolean localnet, boolean conntrack) {
  /** Copies the list. */
  public PortFacts {
    listeners = List.copyOf(listeners);
  }

  /**
   * A socket that waits for others.
   *
   * @param protocol {@code tcp} or {@code udp}
   * @param address its address; an unspecified one stands for all
   * @param port its port
   */
  public record Listener(String protocol, IpAddress address, int port) {}
}
