// A shared link that is there, and may have been left down.
package io.mycni.plugin.bridge;

import io.mycni.host.AddressDetails;
import io.mycni.host.DeviceDetails;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings links up, and tells what stands on them. */
final class LinkUp {
  private LinkUp() {}

  /** The link, where bringing it up has to be undone in full. */
  static List<String> inFull(Optional<Link> link) {
    return link.isPresent() && losesAddressesWhenDown(link.get())
        ? List.of(link.get().name())
        : List.of();
  }

  private static boolean losesAddressesWhenDown(Link link) {
    boolean hasV6 = false;
    for (Cidr address : link.addresses()) {
      hasV6 |= address.family() == IpFamily.V6;
    }
    return !link.up() && hasV6;
  }

  /** Brings a link up that somebody left down. */
  static List<Step> steps(Link link, HostState host) {
    if (link.up()) {
      return List.of();
    }
    List<Command> undo = new ArrayList<>();
    undo.add(Command.Ip.host("link set dev " + link.name() + " down"));
    // The kernel takes IPv6 addresses away from a link that goes down.
    Optional<DeviceDetails> details = host.details(link.name());
    if (details.isPresent()) {
      for (AddressDetails address : details.get().addresses().reversed()) {
        if (address.address().family() == IpFamily.V6) {
          undo.add(Command.Ip.host(address.add()));
        }
      }
    }
    return List.of(
        new Step.Ensure(
            "bring up " + (link.isBridge() ? "the bridge " : "") + link.name(),
            List.of(new Change(Command.Ip.host("link set dev " + link.name() + " up"), undo))));
  }
}
