// Addresses of a link of the host that go, and the way back to the kernel's order.
package io.mycni.part;

import io.mycni.host.AddressDetails;
import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import java.util.ArrayList;
import java.util.List;

/** Takes addresses away one by one, each with what brings it back. */
public final class GoingAddresses {
  private GoingAddresses() {}

  /**
   * Returns how. The undo is the other way round: IPv4 in the kernel's order, IPv6 against it, as
   * the kernel puts an IPv4 address behind those of its kind, and an IPv6 address before them.
   *
   * @param going the addresses in the kernel's order
   */
  public static List<Change> changes(List<AddressDetails> going) {
    List<Change> changes = new ArrayList<>();
    for (AddressDetails address : going.reversed()) {
      if (address.address().family() == IpFamily.V4) {
        changes.add(change(address));
      }
    }
    for (AddressDetails address : going) {
      if (address.address().family() == IpFamily.V6) {
        changes.add(change(address));
      }
    }
    return changes;
  }

  private static Change change(AddressDetails address) {
    return Change.of(Command.Ip.host(address.delete()), Command.Ip.host(address.add()));
  }

  /** Returns what is not brought back exactly, a sentence each. */
  public static List<String> inexact(List<AddressDetails> going) {
    List<String> inexact = new ArrayList<>();
    for (AddressDetails address : going) {
      for (String remark : address.inexact()) {
        inexact.add(address.address() + " on " + address.device() + " " + remark);
      }
    }
    return inexact;
  }
}
