// Reads lines of ip(8) and bridge(8), and carries them out on namespaces of paper. What it does not
// know it refuses, so that a plugin with new words adds them here.
package io.mycni.engine;

import io.mycni.host.Link;
import io.mycni.host.LinkBuilder;
import io.mycni.net.Cidr;
import io.mycni.net.MacAddress;
import io.mycni.plan.Namespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Namespaces, and the links between them. */
final class PaperIp {
  private static final String GEN_MODE = "/addr_gen_mode";

  private final Map<Namespace, PaperNamespace> spaces = new LinkedHashMap<>();
  private int next = 10;

  PaperNamespace in(Namespace where) {
    return spaces.computeIfAbsent(where, _ -> new PaperNamespace());
  }

  Map<Namespace, PaperNamespace> all() {
    return spaces;
  }

  /** A namespace goes, with all in it; the other ends go, too. */
  void vanish(Namespace where) {
    PaperNamespace gone = in(where);
    for (Link link : gone.links()) {
      if (gone.has(link.name())) {
        delete(gone, link.name());
      }
    }
    spaces.remove(where);
  }

  void ip(Namespace where, List<String> words) {
    PaperNamespace here = in(where);
    List<String> rest = words.subList(2, words.size());
    switch (words.get(0) + " " + words.get(1)) {
      case "link add" -> add(where, rest);
      case "tuntap add" -> here.add(PaperLink.tap(next++, rest));
      case "link set" -> set(here, where, rest);
      case "link delete" -> delete(here, after(rest, "dev"));
      case "address add" ->
          here.addAddress(
              after(rest, "dev"), Cidr.of(rest.get(0)), !rest.contains("noprefixroute"));
      case "address replace" -> {
        String device = after(rest, "dev");
        if (!here.link(device).addresses().contains(Cidr.of(rest.get(0)))) {
          here.addAddress(device, Cidr.of(rest.get(0)), !rest.contains("noprefixroute"));
        }
      }
      case "address delete" -> here.removeAddress(after(rest, "dev"), Cidr.of(rest.get(0)));
      case "address flush" -> {
        String device = after(rest, "dev");
        here.link(device).addresses().forEach(each -> here.removeAddress(device, each));
      }
      default -> {
        if (words.get(0).equals("rule")) {
          here.routing().change(words.subList(1, words.size()));
          return;
        }
        if (!words.get(0).equals("route")) {
          throw new IllegalArgumentException("unknown: ip " + words);
        }
        here.route(words.subList(1, words.size()));
      }
    }
  }

  private static String after(List<String> words, String word) {
    return PaperLink.after(words, word);
  }

  private Namespace named(String path, Namespace where) {
    // Who carries a plan out puts the process in whose namespace that is.
    return path.equals(Namespace.HOST_PATH) || path.matches("/proc/[0-9]+/ns/net")
        ? Namespace.HOST
        : path.isEmpty() ? where : new Namespace.Container(path);
  }

  private void add(Namespace where, List<String> words) {
    int type = words.indexOf("type");
    String kind = words.get(type + 1);
    List<String> first = words.subList(0, type);
    List<String> more = words.subList(type + 2, words.size());
    String name = after(first, "name");
    int number = next++;
    LinkBuilder link = PaperLink.of(name, number, kind, words.subList(0, peerAt(words)));
    if (kind.equals("veth")) {
      List<String> peer = more.subList(more.indexOf("peer") + 1, more.size());
      Namespace there = named(peer.contains("netns") ? after(peer, "netns") : "", where);
      boolean together = there.equals(where);
      int other = next++;
      in(where).add(link.peer(other, together).build());
      in(there)
          .add(PaperLink.of(after(peer, "name"), other, kind, peer).peer(number, together).build());
      return;
    }
    if (kind.equals("vrf")) {
      link.vrfTable(Integer.parseInt(after(more, "table")));
    }
    if (first.contains("link")) {
      Link parent = in(where).link(after(first, "link"));
      link.child(child(parent, kind, more)).mtu(mtu(parent, first));
      boolean own = kind.equals("macvlan") && !more.contains("passthru");
      if (!own && !first.contains("address")) {
        link.mac(parent.mac());
      }
    }
    in(named(first.contains("netns") ? after(first, "netns") : "", where)).add(link.build());
  }

  private static int peerAt(List<String> words) {
    return words.contains("peer") ? words.indexOf("peer") : words.size();
  }

  private static int mtu(Link parent, List<String> words) {
    return words.contains("mtu") ? Integer.parseInt(after(words, "mtu")) : parent.mtu();
  }

  private static Link.Child child(Link parent, String kind, List<String> more) {
    return new Link.Child(
        parent.name(),
        parent.index(),
        -1,
        more.contains("mode") ? after(more, "mode") : "",
        kind.equals("vlan") ? Integer.parseInt(after(more, "id")) : -1,
        more.contains("bcqueuelen") ? Integer.parseInt(after(more, "bcqueuelen")) : 0);
  }

  private void delete(PaperNamespace here, String name) {
    int number = here.remove(name).index();
    for (PaperNamespace space : List.copyOf(spaces.values())) {
      for (Link link : space.links()) {
        boolean hangs = link.child().map(child -> child.parentIndex() == number).orElse(false);
        if (space.has(link.name()) && (link.peerIndex() == number || hangs)) {
          delete(space, link.name());
        }
      }
    }
  }

  private void set(PaperNamespace here, Namespace where, List<String> words) {
    String device = words.get(0).equals("dev") ? words.get(1) : words.get(0);
    List<String> rest = words.subList(words.indexOf(device) + 1, words.size());
    PaperNamespace space = here;
    for (int i = 0; i < rest.size(); i += 2) {
      String value = i + 1 < rest.size() ? rest.get(i + 1) : "";
      Link link = space.link(device);
      switch (rest.get(i)) {
        case "up", "down", "nomaster" -> {
          flag(space, device, rest.get(i));
          i--;
        }
        case "master" -> space.enslave(device, value);
        case "alias" -> space.replace(link.but().alias(unquoted(value)).build());
        case "mtu" -> space.replace(link.but().mtu(Integer.parseInt(value)).build());
        case "promisc" -> space.replace(link.but().promiscuous(value.equals("on")).build());
        case "allmulticast" -> space.replace(link.but().allMulticast(value.equals("on")).build());
        case "txqueuelen" -> space.replace(link.but().queueLength(Integer.parseInt(value)).build());
        case "addrgenmode" -> {
          if (!space.settings().hasIpv6()) {
            throw new IllegalStateException(
                "RTNETLINK answers: Address family not supported by protocol");
          }
          space.set("net/ipv6/conf/" + device + GEN_MODE, value.equals("none") ? "1" : "0");
        }
        case "address" -> space.replace(readdressed(link, value));
        case "type" -> {
          space.replace(typed(link, rest.subList(i + 1, rest.size())));
          return;
        }
        case "netns" -> {
          PaperNamespace to = in(named(value, where));
          device = move(space, to, link, rest.contains("name") ? after(rest, "name") : device);
          space = to;
        }
        case "name" -> {
          space.rename(device, value);
          device = value;
        }
        default -> throw new IllegalArgumentException("unknown: ip link set " + words);
      }
    }
  }

  private static String unquoted(String value) {
    return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
  }

  private static void flag(PaperNamespace space, String device, String flag) {
    switch (flag) {
      case "up" -> space.up(device);
      case "down" -> space.down(device);
      default -> space.free(device);
    }
  }

  private static Link readdressed(Link link, String mac) {
    return link.but()
        .mac(Optional.of(MacAddress.of(mac)))
        .bridge(new Link.Bridge(link.vlanFiltering(), false, 0))
        .build();
  }

  private static Link typed(Link link, List<String> words) {
    List<String> pairs = words.subList(1, words.size());
    Map<String, Boolean> on = new LinkedHashMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      on.put(pairs.get(i), Set.of("on", "1").contains(pairs.get(i + 1)));
    }
    return switch (words.get(0)) {
      case "bridge_slave" -> {
        Link.Port port = link.port().orElseThrow(IllegalStateException::new);
        yield link.but()
            .port(
                new Link.Port(
                    on.getOrDefault("hairpin", port.hairpin()),
                    on.getOrDefault("isolated", port.isolated())))
            .build();
      }
      case "bridge" ->
          link.but()
              .bridge(
                  new Link.Bridge(
                      on.getOrDefault("vlan_filtering", link.vlanFiltering()),
                      link.floatingMac(),
                      0))
              .build();
      case "macvlan", "ipvlan" -> {
        Link.Child child = link.child().orElseThrow(IllegalStateException::new);
        yield link.but()
            .child(
                new Link.Child(
                    child.parent(),
                    child.parentIndex(),
                    child.parentNetns(),
                    after(words, "mode"),
                    child.vlanId(),
                    child.broadcastQueue()))
            .build();
      }
      default -> throw new IllegalArgumentException("unknown: ip link set … type " + words);
    };
  }

  /**
   * A link that moves is down afterwards, and has lost what it had there. Where its name is taken,
   * it comes with the one that it is about to get.
   */
  private static String move(PaperNamespace from, PaperNamespace to, Link link, String wanted) {
    String name = from != to && to.has(link.name()) ? wanted : link.name();
    if (from != to) {
      from.remove(link.name());
      Link moving = PaperLink.withoutMaster(PaperLink.named(name, link));
      to.add(moving.but().up(false).addresses(List.of()).build());
    }
    return name;
  }

  /** Carries a line of {@code bridge vlan} out. */
  void bridge(Namespace where, String line) {
    List<String> words = List.of(line.split(" "));
    String port = after(words, "dev");
    List<Integer> range = new ArrayList<>();
    for (String number : after(words, "vid").split("-")) {
      range.add(Integer.parseInt(number));
    }
    switch (words.get(0) + " " + words.get(1)) {
      case "vlan add" ->
          in(where)
              .addVlans(
                  port,
                  range.getFirst(),
                  range.getLast(),
                  words.contains("pvid"),
                  words.contains("untagged"));
      case "vlan delete" -> in(where).removeVlans(port, range.getFirst(), range.getLast());
      default -> throw new IllegalArgumentException("unknown: bridge " + line);
    }
  }

  /** Returns a line for each thing in each namespace. */
  List<String> dump() {
    List<String> lines = new ArrayList<>();
    spaces.forEach((where, space) -> space.dump().forEach(line -> lines.add(where + ": " + line)));
    return lines;
  }
}
