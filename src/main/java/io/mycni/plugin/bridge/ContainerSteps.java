// What happens inside the container's namespace: settings, addresses, up, routes, in that order.
// Nothing of it needs an undo, as all of it goes with the veth pair.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniRoute;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Plans the container's side of an attachment. */
final class ContainerSteps {
  private static final Duration DAD_LIMIT = Duration.ofSeconds(10);

  private ContainerSteps() {}

  static List<Step> of(AddInput input, Gateways gateways) {
    List<Change> changes = new ArrayList<>();
    settings(input, changes);
    boolean noDad = !input.config().enableDad();
    for (Cidr address : input.addresses()) {
      changes.add(inside(input, BridgeSteps.addressAdd(address, input.ifname(), noDad)));
    }
    if (!input.config().disableContainerInterface()) {
      changes.add(inside(input, "link set dev " + input.ifname() + " up"));
    }
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.Create(describe(input), changes));
    steps.addAll(routes(input, gateways));
    return steps;
  }

  private static String describe(AddInput input) {
    StringBuilder text = new StringBuilder("set up ").append(input.ifname());
    text.append(" in the container");
    String link = " with ";
    for (Cidr address : input.addresses()) {
      text.append(link).append(address);
      link = " and ";
    }
    return text.toString();
  }

  private static void settings(AddInput input, List<Change> changes) {
    BridgeConfig config = input.config();
    boolean hasV6 = has(input, IpFamily.V6);
    setting(input, IpFamily.V6, "accept_ra", "0", changes);
    if (!config.isLayer3()) {
      return;
    }
    setting(input, IpFamily.V6, "accept_dad", config.enableDad() ? "1" : "0", changes);
    if (config.enableDad()) {
      setting(input, IpFamily.V6, "enhanced_dad", "1", changes);
    }
    if (hasV6) {
      // Some runtimes switch IPv6 off in every new namespace.
      setting(input, IpFamily.V6, "disable_ipv6", "0", changes);
      setting(input, IpFamily.V6, "ndisc_notify", "1", changes);
    }
    // Neighbours learn at once that an address has moved to another hardware address.
    setting(input, IpFamily.V4, "arp_notify", "1", changes);
  }

  private static void setting(
      AddInput input, IpFamily family, String name, String value, List<Change> changes) {
    String tree = family == IpFamily.V4 ? "net/ipv4/conf/" : "net/ipv6/conf/";
    changes.add(
        Change.of(
            new Command.Sysctl(input.inside(), tree + input.ifname() + "/" + name, value, true)));
  }

  private static boolean has(AddInput input, IpFamily family) {
    for (Cidr address : input.addresses()) {
      if (address.family() == family) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds each route of the answer, whatever routes to the same destination other interfaces have:
   * as with the reference it comes first among IPv4 routes of its metric, and becomes one of
   * several next hops in IPv6. So it is there when the other interface goes. The kernel refuses
   * only the very same route.
   */
  private static List<Step> routes(AddInput input, Gateways gateways) {
    List<Change> changes = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (CniRoute route : gateways.routes()) {
      String words = words(route, gateways.hopOf(route), input.ifname());
      if (!seen.contains(words) && !isMadeByTheKernel(route, input.addresses())) {
        seen.add(words);
        changes.add(inside(input, words));
      }
    }
    if (changes.isEmpty()) {
      return List.of();
    }
    String what = changes.size() == 1 ? "the route" : "the " + changes.size() + " routes";
    return List.of(new Step.Create("add " + what + " of the container", changes));
  }

  /** The kernel makes the route to an address's own subnet by itself, without a next hop. */
  static boolean isMadeByTheKernel(CniRoute route, List<Cidr> addresses) {
    boolean plain =
        route.gateway().isEmpty()
            && route.table().isEmpty()
            && route.priority().isEmpty()
            && route.mtu().isEmpty()
            && route.advmss().isEmpty()
            && route.scope().orElse(CniRoute.SCOPE_LINK) == CniRoute.SCOPE_LINK;
    for (Cidr address : addresses) {
      if (plain
          && address.family() == IpFamily.V4
          && address.subnet().equals(route.destination().subnet())) {
        return true;
      }
    }
    return false;
  }

  static String words(CniRoute route, Optional<IpAddress> hop, String device) {
    StringBuilder words = new StringBuilder("route prepend ").append(route.destination().subnet());
    if (hop.isPresent()) {
      words.append(" via ").append(hop.get());
    }
    words.append(" dev ").append(device);
    option(words, " mtu ", route.mtu());
    option(words, " advmss ", route.advmss());
    option(words, " metric ", route.priority());
    option(words, " table ", route.table());
    option(words, " scope ", route.scope());
    return words.toString();
  }

  private static void option(StringBuilder words, String name, OptionalInt value) {
    if (value.isPresent()) {
      words.append(name).append(value.getAsInt());
    }
  }

  private static Change inside(AddInput input, String words) {
    return Change.of(Command.Ip.in(input.inside(), words));
  }

  /** With enabledad the attachment is ready when no duplicate was found. */
  static List<Step> awaits(AddInput input) {
    if (!input.config().enableDad() || !has(input, IpFamily.V6)) {
      return List.of();
    }
    return List.of(
        new Step.AwaitAddresses(
            "wait for duplicate address detection on " + input.ifname(),
            input.inside(),
            input.ifname(),
            DAD_LIMIT));
  }
}
