// The gateway addresses of a network, on the bridge or on its interface in a VLAN.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.host.DeviceDetails;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.Route;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.part.Conflict;
import io.mycni.part.ContainerSetup;
import io.mycni.part.Difference;
import io.mycni.part.HostIpv6;
import io.mycni.part.Part;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Addresses of the host.
 *
 * @param device the interface that has them
 * @param wanted the addresses
 * @param force whether others make room for them
 */
record GatewayAddresses(String device, List<Cidr> wanted, boolean force) implements Part {
  GatewayAddresses {
    wanted = List.copyOf(wanted);
  }

  @Override
  public HostQuery asks() {
    return HostQuery.link(device).and(ipv6().asks());
  }

  /** A subnet without its route is one that the host, and whoever asks by it, cannot reach. */
  @Override
  public HostQuery asksToCompare() {
    return HostQuery.routes();
  }

  private HostIpv6 ipv6() {
    return new HostIpv6(device, wanted);
  }

  @Override
  public List<String> inFull(HostState host) {
    return force && !contradicting(host.link(device)).isEmpty() ? List.of(device) : List.of();
  }

  @Override
  public List<Part> late() {
    return List.of(this);
  }

  @Override
  public List<Step> make(HostState host) {
    ipv6().require(host);
    List<Step> steps = new ArrayList<>();
    Optional<Link> link = host.link(device);
    List<Cidr> found = link.isPresent() ? link.get().addresses() : List.of();
    for (IpFamily family : IpFamily.values()) {
      List<Cidr> missing = new ArrayList<>();
      for (Cidr address : wanted) {
        if (address.family() == family && found.contains(address)) {
          steps.add(new Step.Present("the gateway address " + address + " on " + device));
        } else if (address.family() == family) {
          missing.add(address);
        }
      }
      boolean inTheWay = false;
      for (Cidr old : contradicting(link)) {
        inTheWay |= old.family() == family;
      }
      if (inTheWay) {
        Optional<DeviceDetails> details = force ? host.details(device) : Optional.empty();
        if (details.isEmpty()) {
          throw refusal(link.orElseThrow());
        }
        steps.add(Readdressing.step(details.get(), wanted, missing));
        continue;
      }
      for (Cidr address : missing) {
        steps.add(
            new Step.Ensure(
                "give " + device + " the gateway address " + address,
                List.of(
                    Change.of(
                        Command.Ip.host(ContainerSetup.addressAdd(address, device, true)),
                        Command.Ip.host("address delete " + address + " dev " + device)))));
      }
    }
    return steps;
  }

  /** The addresses that stand in the way of gateway addresses which are not there yet. */
  private List<Cidr> contradicting(Optional<Link> link) {
    List<Cidr> contradicting = new ArrayList<>();
    List<Cidr> found = link.isPresent() ? link.get().addresses() : List.of();
    for (Cidr old : found) {
      for (Cidr address : wanted) {
        boolean missing = !found.contains(address);
        if (missing && !wanted.contains(old) && contradicts(old, address)) {
          contradicting.add(old);
          break;
        }
      }
    }
    return contradicting;
  }

  /** A bridge has one IPv4 subnet; IPv6 subnets may stand side by side if they do not overlap. */
  static boolean contradicts(Cidr old, Cidr wanted) {
    if (old.family() != wanted.family()) {
      return false;
    }
    return old.family() == IpFamily.V4 || old.overlaps(wanted);
  }

  /** The first words are those of the reference, by which people search. */
  private CniException refusal(Link link) {
    Cidr old = contradicting(Optional.of(link)).getFirst();
    Cidr missing = wanted.getFirst();
    for (Cidr address : wanted.reversed()) {
      missing =
          contradicts(old, address) && !link.addresses().contains(address) ? address : missing;
    }
    return Conflict.of(
        "\""
            + link.name()
            + "\" already has an IP address different from "
            + missing
            + ", the gateway address of this network: "
            + old
            + "; it was left alone",
        "if nothing uses "
            + old
            + " any more: ip address delete "
            + old
            + " dev "
            + link.name()
            + "; or set forceAddress; or use another bridge for this network");
  }

  /** An interface that is gone or down is another part's difference. */
  @Override
  public List<Difference> differences(HostState host) {
    Optional<Link> link = host.link(device);
    List<Difference> differences = new ArrayList<>();
    for (Cidr address : wanted) {
      if (link.isPresent() && !link.get().addresses().contains(address)) {
        differences.add(
            Difference.wiped("the gateway address " + address + " is gone from " + device));
      } else if (link.isPresent() && lacksRoute(address, host)) {
        differences.add(
            Difference.wiped(
                "the host's route to " + address.subnet() + " by " + device + " is gone"));
      }
    }
    return differences;
  }

  /**
   * The kernel makes it with the address, in whichever table; for a single address it makes none.
   */
  private boolean lacksRoute(Cidr address, HostState host) {
    if (!host.link(device).map(Link::up).orElse(false)
        || address.prefix() == address.family().bits()) {
      return false;
    }
    for (Route route : host.routes()) {
      if (route.device().equals(device) && route.destination().equals(address.subnet())) {
        return false;
      }
    }
    return true;
  }

  /** An address that is there brings no route with it any more. */
  @Override
  public List<Step> mend(HostState host) {
    List<Step> steps = new ArrayList<>(make(host));
    for (Cidr address : wanted) {
      if (host.link(device).orElseThrow().addresses().contains(address)
          && lacksRoute(address, host)) {
        steps.add(
            new Step.Ensure(
                "put back the host's route to " + address.subnet() + " by " + device,
                List.of(Change.of(Command.Ip.host(route(address))))));
      }
    }
    return steps;
  }

  /** As the kernel writes it: so it goes with the address. */
  private String route(Cidr address) {
    String end =
        address.family() == IpFamily.V4
            ? " proto kernel scope link src " + address.address()
            : " proto kernel metric 256";
    return "route add " + address.subnet() + " dev " + device + end;
  }
}
