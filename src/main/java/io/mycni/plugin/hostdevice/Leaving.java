// A device leaves the host: what goes with it there, and how all of that comes back when a later
// step fails. It is taken away one by one, so that the undo is exact; what the words of ip cannot
// bring back is told.
package io.mycni.plugin.hostdevice;

import io.mycni.host.AddressDetails;
import io.mycni.host.DeviceDetails;
import io.mycni.host.Link;
import io.mycni.host.RouteDetails;
import io.mycni.net.IpAddress;
import io.mycni.net.MacAddress;
import io.mycni.part.BridgePort;
import io.mycni.part.GoingAddresses;
import io.mycni.part.GoingRoutes;
import io.mycni.part.Subject;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Replacement;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans the way of one device from the host into a container. */
final class Leaving {
  private final Subject subject;
  private final Link link;
  private final String inside;
  private final List<AddressDetails> addresses = new ArrayList<>();
  private final List<RouteDetails> routes = new ArrayList<>();
  private final List<String> inexact = new ArrayList<>();
  private GoingRoutes going = new GoingRoutes(List.of(), List.of());

  /**
   * Plans it.
   *
   * @param subject whose it will be
   * @param link the device
   * @param inside the name under which it arrives in the container
   * @param details what stands on it; empty when nothing can
   */
  Leaving(Subject subject, Link link, String inside, Optional<DeviceDetails> details) {
    this.subject = subject;
    this.link = link;
    this.inside = inside;
    if (details.isPresent()) {
      findAddresses(details.get());
      findRoutes(details.get());
      going = new GoingRoutes(routes, details.get().routes());
    }
  }

  /** The kernel gives a link that comes up its link-local address by itself. */
  private void findAddresses(DeviceDetails details) {
    for (AddressDetails address : details.addresses()) {
      boolean byKernel =
          address.isLinkLocal()
              && (address.options().contains("proto kernel_ll")
                  || link.mac().isPresent() && isOfIdentity(address, link.mac().get()));
      if (!byKernel) {
        addresses.add(address);
      }
    }
  }

  /**
   * Whether its last 64 bits are the modified EUI-64 of a hardware address, RFC 4291 appendix A.
   */
  private static boolean isOfIdentity(AddressDetails address, MacAddress mac) {
    String[] octets = mac.text().split(":");
    long identity = 0;
    for (int i = 0; i < octets.length; i++) {
      int octet = Integer.parseInt(octets[i], 16) ^ (i == 0 ? 2 : 0);
      identity = identity << 8 | octet;
      identity = i == 2 ? identity << 16 | 0xfffe : identity;
    }
    return address.address().address().low() == identity;
  }

  private void findRoutes(DeviceDetails details) {
    for (RouteDetails route : details.routes()) {
      boolean here = route.devices().contains(link.name());
      boolean only = here;
      for (String device : route.devices()) {
        only &= device.equals(link.name());
      }
      if (!route.byKernel() && (only && !route.byObject() || hasSourceHere(route, details))) {
        routes.add(route);
      } else if (!route.byKernel() && here) {
        inexact.add("the route " + route.words() + " has no hop by " + link.name() + " any more");
      }
    }
  }

  private boolean hasSourceHere(RouteDetails route, DeviceDetails details) {
    for (AddressDetails address : addresses) {
      IpAddress source = address.address().address();
      if (route.source().equals(Optional.of(source)) && !details.elsewhere().contains(source)) {
        return true;
      }
    }
    return false;
  }

  Step step() {
    List<Change> changes = new ArrayList<>(going.changes());
    changes.addAll(GoingAddresses.changes(addresses));
    if (link.up()) {
      changes.add(
          host("link set dev " + link.name() + " down", "link set dev " + link.name() + " up"));
    }
    changes.add(move());
    inexact.addAll(going.inexact());
    inexact.addAll(GoingAddresses.inexact(addresses));
    if (!Moved.isWritable(link.alias())) {
      inexact.add(link.name() + " is without its alias");
    }
    inexact.add(
        link.name()
            + " has the kernel's defaults for its settings below /proc/sys/net, its queueing"
            + " disciplines and its permanent neighbours");
    String what = "move " + link.name() + " from the host into the container";
    return new Step.Create(what, changes, Optional.of(new Replacement(done(), inexact)));
  }

  private static Change host(String run, String undo) {
    return Change.of(Command.Ip.host(run), Command.Ip.host(undo));
  }

  /**
   * Both ways are all or nothing: the kernel looks for a name that is free first, and renames as it
   * moves only where the old name is taken; renamed otherwise, it would stay where it is under its
   * old name when the new one is taken.
   */
  private Change move() {
    String name = link.name();
    boolean renamed = !inside.equals(name);
    List<Command> undo = new ArrayList<>();
    undo.add(
        Command.Ip.in(
            subject.inside(),
            "link set dev "
                + inside
                + " netns "
                + Namespace.HOST_PATH
                + (renamed ? " name " + name : "")));
    if (!link.master().isEmpty()) {
      undo.add(Command.Ip.host("link set dev " + name + " master " + link.master()));
    }
    if (link.port().isPresent()) {
      Link.Port port = link.port().get();
      BridgePort settings =
          new BridgePort(link.master(), port.hairpin(), port.isolated(), 0, List.of(), false);
      for (Change setting : settings.settings(name)) {
        undo.add(setting.run());
      }
      inexact.add(name + " is in the default VLAN of " + link.master() + " alone");
    }
    String words = "link set dev " + name + " netns " + subject.netns();
    return new Change(Command.Ip.host(words + (renamed ? " name " + inside : "")), undo);
  }

  /** Worth a line where the host has lost more than the device. */
  private String done() {
    if (addresses.isEmpty() && routes.isEmpty() && link.master().isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("the host has lost ").append(link.name());
    String join = ", and with it ";
    for (AddressDetails address : addresses) {
      text.append(join).append("its address ").append(address.address());
      join = ", ";
    }
    for (RouteDetails route : routes) {
      text.append(join).append("the route ").append(route.words());
      join = ", ";
    }
    if (!link.master().isEmpty()) {
      text.append(join).append("a port of ").append(link.master());
    }
    return text.toString();
  }
}
