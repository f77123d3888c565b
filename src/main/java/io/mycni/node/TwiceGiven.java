// Addresses that two networks of a node give, each from leases of its own, so that two containers
// get one and the same.
package io.mycni.node;

import io.mycni.chain.Network;
import io.mycni.ipam.hostlocal.AddressRange;
import io.mycni.ipam.hostlocal.RangeSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two networks that give the same addresses.
 *
 * @param one the name of the one
 * @param other the name of the other
 * @param range addresses that both give, as the one has them
 * @param bridge the bridge of both, and their VLAN on it; empty where they are not on one
 */
public record TwiceGiven(String one, String other, String range, Optional<String> bridge) {
  /**
   * Finds all pairs of a node's networks.
   *
   * @param networks the configured networks
   * @param leases the leases of all networks
   */
  public static List<TwiceGiven> among(List<Network> networks, List<NetworkLeases> leases) {
    List<TwiceGiven> found = new ArrayList<>();
    for (int i = 0; i < networks.size(); i++) {
      Network one = networks.get(i);
      for (Network other : networks.subList(i + 1, networks.size())) {
        Optional<NetworkLeases> ofOne = leasesOf(one, leases);
        Optional<NetworkLeases> ofOther = leasesOf(other, leases);
        if (ofOne.isEmpty() || ofOther.isEmpty() || ofOne.equals(ofOther)) {
          continue;
        }
        Optional<AddressRange> range = overlap(ofOne.get(), ofOther.get());
        if (range.isPresent()) {
          Optional<String> bridge =
              BridgeName.withVlan(one)
                  .filter(name -> BridgeName.withVlan(other).equals(Optional.of(name)));
          found.add(new TwiceGiven(one.name(), other.name(), range.get().toString(), bridge));
        }
      }
    }
    return found;
  }

  /** Networks of one name and folder share their leases. */
  private static Optional<NetworkLeases> leasesOf(Network network, List<NetworkLeases> leases) {
    return leases.stream().filter(each -> each.network().equals(network.name())).findFirst();
  }

  private static Optional<AddressRange> overlap(NetworkLeases one, NetworkLeases other) {
    for (RangeSet set : one.rangeSets()) {
      for (AddressRange range : set.ranges()) {
        for (RangeSet otherSet : other.rangeSets()) {
          for (AddressRange theirs : otherSet.ranges()) {
            if (range.overlaps(theirs)) {
              return Optional.of(range);
            }
          }
        }
      }
    }
    return Optional.empty();
  }
}
