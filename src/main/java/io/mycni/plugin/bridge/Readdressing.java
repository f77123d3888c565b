// What forceAddress does: addresses of somebody else's make room for a gateway's, and the routes by
// them, which the kernel would take away with them unasked. All of it is taken away one by one, so
// that one by one it can be put back. What the words of ip cannot bring back is told.
package io.mycni.plugin.bridge;

import io.mycni.host.AddressDetails;
import io.mycni.host.DeviceDetails;
import io.mycni.host.RouteDetails;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.ContainerSetup;
import io.mycni.part.GoingAddresses;
import io.mycni.part.GoingRoutes;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Replacement;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans the replacement of addresses of one family on one interface. */
final class Readdressing {
  private final DeviceDetails details;
  private final List<Cidr> wanted;
  private final List<Cidr> missing;
  private final List<AddressDetails> old = new ArrayList<>();
  private final List<AddressDetails> moved = new ArrayList<>();
  private final List<RouteDetails> routes = new ArrayList<>();
  private final List<String> inexact = new ArrayList<>();

  private Readdressing(DeviceDetails details, List<Cidr> wanted, List<Cidr> missing) {
    this.details = details;
    this.wanted = wanted;
    this.missing = missing;
  }

  /**
   * Plans it.
   *
   * @param details what stands on the interface
   * @param wanted all addresses that it shall have
   * @param missing those of one family that it has not
   */
  static Step step(DeviceDetails details, List<Cidr> wanted, List<Cidr> missing) {
    return new Readdressing(details, wanted, missing).plan();
  }

  private Step plan() {
    findAddresses();
    findRoutes();
    List<Change> changes = new ArrayList<>();
    GoingRoutes going = new GoingRoutes(routes, details.routes());
    inexact.addAll(going.inexact());
    changes.addAll(going.changes());
    changes.addAll(GoingAddresses.changes(going()));
    for (AddressDetails address : moved) {
      changes.add(change(address.add(), address.delete()));
    }
    for (Cidr address : missing) {
      changes.add(
          change(
              ContainerSetup.addressAdd(address, details.device(), true),
              "address delete " + address + " dev " + details.device()));
    }
    String what =
        "give "
            + details.device()
            + " the gateway address "
            + join(missing)
            + " in place of "
            + join(addressesOf(old));
    return new Step.Ensure(what, changes, Optional.of(new Replacement(done(), inexact)));
  }

  private IpFamily family() {
    return missing.getFirst().family();
  }

  /** An address that stays but is the second one of a subnet would go with the first one. */
  private void findAddresses() {
    for (AddressDetails address : details.addresses()) {
      if (!wanted.contains(address.address()) && contradicts(address.address())) {
        old.add(address);
      }
    }
    for (AddressDetails address : details.addresses()) {
      if (wanted.contains(address.address()) && address.secondary() && goesWithOld(address)) {
        moved.add(address);
      }
    }
    inexact.addAll(GoingAddresses.inexact(old));
    for (AddressDetails address : old) {
      if (losesItsPlace(address)) {
        inexact.add(
            address.address()
                + " on "
                + details.device()
                + " has another place among the addresses there");
      }
    }
  }

  private boolean contradicts(Cidr address) {
    for (Cidr each : missing) {
      if (GatewayAddresses.contradicts(address, each)) {
        return true;
      }
    }
    return false;
  }

  private boolean goesWithOld(AddressDetails address) {
    for (AddressDetails each : old) {
      if (!each.secondary() && each.address().subnet().equals(address.address().subnet())) {
        return true;
      }
    }
    return false;
  }

  /** The kernel puts an IPv4 address behind those of its kind, an IPv6 address before them. */
  private boolean losesItsPlace(AddressDetails address) {
    List<AddressDetails> all = details.addresses();
    int place = all.indexOf(address);
    boolean before = family() == IpFamily.V6;
    for (AddressDetails stays : before ? all.subList(0, place) : all.subList(place, all.size())) {
      boolean sameKind =
          stays.address().family() == family() && stays.isLinkLocal() == address.isLinkLocal();
      if (sameKind && !old.contains(stays) && !moved.contains(stays)) {
        return true;
      }
    }
    return false;
  }

  private void findRoutes() {
    for (RouteDetails route : details.routes()) {
      if (route.family() == family() && !route.byKernel() && goes(route)) {
        routes.add(route);
      }
    }
  }

  /**
   * With an IPv4 address go the routes that make packets come from it, with the last one all routes
   * of the interface. An IPv6 route only loses its source, which comes to the same.
   */
  private boolean goes(RouteDetails route) {
    for (AddressDetails address : old) {
      IpAddress source = address.address().address();
      if (route.source().equals(Optional.of(source)) && !details.elsewhere().contains(source)) {
        return true;
      }
    }
    boolean hangsHere = !route.devices().isEmpty();
    for (String device : route.devices()) {
      hangsHere &= device.equals(details.device());
    }
    return family() == IpFamily.V4 && hangsHere && !route.byObject() && noneStays();
  }

  private boolean noneStays() {
    for (AddressDetails address : details.addresses()) {
      if (address.address().family() == family()
          && !old.contains(address)
          && !moved.contains(address)) {
        return false;
      }
    }
    return true;
  }

  private List<AddressDetails> going() {
    List<AddressDetails> going = new ArrayList<>();
    for (AddressDetails address : details.addresses()) {
      if (old.contains(address) || moved.contains(address)) {
        going.add(address);
      }
    }
    return going;
  }

  private static Change change(String run, String undo) {
    return Change.of(Command.Ip.host(run), Command.Ip.host(undo));
  }

  private String done() {
    StringBuilder text = new StringBuilder("forceAddress: ").append(details.device());
    text.append(" has ").append(join(missing)).append(" in place of ");
    text.append(join(addressesOf(old)));
    String link = routes.size() == 1 ? "; with it went the route " : "; with it went the routes ";
    for (RouteDetails route : routes) {
      text.append(link).append(route.words());
      link = ", ";
    }
    return text.toString();
  }

  private static List<Cidr> addressesOf(List<AddressDetails> details) {
    List<Cidr> addresses = new ArrayList<>();
    for (AddressDetails each : details) {
      addresses.add(each.address());
    }
    return addresses;
  }

  private static String join(List<Cidr> addresses) {
    StringBuilder text = new StringBuilder();
    for (Cidr address : addresses) {
      text.append(text.isEmpty() ? "" : " and ").append(address);
    }
    return text.toString();
  }
}
