// A route as it was found.
package io.mycni.host;

import io.mycni.cni.CniRoute;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A route; of one with several next hops, one of them.
 *
 * @param destination the destination
 * @param gateway the next hop
 * @param device the interface; empty when it has none, as a blackhole
 * @param table the table's number, rtnetlink(7)
 * @param metric the metric; 0 when none is printed
 * @param scope the number of the scope
 * @param mtu the MTU in bytes
 * @param advmss the segment size in bytes that TCP announces
 * @param multipath whether it is one of several next hops; {@code mtu} and {@code advmss} are then
 *     those of the first
 */
public record Route(
    Cidr destination,
    Optional<IpAddress> gateway,
    String device,
    int table,
    int metric,
    int scope,
    OptionalInt mtu,
    OptionalInt advmss,
    boolean multipath) {
  /** The number of the table main, rtnetlink(7). */
  public static final int MAIN = 254;

  /** The metric of an IPv6 route that was given none, IP6_RT_PRIO_USER of the kernel. */
  private static final int IPV6_METRIC = 1024;

  /**
   * Tells whether this is the route that was asked for. What was not asked for is the kernel's
   * choice: the table main and no metric have to be as they are, MTU, segment size and scope may be
   * any.
   *
   * @param hop the next hop that it was to have
   */
  public boolean is(CniRoute wanted, Optional<IpAddress> hop) {
    return destination.equals(wanted.destination().subnet())
        && gateway.equals(hop)
        && table == wanted.table().orElse(MAIN)
        && metric == wanted.priority().orElse(defaultMetric())
        && (multipath || has(mtu, wanted.mtu()) && has(advmss, wanted.advmss()))
        && (destination.family() == IpFamily.V6 || scope == wanted.scope().orElse(scope));
  }

  /**
   * The same, where a plugin behind the one that made it may have moved it into another table: sbr
   * and vrf do. A route for which a table was asked stays in that.
   */
  public boolean isInSomeTable(CniRoute wanted, Optional<IpAddress> hop) {
    return is(wanted, hop) || wanted.table().isEmpty() && table != MAIN && in(MAIN).is(wanted, hop);
  }

  private Route in(int other) {
    return new Route(destination, gateway, device, other, metric, scope, mtu, advmss, multipath);
  }

  private int defaultMetric() {
    return destination.family() == IpFamily.V6 ? IPV6_METRIC : 0;
  }

  private static boolean has(OptionalInt found, OptionalInt wanted) {
    return wanted.isEmpty() || found.equals(wanted);
  }
}
