// What an attachment has besides its link and its addresses. Provisions finds it.
package io.mycni.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What plugins behind the first one gave an attachment, and its DHCP server.
 *
 * @param ports the ports of the host that lead to it
 * @param receives to how much what it receives is limited, in bits per second
 * @param sends to how much what it sends is limited, in bits per second
 * @param policy the firewall's policy; empty where no rule tells of one
 * @param lease its lease of a DHCP server
 */
public record Provided(
    List<Port> ports,
    OptionalLong receives,
    OptionalLong sends,
    String policy,
    Optional<Lease> lease) {
  /** Nothing. */
  public static final Provided NOTHING =
      new Provided(List.of(), OptionalLong.empty(), OptionalLong.empty(), "", Optional.empty());

  private static final List<String> UNITS = List.of(" bit/s", " kbit/s", " Mbit/s", " Gbit/s");

  /** Copies the list. */
  public Provided {
    ports = List.copyOf(ports);
  }

  /**
   * A published port.
   *
   * @param hostIp the only address of the host at which it is published; empty for all
   * @param hostPort the port of the host
   * @param containerPort the port of the container
   * @param protocol the protocol
   */
  public record Port(String hostIp, int hostPort, int containerPort, String protocol) {
    private String words() {
      String host = hostIp.indexOf(':') < 0 ? hostIp : "[" + hostIp + "]";
      String at = hostIp.isEmpty() ? "" : host + ":";
      return at + hostPort + " → " + containerPort + "/" + protocol;
    }
  }

  /**
   * A lease of a DHCP server.
   *
   * @param seconds how long it lasts; empty where there is none by now
   */
  public record Lease(OptionalLong seconds) {
    private String words() {
      if (seconds.isEmpty()) {
        return "DHCP, no lease by now";
      }
      long left = seconds.getAsLong();
      String time =
          left < 120 ? left + " s" : left < 7200 ? left / 60 + " min" : left / 3600 + " h";
      return "DHCP, " + time + " left";
    }
  }

  /** Returns all of it, each thing in words. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    ports.forEach(port -> words.add(port.words()));
    List<String> limits = new ArrayList<>();
    receives.ifPresent(rate -> limits.add("in " + rate(rate)));
    sends.ifPresent(rate -> limits.add("out " + rate(rate)));
    if (!limits.isEmpty()) {
      words.add(String.join(", ", limits));
    }
    if (!policy.isEmpty()) {
      words.add("firewall " + policy);
    }
    lease.ifPresent(it -> words.add(it.words()));
    return words;
  }

  /** A rate with at most one digit behind the point. */
  private static String rate(long bits) {
    int unit = 0;
    double rate = bits;
    while (rate >= 1000 && unit < UNITS.size() - 1) {
      rate /= 1000;
      unit++;
    }
    long tenths = Math.round(rate * 10);
    return (tenths % 10 == 0 ? String.valueOf(tenths / 10) : tenths / 10 + "." + tenths % 10)
        + UNITS.get(unit);
  }
}
