// The subnets that a new network must not overlap: those of the host's routes, and of the networks
// that are configured already.
package io.mycni.upkeep;

import io.mycni.chain.Network;
import io.mycni.cni.CniException;
import io.mycni.host.HostLook;
import io.mycni.host.Route;
import io.mycni.ipam.hostlocal.AddressRange;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.ipam.hostlocal.RangeSet;
import io.mycni.net.Cidr;
import io.mycni.node.NetworkAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Subnets that are in use. */
public final class UsedSubnets {
  private final List<Used> all = new ArrayList<>();

  private UsedSubnets() {}

  /** A subnet, by which link its route leads (empty for a network's), and who uses it. */
  private record Used(Cidr subnet, String link, String by) {}

  /**
   * Looks for them.
   *
   * @param look looks at the host's routes
   * @param networks the networks that count
   * @param notes takes a remark on each network whose subnets cannot be told
   */
  public static UsedSubnets of(HostLook look, List<Network> networks, Consumer<String> notes) {
    UsedSubnets used = new UsedSubnets();
    look.routes().forEach(used::route);
    for (Network network : networks) {
      try {
        Optional<NetworkAddresses> found = NetworkAddresses.of(network);
        String problem = found.map(NetworkAddresses::problem).orElse("");
        if (!problem.isEmpty()) {
          notes.accept("left out of account: " + problem);
        }
        found.ifPresent(addresses -> used.network(network, addresses.config()));
      } catch (CniException mistake) {
        notes.accept("left out of account: " + network.file() + ": " + mistake.getMessage());
      }
    }
    return used;
  }

  private void route(Route route) {
    Cidr to = route.destination();
    boolean single = to.prefix() == to.family().bits();
    if (!to.isEverything() && !single && !route.device().equals("lo")) {
      all.add(new Used(to, route.device(), "the route to " + to + " by " + route.device()));
    }
  }

  private void network(Network network, HostLocalConfig config) {
    for (RangeSet set : config.rangeSets()) {
      for (AddressRange range : set.ranges()) {
        all.add(
            new Used(
                range.subnet(), "", "the network " + network.name() + " in " + network.file()));
      }
    }
  }

  /** Returns the first /16 of 10.16.0.0 to 10.31.0.0 that is free; the first of all if none is. */
  public Cidr firstFree() {
    for (int second = 16; second < 32; second++) {
      Cidr candidate = Cidr.of("10." + second + ".0.0/16");
      if (overlapOf(candidate, "").isEmpty()) {
        return candidate;
      }
    }
    return Cidr.of("10.16.0.0/16");
  }

  /**
   * Returns who uses a part of a subnet, as a noun phrase.
   *
   * @param link the link whose own routes do not count; empty when all do
   */
  public Optional<String> overlapOf(Cidr subnet, String link) {
    for (Used used : all) {
      boolean own = !link.isEmpty() && used.link().equals(link);
      if (!own && used.subnet().family() == subnet.family() && used.subnet().overlaps(subnet)) {
        return Optional.of(used.by());
      }
    }
    return Optional.empty();
  }
}
