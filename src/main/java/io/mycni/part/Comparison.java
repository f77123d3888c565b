// How links are compared with what was told of them.
package io.mycni.part;

import io.mycni.cni.CniInterface;
import io.mycni.host.Link;
import io.mycni.net.MacAddress;
import java.util.ArrayList;
import java.util.List;

/** Compares a link with an interface of a result. */
public final class Comparison {
  private Comparison() {}

  /** Returns the differences in hardware address and MTU; a bridge's MTU follows its ports. */
  public static List<Difference> of(CniInterface told, Link link) {
    List<Difference> differences = new ArrayList<>();
    if (told.mac().isPresent() && !told.mac().equals(link.mac())) {
      differences.add(
          Difference.broken(
              link.name()
                  + " has the MAC address "
                  + link.mac().map(MacAddress::toString).orElse("(none)")
                  + ", not "
                  + told.mac().get()));
    }
    if (told.mtu() != 0 && told.mtu() != link.mtu() && !link.isBridge()) {
      differences.add(Difference.broken(mtu(link, told.mtu())));
    }
    return differences;
  }

  static String mtu(Link link, int wanted) {
    return link.name() + " has the MTU " + link.mtu() + ", not " + wanted;
  }
}
