// The interface's place in a VRF, whose table then has its routes. The kernel takes one that joins
// down and up again: its IPv6 addresses go, and all routes but those of its addresses. They are put
// back, those of the table main in the VRF's.
package io.mycni.plugin.vrf;

import io.mycni.host.AddressDetails;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.InsideAddresses;
import io.mycni.host.InsideRoutes;
import io.mycni.host.Link;
import io.mycni.host.Route;
import io.mycni.host.RoutingRules;
import io.mycni.net.IpFamily;
import io.mycni.part.Comparison;
import io.mycni.part.Conflict;
import io.mycni.part.Difference;
import io.mycni.part.InsideLinks;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A membership.
 *
 * @param subject whose interface
 */
record Membership(Subject subject, VrfConfig config) implements Part {
  /** The table of local addresses, rtnetlink(7). */
  private static final int LOCAL = 255;

  @Override
  public HostQuery asks() {
    if (subject.netns().isEmpty()) {
      return HostQuery.NOTHING;
    }
    return HostQuery.linksInside(subject.netns())
        .and(HostQuery.question(rules()))
        .and(HostQuery.question(routes()))
        .and(HostQuery.question(addresses()));
  }

  private RoutingRules rules() {
    return new RoutingRules(subject.netns());
  }

  private InsideRoutes routes() {
    return new InsideRoutes(subject.netns());
  }

  private InsideAddresses addresses() {
    return new InsideAddresses(subject.netns(), subject.ifname());
  }

  @Override
  public boolean needsCloseLook(HostState quick) {
    return true;
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public List<Step> make(HostState host) {
    Link link = InsideLinks.require(subject, host, "vrf");
    String master = link.master();
    if (!master.isEmpty() && !master.equals(config.name())) {
      throw Conflict.of(
          "interface " + subject.ifname() + " has already a master set: " + master,
          "an interface is in one VRF or bridge; take one of the plugins out of the chain");
    }
    return steps(host, link);
  }

  private List<Step> steps(HostState host, Link link) {
    List<Step> steps = new ArrayList<>();
    Optional<Link> vrf = host.insideLink(config.name());
    int table = vrf.isPresent() ? tableOf(vrf.get()) : freeTable(host);
    if (vrf.isEmpty()) {
      String what = "make the VRF " + config.name() + " with the table " + table;
      steps.add(
          new Step.Create(
              what + " in " + subject.netns(),
              List.of(
                  Change.of(
                      ip("link add name " + config.name() + " type vrf table " + table),
                      ip("link delete dev " + config.name())),
                  Change.of(ip("link set dev " + config.name() + " up")))));
    } else {
      steps.add(new Step.Present("the VRF " + config.name() + " with the table " + table));
    }
    if (link.master().equals(config.name())) {
      steps.add(new Step.Present(link.name() + ", which is in the VRF " + config.name()));
    } else {
      steps.add(
          new Step.Create(
              "put " + link.name() + " with its addresses and routes into the VRF " + config.name(),
              joining(moving(host, table))));
    }
    return steps;
  }

  private int tableOf(Link vrf) {
    if (!vrf.kind().equals("vrf")) {
      throw Conflict.of(
          "the link " + vrf.name() + " in " + subject.netns() + " is not a VRF, but: " + vrf.kind(),
          "choose another vrfname");
    }
    if (config.table() != 0 && vrf.vrfTable() != config.table()) {
      throw Conflict.of(
          "VRF "
              + vrf.name()
              + " already exist with different routing table "
              + vrf.vrfTable()
              + ", not "
              + config.table(),
          "leave table out, or have all interfaces of the VRF name the same");
    }
    return vrf.vrfTable();
  }

  /** The note tells which it was, where it is made again. */
  private int freeTable(HostState host) {
    if (noted().table() != 0 || config.table() != 0) {
      return noted().table() != 0 ? noted().table() : config.table();
    }
    Set<Integer> used = new HashSet<>();
    for (Link link : host.inside().values()) {
      used.add(link.vrfTable());
    }
    for (RoutingRules.Rule rule : host.answer(rules())) {
      used.add(rule.table());
    }
    for (InsideRoutes.Found route : host.answer(routes())) {
      used.add(route.table());
    }
    int table = 1;
    while (used.contains(table)) {
      table++;
    }
    return table;
  }

  /** A note about other addresses is not believed: somebody has made the attachment anew since. */
  private Moved noted() {
    Moved noted = Moved.in(subject.note());
    boolean same = noted.vrf().equals(config.name());
    for (Moved.Address address : noted.addresses()) {
      same &= subject.given().addresses().contains(address.address());
    }
    return same ? noted : Moved.UNKNOWN;
  }

  /** What the kernel will take away. */
  private Moved moving(HostState host, int table) {
    List<Moved.Address> addresses = new ArrayList<>();
    for (AddressDetails address : host.answer(addresses())) {
      if (address.address().family() == IpFamily.V6 && !address.isLinkLocal()) {
        String words = address.add().replace("address add", "address replace");
        String flag = words.contains(" nodad") ? "" : " nodad";
        addresses.add(new Moved.Address(address.address(), words + flag));
      }
    }
    List<Moved.Way> ways = new ArrayList<>();
    for (InsideRoutes.Found route : goingRoutes(host)) {
      ways.add(
          new Moved.Way(
              route.destination(),
              route.gateway(),
              route.table(),
              route.table() == Route.MAIN ? table : route.table(),
              route.details().words().replace(" table " + route.table(), "")));
    }
    return new Moved(config.name(), table, addresses, ways);
  }

  /** What is taken away comes back, and is changed where the kernel has left it. */
  private List<Change> joining(Moved moved) {
    List<Command> back = new ArrayList<>();
    back.add(ip("link set dev " + subject.ifname() + " nomaster"));
    List<Change> changes = new ArrayList<>();
    for (Moved.Address address : moved.addresses()) {
      back.add(ip(address.words()));
      changes.add(Change.of(ip(address.words())));
    }
    for (Moved.Way way : moved.routes()) {
      back.add(ip(way.into(way.before())));
      changes.add(Change.of(ip(way.into(way.table()))));
    }
    String join = "link set dev " + subject.ifname() + " master " + config.name();
    changes.addFirst(new Change(ip(join), back));
    return changes;
  }

  /** Those that lead to next hops come first. */
  private List<InsideRoutes.Found> goingRoutes(HostState host) {
    List<InsideRoutes.Found> going = new ArrayList<>();
    for (boolean byGateway : new boolean[] {false, true}) {
      for (InsideRoutes.Found route : host.answer(routes())) {
        if (route.unicast()
            && route.table() != LOCAL
            && !route.details().byKernel()
            && route.isBy(subject.ifname())
            && route.details().byGateway() == byGateway) {
          going.add(route);
        }
      }
    }
    return going;
  }

  private Command ip(String line) {
    return Command.Ip.in(subject.inside(), line);
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    if (subject.netns().isEmpty()) {
      return differences;
    }
    Optional<Link> vrf = host.insideLink(config.name());
    Optional<Link> link = host.insideLink(subject.ifname());
    Moved noted = noted();
    int table = noted.table() != 0 ? noted.table() : config.table();
    if (vrf.isEmpty()) {
      differences.add(Difference.wiped("the VRF " + config.name() + " is gone"));
    } else if (!vrf.get().kind().equals("vrf")) {
      differences.add(
          Difference.broken(
              config.name() + " is no VRF any more: it is of the kind " + vrf.get().kind()));
      return differences;
    } else if (table != 0 && vrf.get().vrfTable() != table) {
      differences.add(
          Difference.broken(
              "the VRF "
                  + config.name()
                  + " has the table "
                  + vrf.get().vrfTable()
                  + ", not "
                  + table));
    } else if (!vrf.get().up()) {
      differences.add(Comparison.down("the VRF", subject.inside(), config.name()));
    }
    if (link.isEmpty()) {
      differences.add(
          Difference.broken(
              "there is no interface " + subject.ifname() + " in " + subject.netns()));
    } else if (link.get().master().isEmpty() && vrf.isPresent()) {
      differences.add(Difference.wiped(subject.ifname() + " is not in the VRF " + config.name()));
    } else if (vrf.isPresent() && !link.get().master().equals(config.name())) {
      differences.add(
          Difference.broken(
              subject.ifname()
                  + " is in "
                  + link.get().master()
                  + ", not in the VRF "
                  + config.name()));
    }
    if (link.isPresent()) {
      for (Moved.Address address : noted.addresses()) {
        if (!link.get().addresses().contains(address.address())) {
          differences.add(
              Difference.wiped(
                  "the address " + address.address() + " is gone from " + subject.ifname()));
        }
      }
      for (Moved.Way way : noted.routes()) {
        if (!isThere(way, host)) {
          differences.add(
              Difference.wiped(
                  "the route to " + way.destination() + " is gone from the table " + way.table()));
        }
      }
    }
    return differences;
  }

  private boolean isThere(Moved.Way way, HostState host) {
    for (InsideRoutes.Found found : host.answer(routes())) {
      if (found.table() == way.table()
          && found.isBy(subject.ifname())
          && found.destination().equals(way.destination())
          && found.gateway().equals(way.gateway())) {
        return true;
      }
    }
    return false;
  }

  /** The interface joins first, as that takes addresses and routes away. */
  @Override
  public List<Step> mend(HostState host) {
    Optional<Link> link = host.insideLink(subject.ifname());
    if (link.isEmpty()) {
      return List.of();
    }
    List<Step> steps = new ArrayList<>(steps(host, link.get()));
    List<Change> changes = new ArrayList<>();
    for (Moved.Address address : noted().addresses()) {
      changes.add(Change.of(ip(address.words())));
    }
    for (Moved.Way way : noted().routes()) {
      changes.add(Change.of(ip(way.into(way.table()))));
    }
    if (!changes.isEmpty()) {
      String what = "see that " + subject.ifname() + " has its addresses and routes";
      steps.add(new Step.Create(what, changes));
    }
    return steps;
  }

  @Override
  public String remembers(HostState host) {
    Optional<Link> vrf = host.insideLink(config.name());
    int table = vrf.isPresent() ? vrf.get().vrfTable() : freeTable(host);
    return moving(host, table).line();
  }

  @Override
  public List<String> tools() {
    return List.of("ip", "nsenter");
  }
}
