// One network namespace on paper, with what the kernel does by itself: routes come with addresses,
// and go with links. What people and plans say is read in PaperIp.
package io.mycni.engine;

import io.mycni.host.InsideRoutes;
import io.mycni.host.Link;
import io.mycni.host.PortVlan;
import io.mycni.host.Route;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Links, their addresses, routes, settings and VLANs. */
final class PaperNamespace {
  private final Map<String, Link> links = new LinkedHashMap<>();
  private final PaperRoutes routes = new PaperRoutes();
  private final PaperRouting routing = new PaperRouting();
  private final PaperSettings settings = new PaperSettings(links::containsKey);
  private final Map<String, TreeMap<Integer, PortVlan>> vlans = new TreeMap<>();

  /** Addresses that came without a route, as {@code DEVICE ADDRESS}. */
  private final Set<String> withoutRoute = new HashSet<>();

  /** Returns the links, each bridge with the number of its ports. */
  List<Link> links() {
    List<Link> all = new ArrayList<>();
    for (Link link : links.values()) {
      int ports = (int) links.values().stream().filter(each -> isPort(each, link)).count();
      Link.Bridge traits = new Link.Bridge(link.vlanFiltering(), link.floatingMac(), ports);
      all.add(link.isBridge() ? link.but().bridge(traits).build() : link);
    }
    return all;
  }

  private static boolean isPort(Link link, Link bridge) {
    return link.master().equals(bridge.name());
  }

  boolean has(String name) {
    return links.containsKey(name);
  }

  Link link(String name) {
    if (!has(name)) {
      throw new IllegalStateException("Cannot find device \"" + name + "\"");
    }
    return links.get(name);
  }

  List<InsideRoutes.Found> routesInFull() {
    return routes.found(links);
  }

  PaperRoutes routes() {
    return routes;
  }

  PaperRouting routing() {
    return routing;
  }

  PaperSettings settings() {
    return settings;
  }

  void route(List<String> words) {
    routes.change(words, links);
  }

  void add(Link link) {
    if (has(link.name())) {
      throw new IllegalStateException("RTNETLINK answers: File exists: " + link.name());
    }
    links.put(link.name(), link);
    if (!link.master().isEmpty()) {
      enslave(link.name(), link.master());
    }
  }

  /** Changes what the kernel does not follow up. */
  void replace(Link link) {
    link(link.name());
    links.put(link.name(), link);
  }

  /** Takes a link away, and the place of its ports. */
  Link remove(String name) {
    Link link = link(name);
    routes.removeIf(route -> route.device().equals(name));
    settings.forget(name);
    vlans.remove(name);
    withoutRoute.removeIf(each -> each.startsWith(name + " "));
    links.remove(name);
    for (Link port : List.copyOf(links.values())) {
      if (port.master().equals(name)) {
        free(port.name());
      }
    }
    return link;
  }

  void rename(String name, String wanted) {
    if (name.equals(wanted)) {
      return;
    }
    if (has(wanted)) {
      throw new IllegalStateException("RTNETLINK answers: File exists: " + wanted);
    }
    settings.rename(name, wanted);
    Link link = links.remove(name);
    links.put(wanted, PaperLink.named(wanted, link));
  }

  /** A port begins in the bridge's default VLAN. */
  void enslave(String name, String master) {
    Link link = link(name);
    if (link(master).vrfTable() != 0) {
      links.put(name, link.but().master(master).build());
      cycle(name);
      return;
    }
    links.put(name, link.but().master(master).port(new Link.Port(false, false)).build());
    TreeMap<Integer, PortVlan> first = new TreeMap<>();
    first.put(1, new PortVlan(1, 1, true, true));
    vlans.put(name, first);
  }

  void free(String name) {
    boolean inVrf = link(name).port().isEmpty() && !link(name).master().isEmpty();
    links.put(name, PaperLink.withoutMaster(link(name)));
    vlans.remove(name);
    if (inVrf) {
      cycle(name);
    }
  }

  /** As it joins or leaves a VRF, the kernel takes a link down and up again. */
  private void cycle(String name) {
    if (link(name).up()) {
      down(name);
      up(name);
    }
  }

  void up(String name) {
    Link link = link(name);
    links.put(name, link.but().up(true).build());
    for (Cidr address : link.addresses()) {
      connect(name, address);
    }
    if (name.equals("lo")) {
      giveLoItsAddresses(link.addresses());
    }
  }

  /** The kernel gives no IPv4 address where there is one. */
  private void giveLoItsAddresses(List<Cidr> there) {
    if (there.stream().noneMatch(address -> address.family() == IpFamily.V4)) {
      addAddress("lo", Cidr.of("127.0.0.1/8"), false);
    }
    Cidr v6 = Cidr.of("::1/128");
    if (settings.get("net/ipv6/conf/lo/disable_ipv6").equals(Optional.of("0"))
        && !there.contains(v6)) {
      addAddress("lo", v6, false);
    }
  }

  /** Its routes go, and with IPv6 its addresses. */
  void down(String name) {
    Link link = link(name);
    List<Cidr> left = new ArrayList<>(link.addresses());
    left.removeIf(address -> address.family() == IpFamily.V6);
    links.put(name, link.but().up(false).addresses(left).build());
    routes.removeIf(route -> route.device().equals(name));
  }

  void addAddress(String name, Cidr address, boolean route) {
    Link link = link(name);
    if (link.addresses().contains(address)) {
      throw new IllegalStateException("RTNETLINK answers: File exists: " + address);
    }
    String off = settings.get("net/ipv6/conf/" + name + "/disable_ipv6").orElse("1");
    if (address.family() == IpFamily.V6 && !off.equals("0")) {
      throw new IllegalStateException("IPv6 is disabled on " + name + ": " + address);
    }
    List<Cidr> addresses = new ArrayList<>(link.addresses());
    addresses.add(placeFor(address, addresses), address);
    links.put(name, link.but().addresses(addresses).build());
    if (!route) {
      withoutRoute.add(name + " " + address);
    }
    if (link.up()) {
      connect(name, address);
    }
  }

  /** An IPv4 address comes behind those of its kind, an IPv6 address before them. */
  private static int placeFor(Cidr address, List<Cidr> others) {
    int place = 0;
    while (place < others.size() && others.get(place).family() == IpFamily.V4) {
      place++;
    }
    return place;
  }

  private void connect(String name, Cidr address) {
    if (!withoutRoute.contains(name + " " + address)) {
      String master = link(name).master();
      int table = has(master) ? link(master).vrfTable() : 0;
      routes.connect(name, address, table == 0 ? Route.MAIN : table);
    }
  }

  /** With the last IPv4 address all IPv4 routes of the link go. */
  void removeAddress(String name, Cidr address) {
    Link link = link(name);
    List<Cidr> addresses = new ArrayList<>(link.addresses());
    if (!addresses.remove(address)) {
      throw new IllegalStateException("RTNETLINK answers: Cannot assign requested address");
    }
    links.put(name, link.but().addresses(addresses).build());
    withoutRoute.remove(name + " " + address);
    routes.disconnect(name, address);
    IpFamily v4 = IpFamily.V4;
    if (address.family() == v4 && addresses.stream().noneMatch(each -> each.family() == v4)) {
      routes.removeIf(route -> route.device().equals(name) && route.destination().family() == v4);
    }
  }

  void set(String key, String value) {
    settings.set(key, value);
    if (key.endsWith("/disable_ipv6") && value.equals("1")) {
      String name = key.split("/")[3];
      for (Cidr address : link(name).addresses()) {
        if (address.family() == IpFamily.V6) {
          removeAddress(name, address);
        }
      }
    }
  }

  /** Puts a port into VLANs; a port has one VLAN for frames that come in without a tag. */
  void addVlans(String port, int first, int last, boolean pvid, boolean untagged) {
    TreeMap<Integer, PortVlan> mine = vlansOf(port);
    for (int id = first; id <= last; id++) {
      if (pvid) {
        mine.replaceAll(
            (other, each) -> new PortVlan(each.first(), each.last(), false, each.untagged()));
      }
      mine.put(id, new PortVlan(id, id, pvid, untagged));
    }
  }

  void removeVlans(String port, int first, int last) {
    vlansOf(port).keySet().removeIf(id -> first <= id && id <= last);
  }

  private TreeMap<Integer, PortVlan> vlansOf(String port) {
    if (!vlans.containsKey(port)) {
      throw new IllegalStateException("RTNETLINK answers: Operation not supported: " + port);
    }
    return vlans.get(port);
  }

  /** Returns the VLANs of all ports, those side by side that are alike as one range. */
  Map<String, List<PortVlan>> vlans() {
    Map<String, List<PortVlan>> all = new TreeMap<>();
    vlans.forEach((port, each) -> {
      List<PortVlan> ranges = new ArrayList<>();
      for (PortVlan vlan : each.values()) {
        PortVlan last = ranges.isEmpty() ? new PortVlan(-1, -1, false, false) : ranges.getLast();
        if (last.last() + 1 == vlan.first()
            && !last.pvid()
            && !vlan.pvid()
            && last.untagged() == vlan.untagged()) {
          ranges.set(
              ranges.size() - 1, new PortVlan(last.first(), vlan.last(), false, vlan.untagged()));
        } else {
          ranges.add(vlan);
        }
      }
      all.put(port, ranges);
    });
    return all;
  }

  /** Returns all that somebody could compare, a line for each thing. */
  List<String> dump() {
    List<String> lines = new ArrayList<>();
    for (Link link : links.values()) {
      lines.add("link " + PaperLink.text(link));
    }
    routes.all().forEach(route -> lines.add("route " + route));
    routing
        .all()
        .forEach(
            rule -> lines.add("rule from " + rule.source().orElseThrow() + " to " + rule.table()));
    settings.changed().forEach((key, value) -> lines.add("setting " + key + "=" + value));
    vlans().forEach((port, each) -> lines.add("vlans of " + port + " " + each));
    return lines;
  }
}
