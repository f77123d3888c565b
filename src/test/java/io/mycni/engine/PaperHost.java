// A host on paper: it carries the commands of a plan out on a value, so that planners can be asked
// again what they would do then. It knows only what the planners of a bridge say.
package io.mycni.engine;

import io.mycni.host.AddressDetails;
import io.mycni.host.DeviceDetails;
import io.mycni.host.Findings;
import io.mycni.host.HiddenRules;
import io.mycni.host.HostFacts;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.NatRules;
import io.mycni.host.NftRule;
import io.mycni.host.NftState;
import io.mycni.host.Route;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.net.MacAddress;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Applies commands to tables of links, rules and settings. */
final class PaperHost implements HostLook {
  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Map<String, Map<String, Link>> inside = new LinkedHashMap<>();
  private final Map<IpFamily, Boolean> forwarding = new EnumMap<>(IpFamily.class);
  private final Map<IpFamily, List<String>> chains = new EnumMap<>(IpFamily.class);
  private final Map<IpFamily, List<String>> rules = new EnumMap<>(IpFamily.class);
  private final List<String> nftTables = new ArrayList<>();
  private final List<String> nftChains = new ArrayList<>();
  private final List<NftRule> nftRules = new ArrayList<>();
  private final Map<Namespace, Map<String, String>> settings = new LinkedHashMap<>();
  private boolean iptables = true;
  private int next = 10;

  PaperHost() {
    for (IpFamily family : IpFamily.values()) {
      forwarding.put(family, false);
      chains.put(family, new ArrayList<>());
      rules.put(family, new ArrayList<>());
    }
  }

  /**
   * Takes a line of a case's description: an ip command, a setting, {@code no TOOL} and the like.
   */
  void describe(String line) {
    if (line.equals("no iptables")) {
      iptables = false;
    } else if (line.equals("no ipv6")) {
      forwarding.remove(IpFamily.V6);
    } else if (line.startsWith("borrowed mac ")) {
      borrowMac(line.substring(13).split(" "));
    } else if (line.startsWith("ip ")) {
      apply(Command.Ip.host(line.substring(3)));
    } else if (line.startsWith("inside ip ")) {
      apply(Command.Ip.in(new Namespace.Container("/run/netns/c1"), line.substring(10)));
    } else if (line.startsWith("sysctl ")) {
      String[] parts = line.substring(7).split("=");
      apply(new Command.Sysctl(Namespace.HOST, parts[0], parts[1], false));
    } else if (!line.isBlank() && !line.startsWith("#")) {
      throw new IllegalArgumentException("no description of a host: " + line);
    }
  }

  /** By what is masqueraded where the configuration does not say. */
  MasqueradeBackend usualBackend() {
    return iptables ? MasqueradeBackend.IPTABLES : MasqueradeBackend.NFTABLES;
  }

  /** The bridge has that hardware address from a port. */
  private void borrowMac(String[] words) {
    apply(Command.Ip.host("link set dev " + words[0] + " address " + words[1]));
    Link link = links.get(words[0]);
    links.put(
        words[0],
        link.but().bridge(new Link.Bridge(link.vlanFiltering(), true, link.ports())).build());
  }

  void apply(Plan plan) {
    for (Step step : plan.steps()) {
      switch (step) {
        case Step.Present present -> {}
        case Step.Ensure ensure -> ensure.changes().stream().map(Change::run).forEach(this::apply);
        case Step.Create create -> create.changes().stream().map(Change::run).forEach(this::apply);
        case Step.Remove remove -> remove.commands().forEach(this::apply);
        case Step.Perform perform -> {}
        case Step.AwaitAddresses await -> {}
      }
    }
  }

  private void apply(Command command) {
    switch (command) {
      case Command.Ip ip -> ip(ip);
      case Command.Bridge bridge -> {}
      case Command.Tc tc -> {}
      case Command.Sysctl sysctl -> {
        settingsOf(sysctl.where()).put(sysctl.key(), sysctl.value());
        for (IpFamily family : IpFamily.values()) {
          if (sysctl.key().equals(HostFacts.forwardingKey(family))) {
            forwarding.put(family, sysctl.value().equals("1"));
          }
        }
      }
      case Command.Iptables rule -> iptables(rule);
      case Command.Nft nft -> nft(nft.statement());
      case Command.DropUnusedTable drop -> throw new IllegalStateException("only an undo");
      case Command.DropNotedRules drop -> throw new IllegalStateException("only an undo");
      case Command.DropUnusedBridge drop -> throw new IllegalStateException("only an undo");
    }
  }

  private Map<String, Link> linksOf(Namespace where) {
    return switch (where) {
      case Namespace.Host host -> links;
      case Namespace.Container container ->
          inside.computeIfAbsent(container.path(), path -> new LinkedHashMap<>());
    };
  }

  private Map<String, String> settingsOf(Namespace where) {
    return settings.computeIfAbsent(where, namespace -> new LinkedHashMap<>());
  }

  /** A setting that nobody has written is 0. */
  private Map<String, Optional<String>> settings(Namespace where, List<String> keys) {
    Map<String, Optional<String>> found = new LinkedHashMap<>();
    keys.forEach(key -> found.put(key, Optional.of(settingsOf(where).getOrDefault(key, "0"))));
    return found;
  }

  private void ip(Command.Ip ip) {
    List<String> words = ip.words();
    Map<String, Link> here = linksOf(ip.where());
    switch (words.get(0) + " " + words.get(1)) {
      case "link add" -> addLink(words);
      case "link set" -> setLink(here, words);
      case "link delete" -> {
        here.remove(after(words, "dev"));
        // The other end goes, too.
        inside.values().forEach(Map::clear);
      }
      case "address add" -> update(here, after(words, "dev"), Cidr.of(words.get(2)), true);
      case "address delete" -> update(here, after(words, "dev"), Cidr.of(words.get(2)), false);
      case "route prepend" -> {}
      default -> throw new IllegalArgumentException("unknown: ip " + ip.line());
    }
  }

  private static String after(List<String> words, String word) {
    return words.get(words.indexOf(word) + 1);
  }

  private void addLink(List<String> words) {
    int type = words.indexOf("type");
    List<String> first = words.subList(0, type);
    String kind = words.get(type + 1);
    String name = after(first, "name");
    int index = next++;
    links.put(name, link(name, index, kind, first, words.contains("vlan_filtering"), index + 1));
    if (kind.equals("veth")) {
      List<String> peer = words.subList(words.indexOf("peer"), words.size());
      String peerName = after(peer, "name");
      Map<String, Link> where =
          peer.contains("netns") ? linksOf(new Namespace.Container(after(peer, "netns"))) : links;
      where.put(peerName, link(peerName, next++, kind, peer, false, index));
    }
  }

  private static Link link(
      String name, int index, String kind, List<String> words, boolean filtering, int peer) {
    return Link.named(name)
        .index(index)
        .kind(kind)
        .mac(
            words.contains("address")
                ? MacAddress.parse(after(words, "address"))
                : Optional.empty())
        .mtu(words.contains("mtu") ? Integer.parseInt(after(words, "mtu")) : 1500)
        .bridge(new Link.Bridge(filtering, !words.contains("address"), 0))
        .master(words.contains("master") ? after(words, "master") : "")
        .peer(peer, false)
        .build();
  }

  private static void setLink(Map<String, Link> here, List<String> words) {
    Link link = here.get(after(words, "dev"));
    boolean address = words.contains("address");
    here.put(
        link.name(),
        link.but()
            .mac(address ? MacAddress.parse(after(words, "address")) : link.mac())
            .up(words.contains("up") || link.up() && !words.contains("down"))
            .promiscuous(words.contains("promisc") || link.promiscuous())
            .bridge(new Link.Bridge(link.vlanFiltering(), link.floatingMac() && !address, 0))
            .alias(words.contains("alias") ? after(words, "alias") : link.alias())
            .build());
  }

  private static void update(Map<String, Link> here, String device, Cidr address, boolean add) {
    Link link = here.get(device);
    List<Cidr> addresses = new ArrayList<>(link.addresses());
    if (add) {
      addresses.add(address);
    } else {
      addresses.remove(address);
    }
    here.put(device, link.but().addresses(addresses).build());
  }

  private void iptables(Command.Iptables command) {
    List<String> chain = chains.get(command.family());
    List<String> rule = rules.get(command.family());
    String[] words = command.rule().split(" ", 3);
    switch (words[0]) {
      case "-N" -> chain.add(words[1]);
      case "-X" -> chain.remove(words[1]);
      case "-F" -> rule.removeIf(each -> each.startsWith("-A " + words[1] + " "));
      case "-A" -> rule.add(command.rule());
      case "-D" -> {
        String append = "-A" + command.rule().substring(2);
        if (!rule.remove(append)) {
          throw new IllegalStateException("no such rule: " + append);
        }
      }
      default -> {
        if (!words[0].startsWith(":")) {
          throw new IllegalArgumentException("unknown: " + command.rule());
        }
      }
    }
  }

  private void nft(String statement) {
    String[] words = statement.split(" ");
    String table = words[2] + " " + words[3];
    switch (words[0] + " " + words[1]) {
      case "add table" -> nftTables.add(table);
      case "add chain" -> nftChains.add(table + " " + words[4]);
      case "delete chain" -> nftChains.remove(table + " " + words[4]);
      case "flush chain" ->
          nftRules.removeIf(rule ->
              (rule.family() + " " + rule.table()).equals(table) && rule.chain().equals(words[4]));
      case "add rule" -> {
        int comment = statement.indexOf("comment \"");
        String note =
            comment < 0 ? "" : statement.substring(comment + 9, statement.lastIndexOf('"'));
        nftRules.add(new NftRule(words[2], words[3], words[4], next++, note, statement));
      }
      case "delete rule" -> nftRules.removeIf(rule -> rule.handle() == Integer.parseInt(words[6]));
      default -> throw new IllegalArgumentException("unknown: nft " + statement);
    }
  }

  @Override
  public boolean seemsToHave(String link) {
    return allLinks().stream().anyMatch(each -> each.name().equals(link));
  }

  @Override
  public HostState quickly(HostQuery query) {
    return thoroughly(query);
  }

  @Override
  public Optional<Link> link(String name) {
    return allLinks().stream().filter(link -> link.name().equals(name)).findFirst();
  }

  @Override
  public HostState thoroughly(HostQuery query) {
    Findings found = Findings.of(true).allLinks(allLinks()).routes(List.of());
    if (!query.netns().isEmpty()) {
      found.inside(linksInside(query.netns()).orElseThrow(), List.of());
      Namespace container = new Namespace.Container(query.netns());
      found.settingsInside(settings(container, query.settingsInside()));
    }
    found.settings(settings(Namespace.HOST, query.settings())).portVlans(Optional.of(Map.of()));
    Map<IpFamily, NatRules> nat = new EnumMap<>(IpFamily.class);
    for (IpFamily family : query.iptables()) {
      boolean exists = !chains.get(family).isEmpty();
      nat.put(family, new NatRules(exists, chains.get(family), rules.get(family)));
    }
    return found
        .nat(nat, HiddenRules.NONE)
        .nft(new NftState(nftTables, nftChains, nftRules))
        .facts(new HostState.Facts("the paper host", forwarding, iptables, true))
        .state();
  }

  @Override
  public DeviceDetails details(String device) {
    List<AddressDetails> addresses = new ArrayList<>();
    for (Cidr address : links.get(device).addresses()) {
      addresses.add(new AddressDetails(device, address, "", "", false, List.of()));
    }
    return new DeviceDetails(device, addresses, List.of(), List.of());
  }

  @Override
  public List<Route> routes() {
    return List.of();
  }

  @Override
  public List<Link> allLinks() {
    List<Link> all = new ArrayList<>();
    for (Link link : links.values()) {
      int ports =
          (int) links.values().stream().filter(each -> each.master().equals(link.name())).count();
      all.add(
          link.but()
              .bridge(new Link.Bridge(link.vlanFiltering(), link.floatingMac(), ports))
              .build());
    }
    return all;
  }

  @Override
  public Optional<List<Link>> linksInside(String netns) {
    return Optional.of(List.copyOf(inside.getOrDefault(netns, Map.of()).values()));
  }
}
