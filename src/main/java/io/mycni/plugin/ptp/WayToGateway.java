// How the container reaches its gateway, and its subnet only through it: a veth pair has two ends,
// and nobody else of the subnet is on it.
package io.mycni.plugin.ptp;

import io.mycni.cni.CniIp;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Route;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Routes in the container, which go with its interface.
 *
 * @param subject whose
 */
record WayToGateway(Subject subject) implements Part {
  /** A route; with a gateway it leads through it. */
  private record Way(Cidr destination, Optional<IpAddress> gateway, IpAddress source) {
    String words(String device) {
      String link = destination.family() == IpFamily.V4 && gateway.isEmpty() ? " scope link" : "";
      return "route add "
          + destination
          + (gateway.isPresent() ? " via " + gateway.get() : "")
          + " dev "
          + device
          + link
          + " src "
          + source;
    }

    boolean is(Route route, String device) {
      return route.device().equals(device)
          && route.destination().equals(destination)
          && route.gateway().equals(gateway);
    }

    boolean leadsAlike(Way other) {
      return destination.equals(other.destination) && gateway.equals(other.gateway);
    }
  }

  @Override
  public HostQuery asks() {
    return HostQuery.NOTHING;
  }

  @Override
  public HostQuery asksToCompare() {
    return HostQuery.inside(subject.netns());
  }

  /** The gateway's route comes first, as the others lead through it. */
  private List<Way> ways() {
    List<Way> ways = new ArrayList<>();
    for (CniIp ip : subject.given().ips()) {
      IpAddress source = ip.address().address();
      IpAddress gateway = ip.gateway().orElseThrow();
      add(ways, new Way(Cidr.host(gateway), Optional.empty(), source));
    }
    for (CniIp ip : subject.given().ips()) {
      Cidr subnet = ip.address().subnet();
      IpAddress source = ip.address().address();
      if (!subnet.equals(Cidr.host(source))) {
        add(ways, new Way(subnet, ip.gateway(), source));
      }
    }
    return ways;
  }

  private static void add(List<Way> ways, Way way) {
    for (Way each : ways) {
      if (each.leadsAlike(way)) {
        return;
      }
    }
    ways.add(way);
  }

  @Override
  public List<Part> late() {
    return List.of(this);
  }

  @Override
  public List<Step> make(HostState host) {
    List<Change> changes = new ArrayList<>();
    for (Way way : ways()) {
      changes.add(Change.of(Command.Ip.in(subject.inside(), way.words(subject.ifname()))));
    }
    return List.of(new Step.Create("lead all that the container sends to its gateway", changes));
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    if (subject.netns().isEmpty()) {
      return differences;
    }
    for (Way way : ways()) {
      boolean there = false;
      for (Route route : host.routesInside()) {
        there |= way.is(route, subject.ifname());
      }
      if (!there) {
        differences.add(
            Difference.broken(
                "the route to "
                    + way.destination()
                    + (way.gateway().isPresent() ? " via " + way.gateway().get() : "")
                    + " is gone from "
                    + subject.ifname()));
      }
    }
    return differences;
  }
}
