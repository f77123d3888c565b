// The routes of the container, which go with its interface.
package io.mycni.part;

import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniResult;
import io.mycni.cni.CniRoute;
import io.mycni.cni.ErrorCode;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Route;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The routes that the answer names.
 *
 * @param subject whose
 * @param alone whether no neighbour is reached but the gateways: there is no route to the subnets
 *     of the addresses, so the kernel has to be told that other next hops are on the link
 */
public record ContainerRoutes(Subject subject, boolean alone) implements Part {
  /** Makes those of an interface that has its subnets on its link. */
  public ContainerRoutes(Subject subject) {
    this(subject, false);
  }

  /** Returns the same of an interface without routes to its subnets. */
  public ContainerRoutes withoutSubnetRoutes() {
    return new ContainerRoutes(subject, true);
  }

  @Override
  public HostQuery asks() {
    return HostQuery.NOTHING;
  }

  @Override
  public HostQuery asksToCompare() {
    return HostQuery.inside(subject.netns());
  }

  @Override
  public List<Part> late() {
    return List.of(this);
  }

  /**
   * Adds each route of the answer, whatever routes to the same destination other interfaces have:
   * as with the reference it comes first among IPv4 routes of its metric, and becomes one of
   * several next hops in IPv6. So it is there when the other interface goes. The kernel refuses
   * only the very same route.
   */
  @Override
  public List<Step> make(HostState host) {
    refuseImpossible();
    List<Change> changes = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    Given given = subject.given();
    for (CniRoute route : given.routes()) {
      String words = words(route, given.hopOf(route));
      if (!seen.contains(words) && !isMadeByTheKernel(route, given.addresses())) {
        seen.add(words);
        changes.add(Change.of(Command.Ip.in(subject.inside(), words)));
      }
    }
    if (changes.isEmpty()) {
      return List.of();
    }
    String what = changes.size() == 1 ? "the route" : "the " + changes.size() + " routes";
    return List.of(new Step.Create("add " + what + " of the container", changes));
  }

  /** Another IPAM plugin than host-local may ask for anything. */
  private void refuseImpossible() {
    for (CniRoute route : subject.given().routes()) {
      if (route.forbidsGateway() && route.gateway().isPresent()) {
        throw new CniException(
            ErrorCode.INVALID_CONFIGURATION,
            "the route to "
                + route.destination()
                + " has the scope "
                + route.scope().orElseThrow()
                + " and the next hop "
                + route.gateway().get()
                + ", which cannot go together",
            "scope 253 and 254 mean what is on the link or the host itself; leave scope or gw out");
      }
    }
  }

  /** The kernel makes the route to an address's own subnet by itself, without a next hop. */
  private static boolean isMadeByTheKernel(CniRoute route, List<Cidr> addresses) {
    boolean plain =
        route.gateway().isEmpty()
            && route.table().isEmpty()
            && route.priority().isEmpty()
            && route.mtu().isEmpty()
            && route.advmss().isEmpty()
            && route.scope().orElse(CniRoute.SCOPE_LINK) == CniRoute.SCOPE_LINK;
    for (Cidr address : addresses) {
      if (plain
          && address.family() == IpFamily.V4
          && address.subnet().equals(route.destination().subnet())) {
        return true;
      }
    }
    return false;
  }

  private String words(CniRoute route, Optional<IpAddress> hop) {
    StringBuilder words = new StringBuilder("route prepend ").append(route.destination().subnet());
    if (hop.isPresent()) {
      words.append(" via ").append(hop.get());
    }
    words.append(" dev ").append(subject.ifname());
    if (alone && hop.isPresent() && !isGateway(hop.get())) {
      words.append(" onlink");
    }
    option(words, " mtu ", route.mtu());
    option(words, " advmss ", route.advmss());
    option(words, " metric ", route.priority());
    option(words, " table ", route.table());
    option(words, " scope ", route.scope());
    return words.toString();
  }

  private boolean isGateway(IpAddress hop) {
    for (CniIp ip : subject.given().ips()) {
      if (ip.gateway().isPresent() && ip.gateway().get().equals(hop)) {
        return true;
      }
    }
    return false;
  }

  private static void option(StringBuilder words, String name, OptionalInt value) {
    if (value.isPresent()) {
      words.append(name).append(value.getAsInt());
    }
  }

  /** A route is held to an interface of the container that the result names, by default ours. */
  @Override
  public List<Difference> differences(HostState host) {
    if (subject.netns().isEmpty()) {
      return List.of();
    }
    Given given = subject.given();
    List<String> devices = new ArrayList<>(List.of(subject.ifname()));
    for (CniInterface made : subject.previous().map(CniResult::interfaces).orElse(List.of())) {
      if (!made.sandbox().isEmpty()) {
        devices.add(made.name());
      }
    }
    List<Difference> differences = new ArrayList<>();
    for (CniRoute wanted : given.routes()) {
      Optional<IpAddress> hop =
          isMadeByTheKernel(wanted, given.addresses()) ? Optional.empty() : given.hopOf(wanted);
      boolean there = false;
      for (Route route : host.routesInside()) {
        there |= devices.contains(route.device()) && route.isInSomeTable(wanted, hop);
      }
      if (!there) {
        differences.add(
            Difference.broken(
                "the route to " + describe(wanted) + " is gone from " + subject.ifname()));
      }
    }
    return differences;
  }

  private static String describe(CniRoute route) {
    StringBuilder text = new StringBuilder().append(route.destination());
    if (route.gateway().isPresent()) {
      text.append(" via ").append(route.gateway().get());
    }
    option(text, " mtu ", route.mtu());
    option(text, " advmss ", route.advmss());
    option(text, " metric ", route.priority());
    option(text, " table ", route.table());
    option(text, " scope ", route.scope());
    return text.toString();
  }
}
