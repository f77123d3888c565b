// The host's side of the cable: the gateway's address on the host end, and a route to each address
// of the container. All of it goes with the link.
package io.mycni.plugin.ptp;

import io.mycni.cni.CniIp;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.Route;
import io.mycni.net.Cidr;
import io.mycni.part.ContainerSetup;
import io.mycni.part.Difference;
import io.mycni.part.HostIpv6;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Addresses and routes of the host.
 *
 * @param subject whose
 */
record HostEnd(Subject subject) implements Part {
  @Override
  public HostQuery asks() {
    return ipv6().asks();
  }

  private HostIpv6 ipv6() {
    return new HostIpv6(link(), gateways());
  }

  @Override
  public HostQuery asksToCompare() {
    return HostQuery.routes().and(HostQuery.link(link()));
  }

  /** That of the reference has another name, which the previous result tells. */
  private String link() {
    List<String> told = subject.hostEnds("");
    return told.isEmpty() ? subject.names().hostLink() : told.getFirst();
  }

  /** The gateways, each once, with the length of a single address. */
  private List<Cidr> gateways() {
    List<Cidr> gateways = new ArrayList<>();
    for (CniIp ip : subject.given().ips()) {
      Cidr gateway = Cidr.host(ip.gateway().orElseThrow());
      if (!gateways.contains(gateway)) {
        gateways.add(gateway);
      }
    }
    return gateways;
  }

  /** The addresses of the container, with the length of a single address. */
  private List<Cidr> destinations() {
    List<Cidr> destinations = new ArrayList<>();
    for (Cidr address : subject.given().addresses()) {
      destinations.add(Cidr.host(address.address()));
    }
    return destinations;
  }

  @Override
  public List<Part> late() {
    return List.of(this);
  }

  @Override
  public List<Step> make(HostState host) {
    ipv6().require(host);
    List<Change> changes = new ArrayList<>();
    for (Cidr gateway : gateways()) {
      changes.add(address(gateway));
    }
    for (Cidr destination : destinations()) {
      changes.add(route(destination));
    }
    return List.of(
        new Step.Create(
            "give the host end the gateway address and a route to " + list(destinations()),
            changes));
  }

  private Change address(Cidr gateway) {
    return Change.of(Command.Ip.host(ContainerSetup.addressAdd(gateway, link(), true)));
  }

  private Change route(Cidr destination) {
    return Change.of(Command.Ip.host("route add " + destination + " dev " + link()));
  }

  private static String list(List<Cidr> destinations) {
    StringBuilder text = new StringBuilder();
    for (Cidr each : destinations) {
      text.append(text.isEmpty() ? "" : " and ").append(each.address());
    }
    return text.toString();
  }

  /** A link that is gone or down is another part's difference, from which the rest follows. */
  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    Optional<Link> link = host.link(link());
    if (link.isEmpty() || !link.get().up()) {
      return differences;
    }
    for (Cidr gateway : gateways()) {
      if (!link.get().addresses().contains(gateway)) {
        differences.add(
            Difference.wiped("the gateway address " + gateway + " is gone from " + link()));
      }
    }
    for (Cidr destination : destinations()) {
      if (!isRouted(destination, host)) {
        differences.add(
            Difference.wiped(
                "the host's route to " + destination.address() + " by " + link() + " is gone"));
      }
    }
    return differences;
  }

  private boolean isRouted(Cidr destination, HostState host) {
    for (Route route : host.routes()) {
      if (route.device().equals(link()) && route.destination().equals(destination)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<Step> mend(HostState host) {
    List<Change> changes = new ArrayList<>();
    Optional<Link> link = host.link(link());
    for (Cidr gateway : gateways()) {
      if (link.isPresent() && !link.get().addresses().contains(gateway)) {
        changes.add(address(gateway));
      }
    }
    for (Cidr destination : destinations()) {
      if (!isRouted(destination, host)) {
        changes.add(route(destination));
      }
    }
    return List.of(new Step.Ensure("put back the host's side of " + link(), changes));
  }
}
