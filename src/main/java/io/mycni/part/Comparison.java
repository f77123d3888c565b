// How links are compared with what was told of them.
package io.mycni.part;

import io.mycni.cni.CniInterface;
import io.mycni.host.Link;
import io.mycni.net.MacAddress;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import java.util.ArrayList;
import java.util.List;

/** Compares a link with an interface of a result. */
public final class Comparison {
  private Comparison() {}

  /**
   * Returns the differences in hardware address, and for links of the host in MTU; a bridge's MTU
   * follows its ports. Which MTU the interface in the container has is the business of whoever
   * configured one: later plugins of a chain change it, and the reference's do not tell.
   */
  public static List<Difference> of(CniInterface told, Link link) {
    List<Difference> differences = new ArrayList<>();
    boolean outside = told.sandbox().isEmpty();
    if (told.mac().isPresent() && !told.mac().equals(link.mac())) {
      MacAddress wanted = told.mac().get();
      String text =
          link.name()
              + " has the MAC address "
              + link.mac().map(MacAddress::toString).orElse("(none)")
              + ", not "
              + wanted;
      differences.add(
          outside
              ? Difference.broken(text, "ip link set dev " + link.name() + " address " + wanted)
              : Difference.broken(text));
    }
    if (outside && told.mtu() != 0 && told.mtu() != link.mtu() && !link.isBridge()) {
      differences.add(mtu(link, told.mtu()));
    }
    return differences;
  }

  /** That a link has not the alias that it was given. */
  static Difference alias(String what, String wanted) {
    return Difference.wiped(what + " lacks its alias " + wanted + ", which tells its owner");
  }

  /** That a link is down, which is somebody's will or fault. */
  public static Difference down(String what, Namespace where, String name) {
    String up = Command.Ip.in(where, "link set dev " + name + " up").typed();
    return Difference.broken(what + " " + name + " is down", up);
  }

  /** The same of a link of the host. */
  public static Difference down(String what, String name) {
    return down(what, Namespace.HOST, name);
  }

  /** The difference in MTU of a link of the host. */
  static Difference mtu(Link link, int wanted) {
    return Difference.broken(
        mtuText(link, wanted), "ip link set dev " + link.name() + " mtu " + wanted);
  }

  /** The same in words, of a link anywhere. */
  static String mtuText(Link link, int wanted) {
    return link.name() + " has the MTU " + link.mtu() + ", not " + wanted;
  }
}
