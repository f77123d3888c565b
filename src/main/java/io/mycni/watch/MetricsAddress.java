// Where the agent answers whoever wants its metrics: a Unix socket, or a port that only this
// machine reaches. Anything wider needs names, passwords, certificates, as a proxy has them.
package io.mycni.watch;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * One address.
 *
 * @param text as it was written
 * @param socket the path of a Unix socket; empty for a port
 * @param port the port; 0 for a Unix socket
 */
public record MetricsAddress(String text, Optional<Path> socket, int port) {
  private static final String UNIX = "unix:";

  /** The path of a Unix socket with its end, unix(7). */
  private static final int LONGEST_PATH = 107;

  private static final int MOST = 65_535;
  private static final Map<String, byte[]> LOOPBACK =
      Map.of(
          "127.0.0.1",
          new byte[] {127, 0, 0, 1},
          "localhost",
          new byte[] {127, 0, 0, 1},
          "[::1]",
          new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

  /**
   * Reads {@code unix:/PATH} or {@code 127.0.0.1:PORT}.
   *
   * @throws IllegalArgumentException when it is neither; the message says what may stand there
   */
  public static MetricsAddress parse(String text) {
    if (text.startsWith(UNIX + "/") && text.length() - UNIX.length() <= LONGEST_PATH) {
      return new MetricsAddress(text, Optional.of(Path.of(text.substring(UNIX.length()))), 0);
    }
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(colon, 0));
    String number = text.substring(colon + 1);
    if (LOOPBACK.containsKey(host) && number.matches("[1-9][0-9]{0,4}")) {
      int port = Integer.parseInt(number);
      if (port <= MOST) {
        return new MetricsAddress(text, Optional.empty(), port);
      }
    }
    throw new IllegalArgumentException(
        "it may be none, unix:/PATH (of at most "
            + LONGEST_PATH
            + " bytes), or a port of this machine alone, as 127.0.0.1:9470 or [::1]:9470");
  }

  /** Tells whether it is a port of IPv6's loopback address. */
  public boolean isIpv6() {
    return text.startsWith("[");
  }

  /** Returns the address of the port. */
  public InetSocketAddress endpoint() {
    byte[] host = LOOPBACK.get(text.substring(0, text.lastIndexOf(':')));
    try {
      return new InetSocketAddress(InetAddress.getByAddress(host), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
