// A port of the host that leads to one of the container.
package io.mycni.plugin.portmap;

import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.Optional;

/**
 * A published port.
 *
 * @param hostPort the port of the host
 * @param containerPort the port of the container
 * @param protocol the protocol
 * @param hostIp the one address of the host; an unspecified one (0.0.0.0, ::) stands for all of its
 *     family, and empty for all of both
 */
record PortMapping(int hostPort, int containerPort, Protocol protocol, Optional<IpAddress> hostIp) {
  /** Tells whether it is published at addresses of a family. */
  boolean isOf(IpFamily family) {
    return hostIp.isEmpty() || hostIp.get().family() == family;
  }

  /** Returns the only address at which it is published; empty when there are several. */
  Optional<IpAddress> onlyAt() {
    boolean one = hostIp.isPresent() && (hostIp.get().high() != 0 || hostIp.get().low() != 0);
    return one ? hostIp : Optional.empty();
  }

  /** Returns the host's side: {@code 8080/tcp at 192.0.2.1} say. */
  String hostSide() {
    return hostPort + "/" + protocol.keyword() + (hostIp.isEmpty() ? "" : " at " + hostIp.get());
  }
}
