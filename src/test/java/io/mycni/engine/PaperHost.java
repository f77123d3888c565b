// A host on paper: it carries the commands of a plan out on a value, so that planners can be asked
// again what they would do then, and answers their questions, and nothing that they did not ask.
package io.mycni.engine;

import io.mycni.cni.Names;
import io.mycni.host.AddressDetails;
import io.mycni.host.DefaultRoute;
import io.mycni.host.Device;
import io.mycni.host.DeviceDetails;
import io.mycni.host.DeviceQuery;
import io.mycni.host.DroppingChains;
import io.mycni.host.FileText;
import io.mycni.host.Findings;
import io.mycni.host.Firewalld;
import io.mycni.host.HiddenRules;
import io.mycni.host.HostFacts;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.InsideAddresses;
import io.mycni.host.InsideRoutes;
import io.mycni.host.IptablesChain;
import io.mycni.host.Link;
import io.mycni.host.Listeners;
import io.mycni.host.NftBeside;
import io.mycni.host.NftState;
import io.mycni.host.NftTables;
import io.mycni.host.NftWithIptables;
import io.mycni.host.PortQuestion;
import io.mycni.host.Question;
import io.mycni.host.Route;
import io.mycni.host.RoutingRules;
import io.mycni.host.ShapingOf;
import io.mycni.host.TableRules;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Plan;
import io.mycni.plan.Removal;
import io.mycni.plan.Step;
import io.mycni.plan.ToolCall;
import io.mycni.plugin.tuning.KeptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Links, rules and settings, and what they answer. */
final class PaperHost implements HostLook {
  /** Begins what a dump says of a file. */
  static final String FILE = "file ";

  private static final Namespace CONTAINER = new Namespace.Container("/run/netns/c1");

  private final PaperIp links = new PaperIp();
  private PaperRules rules = new PaperRules();
  private final PaperPorts ports = new PaperPorts();
  private final PaperTc tc = new PaperTc();
  private Function<String, Optional<String>> namespaces = netns -> Optional.of("paper:" + netns);
  private final Set<String> vanished = new HashSet<>();
  private boolean iptables = true;
  private boolean selinux;
  private final List<String> dropping = new ArrayList<>();
  private Optional<Map<String, String>> zoneOf = Optional.empty();
  private final Map<String, String> userspace = new HashMap<>();
  private final Map<String, String> files = new TreeMap<>();

  PaperHost() {
    links.in(Namespace.HOST);
  }

  /** Takes the lines of a file; none where there is no such file. */
  void describe(Path file) throws IOException {
    if (Files.exists(file)) {
      Files.readAllLines(file).forEach(this::describe);
    }
  }

  /** Takes a line: a command, {@code no TOOL} and the like, or an empty one or a remark. */
  void describe(String line) {
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    String[] words = line.split(" ", 2);
    switch (line) {
      case "no iptables" -> iptables = false;
      case "selinux" -> selinux = true;
      case "conntrack" -> ports.installConntrack();
      case "no ipv6" -> host().settings().withoutIpv6();
      case "iptables -t nat -F" -> rules.flush("nat", IpFamily.V4);
      case "ip6tables -t nat -F" -> rules.flush("nat", IpFamily.V6);
      case "iptables -t filter -F" -> rules.flush("filter", IpFamily.V4);
      case "ip6tables -t filter -F" -> rules.flush("filter", IpFamily.V6);
      case "firewalld" -> zoneOf = Optional.of(new HashMap<>());
      case "firewall-cmd --reload" -> zoneOf.orElseThrow().clear();
      default -> {
        if (words[0].equals("drops")) {
          dropping.add(words[1]);
        } else if (words[0].equals("userspace")) {
          userspace.put(words[1].split(" ")[0], words[1].split(" ")[1]);
        } else if (words[0].equals("file")) {
          files.put(words[1].split(" ", 2)[0], words[1].split(" ", 2)[1]);
        } else if (line.startsWith("borrowed mac ")) {
          borrowMac(line.split(" "));
        } else if (words[0].equals("listen")) {
          ports.listen(words[1].split(" "));
        } else if (words[0].equals("inside")) {
          describe(CONTAINER, words[1]);
        } else if (words[0].equals("inside-c2")) {
          describe(new Namespace.Container("/run/netns/c2"), words[1]);
        } else {
          describe(Namespace.HOST, line);
        }
      }
    }
  }

  private void describe(Namespace where, String line) {
    String[] words = line.split(" ", 2);
    switch (words[0]) {
      case "tc" -> apply(new Command.Tc(words[1]));
      case "ip" -> apply(Command.Ip.in(where, words[1]));
      case "bridge" -> apply(new Command.Bridge(where, words[1]));
      case "sysctl" -> {
        String[] pair = words[1].split("=");
        apply(new Command.Sysctl(where, pair[0], pair[1], false));
      }
      case "iptables" -> apply(rule(IpFamily.V4, words[1]));
      case "ip6tables" -> apply(rule(IpFamily.V6, words[1]));
      case "firewall-cmd" -> apply(new ToolCall.Firewalld(words[1]));
      case "nft" -> apply(new Command.Nft(words[1]));
      default -> throw new IllegalArgumentException("no description of a host: " + line);
    }
  }

  /** A rule of the table nat, unless it says another one. */
  private static Command rule(IpFamily family, String line) {
    boolean filter = line.startsWith("-t filter ");
    String rule = filter ? line.substring("-t filter ".length()) : line;
    return new Command.Iptables(family, filter ? "filter" : "nat", rule);
  }

  private PaperNamespace host() {
    return links.in(Namespace.HOST);
  }

  /** Returns a setting. */
  Optional<String> setting(String key) {
    return host().settings().get(key);
  }

  /** By what is masqueraded where the configuration does not say. */
  MasqueradeBackend usualBackend() {
    return iptables ? MasqueradeBackend.IPTABLES : MasqueradeBackend.NFTABLES;
  }

  /** The bridge has that hardware address from a port. */
  private void borrowMac(String[] words) {
    apply(Command.Ip.host("link set dev " + words[2] + " address " + words[3]));
    Link link = host().link(words[2]);
    Link.Bridge traits = new Link.Bridge(link.vlanFiltering(), true, link.ports());
    host().replace(link.but().bridge(traits).build());
  }

  TableRules table(String name, IpFamily family) {
    return rules.table(name, family);
  }

  NftState nft() {
    return rules.nft();
  }

  /** A container's namespace can no longer be entered, though it is still there. */
  void close(String netns) {
    vanished.add(netns);
  }

  boolean isClosed(String netns) {
    return vanished.contains(netns);
  }

  String nftTables() {
    return rules.nftTables();
  }

  String nftTable(String family, String name) {
    return rules.nftTable(family + " " + name);
  }

  /** A container's namespace goes. */
  void vanish(String netns) {
    links.vanish(new Namespace.Container(netns));
    vanished.add(netns);
    tc.forgetAllBut(namesOfLinks());
  }

  void apply(Plan plan) {
    for (Step step : plan.steps()) {
      step.changes().forEach(change -> apply(change.run()));
      if (step instanceof Step.Perform deed && deed.effect() instanceof KeptFile file) {
        file.text()
            .ifPresentOrElse(
                text -> files.put(file.path().toString(), text.replace('\n', ' ')),
                () -> files.remove(file.path().toString()));
      }
    }
  }

  /** Takes changes back, the last first. */
  void undo(List<Change> changes) {
    for (Change change : changes.reversed()) {
      change.undo().forEach(this::apply);
    }
  }

  void apply(Command command) {
    switch (command) {
      case Command.Ip ip -> links.ip(ip.where(), ip.words());
      case Command.Ip6 ip -> links.ip(ip.where(), List.of(ip.line().split(" ")));
      case Command.IpInContext ip -> links.ip(ip.where(), List.of(ip.line().split(" ")));
      case Command.Bridge bridge -> links.bridge(bridge.where(), bridge.line());
      case Command.Sysctl sysctl -> set(sysctl);
      case Command.Iptables rule -> rules.iptables(rule);
      case Removal.UnusedRule drop -> rules.undo(drop);
      case ToolCall.Firewalld told -> tell(told.line().split("[ =]"));
      case Command.Nft nft -> rules.nft(nft.statement());
      case ToolCall.Conntrack forgotten -> {}
      case Removal.UnusedTable drop -> rules.undo(drop);
      case Removal.NotedRules drop -> rules.undo(drop);
      case Removal.UnusedBridge drop -> {
        if (link(drop.name()).map(Link::ports).orElse(1) == 0) {
          links.ip(Namespace.HOST, List.of("link", "delete", "dev", drop.name()));
        }
      }
      case Command.Tc line -> tc.tc(line.line(), namesOfLinks());
    }
    tc.forgetAllBut(namesOfLinks());
  }

  private Set<String> namesOfLinks() {
    Set<String> names = new HashSet<>();
    allLinks().forEach(link -> names.add(link.name()));
    return names;
  }

  /** The words are {@code --zone ZONE --VERB-source SOURCE}. */
  private void tell(String[] words) {
    Map<String, String> bound = zoneOf.orElseThrow();
    boolean there = bound.getOrDefault(words[3], "").equals(words[1]);
    switch (words[2]) {
      case "--add-source" -> bound.put(words[3], words[1]);
      case "--remove-source" -> {
        if (!there) {
          throw new IllegalStateException("Error: UNKNOWN_SOURCE: " + words[3]);
        }
        bound.remove(words[3]);
      }
      default -> throw new IllegalArgumentException("unknown: firewall-cmd " + words[2]);
    }
  }

  /** Tells whether a setting is of a family that its namespace has. */
  boolean hasFamilyOf(Command.Sysctl sysctl) {
    return !sysctl.key().startsWith("net/ipv6/") || links.in(sysctl.where()).settings().hasIpv6();
  }

  private void set(Command.Sysctl sysctl) {
    PaperNamespace where = links.in(sysctl.where());
    if (!sysctl.whenPresent() || where.settings().get(sysctl.key()).isPresent()) {
      where.set(sysctl.key(), sysctl.value());
    }
  }

  /** Returns a line for each thing that there is, sorted. */
  List<String> dump() {
    List<String> lines = new ArrayList<>(links.dump());
    lines.addAll(rules.dump());
    zoneOf.orElse(Map.of()).forEach((source, zone) -> lines.add("zone " + zone + ": " + source));
    files.forEach((path, text) -> lines.add(FILE + path + " " + text));
    lines.addAll(tc.dump());
    lines.sort(null);
    return lines;
  }

  @Override
  public boolean seemsToHave(String link) {
    return host().has(link);
  }

  /** Files tell nothing of rules and namespaces. */
  @Override
  public HostState quickly(HostQuery query) {
    return seen(query, Findings.of(false)).links(named(query)).state();
  }

  @Override
  public Optional<Link> link(String name) {
    return allLinks().stream().filter(link -> link.name().equals(name)).findFirst();
  }

  @Override
  public HostState thoroughly(HostQuery query) {
    Findings found = seen(query, Findings.of(true));
    if (query.asks(HostQuery.Subject.ALL_LINKS)) {
      found.allLinks(allLinks());
    } else {
      found.links(named(query));
    }
    if (query.asks(HostQuery.Subject.ROUTES)) {
      found.routes(routes());
    }
    if (query.asks(HostQuery.Subject.PORT_VLANS)) {
      found.portVlans(Optional.of(host().vlans()));
    }
    if (!query.netns().isEmpty()) {
      inside(query, found);
    }
    Map<IpFamily, TableRules> nat = new EnumMap<>(IpFamily.class);
    Map<IpFamily, TableRules> filter = new EnumMap<>(IpFamily.class);
    for (IpFamily family : query.iptables()) {
      nat.put(family, rules.table("nat", family));
      filter.put(family, rules.table("filter", family));
    }
    found.nat(nat, HiddenRules.NONE).filter(filter);
    return (query.asks(HostQuery.Subject.NFT) ? found.nft(rules.nft()) : found).state();
  }

  private Findings seen(HostQuery query, Findings found) {
    found.settings(values(host(), query.settings()));
    Map<Question<?>, Object> answers = new HashMap<>();
    query.questions().forEach(question -> answers.put(question, answer(question)));
    found.answers(answers);
    if (query.asks(HostQuery.Subject.NAMESPACE)) {
      found.namespace(namespace(query.netns()));
    }
    if (query.asks(HostQuery.Subject.DEFAULT_LINK)) {
      found.defaultLink(DefaultRoute.among(routes()).map(host()::link));
    }
    if (query.asks(HostQuery.Subject.NAMES)) {
      List<Link> renamed = new ArrayList<>(allLinks());
      renamed.removeIf(link -> !Names.isIfname(link.alias()));
      found.names(namesOfLinks(), renamed);
    }
    query.device().ifPresent(device -> found.device(device(device)));
    if (!query.asks(HostQuery.Subject.FACTS)) {
      return found;
    }
    Map<IpFamily, Boolean> forwarding = new EnumMap<>(IpFamily.class);
    for (IpFamily family : IpFamily.values()) {
      Optional<String> value = host().settings().get(HostFacts.forwardingKey(family));
      value.ifPresent(text -> forwarding.put(family, !text.equals("0")));
    }
    return found.facts(new HostState.Facts("the paper host", forwarding, iptables, true, selinux));
  }

  /** Each kind of question of its own is answered here. */
  private Object answer(Question<?> question) {
    if (question == Firewalld.RUNS) {
      return zoneOf.isPresent();
    }
    if (question == Firewalld.ZONES) {
      return Map.copyOf(zoneOf.orElse(Map.of()));
    }
    if (question == DroppingChains.QUESTION) {
      return List.copyOf(dropping);
    }
    if (question instanceof RoutingRules rules) {
      return links.in(new Namespace.Container(rules.netns())).routing().all();
    }
    if (question instanceof InsideAddresses addresses) {
      PaperNamespace inside = links.in(new Namespace.Container(addresses.netns()));
      return inside.has(addresses.device())
          ? addressesOf(addresses.device(), inside)
          : List.<AddressDetails>of();
    }
    if (question instanceof InsideRoutes routes) {
      return links.in(new Namespace.Container(routes.netns())).routesInFull();
    }
    if (question instanceof FileText file) {
      return Optional.ofNullable(files.get(file.path().toString()));
    }
    return switch (question) {
      case NftTables asked -> rules.nft(asked.tables());
      case NftBeside asked -> rules.nft(asked.tables().tables());
      case NftWithIptables asked -> rules.withIptables(asked);
      case IptablesChain asked -> rules.chain(asked);
      case Listeners listeners -> ports.listeners();
      case PortQuestion asked -> ports.answer(asked, routes(), host());
      case ShapingOf shaping -> Optional.of(tc.of(shaping.link()));
      default -> throw new IllegalArgumentException("unknown: " + question);
    };
  }

  /** A device is known by the name of its link, or is one of a program's. */
  private Device device(DeviceQuery query) {
    String driver = userspace.getOrDefault(query.pci(), "");
    Optional<Link> link = link(query.link());
    return new Device(
        driver.isEmpty() ? link : Optional.empty(),
        driver,
        driver.isEmpty() && link.isEmpty()
            ? "there is no link " + query.link() + " on the host"
            : "");
  }

  /** Which namespace a path leads to; there are all that have not vanished. */
  Optional<String> namespace(String netns) {
    return vanished.contains(netns) ? Optional.empty() : namespaces.apply(netns);
  }

  /** Says who knows which namespace a path leads to. */
  void tellNamespaces(Function<String, Optional<String>> by) {
    namespaces = by;
  }

  /** Returns what puts the rules back as they are now, as tools do that do all or nothing. */
  Runnable remembered() {
    PaperRules now = rules.copy();
    return () -> rules = now;
  }

  private List<Link> named(HostQuery query) {
    return allLinks().stream().filter(link -> query.links().contains(link.name())).toList();
  }

  private void inside(HostQuery query, Findings found) {
    PaperNamespace inside = links.in(new Namespace.Container(query.netns()));
    if (vanished.contains(query.netns())) {
      found.insideGone();
    }
    boolean routes = query.asks(HostQuery.Subject.ROUTES_INSIDE);
    if (query.asks(HostQuery.Subject.LINKS_INSIDE)) {
      found.inside(inside.links(), routes ? inside.routes().all() : List.of());
    }
    found.settingsInside(values(inside, query.settingsInside()));
  }

  private static Map<String, Optional<String>> values(PaperNamespace where, List<String> keys) {
    Map<String, Optional<String>> values = new HashMap<>();
    keys.forEach(key -> values.put(key, where.settings().get(key)));
    return values;
  }

  @Override
  public DeviceDetails details(String device) {
    return new DeviceDetails(device, addressesOf(device, host()), List.of(), List.of());
  }

  private static List<AddressDetails> addressesOf(String device, PaperNamespace where) {
    List<AddressDetails> addresses = new ArrayList<>();
    for (Cidr address : where.link(device).addresses()) {
      addresses.add(new AddressDetails(device, address, "", "", false, List.of()));
    }
    return addresses;
  }

  @Override
  public List<Route> routes() {
    return host().routes().all();
  }

  @Override
  public List<Link> allLinks() {
    return host().links();
  }

  @Override
  public Optional<List<Link>> linksInside(String netns) {
    return vanished.contains(netns)
        ? Optional.empty()
        : Optional.of(links.in(new Namespace.Container(netns)).links());
  }
}
