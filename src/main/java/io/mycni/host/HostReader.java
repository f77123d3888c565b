// Looks at the host: quickly by files alone, or thoroughly by asking ip, iptables and nft.
package io.mycni.host;

import io.mycni.exec.Shell;
import io.mycni.net.IpFamily;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the state of the host for one call. */
public final class HostReader implements HostLook {
  private static final List<String> ALL_LINKS = List.of("-json", "-details", "address", "show");

  private final Shell shell;

  /** Makes a reader that asks by that shell when files do not tell. */
  public HostReader(Shell shell) {
    this.shell = shell;
  }

  @Override
  public boolean seemsToHave(String link) {
    return SysfsLinks.isThere(link);
  }

  /**
   * Looks without starting a process. Where the files cannot be trusted (a {@code /sys} of another
   * network namespace), the links are asked for all the same.
   */
  @Override
  public HostState quickly(HostQuery query) {
    List<Link> links = new ArrayList<>();
    for (String name : query.links()) {
      Optional<Link> link = link(name);
      if (link.isPresent()) {
        links.add(link.get());
      }
    }
    Findings found = Findings.of(false).links(links).settings(SettingReader.read(query.settings()));
    if (query.asks(HostQuery.Subject.DEFAULT_LINK)) {
      Optional<String> device = DefaultRoute.device(shell);
      found.defaultLink(device.isPresent() ? link(device.get()) : Optional.empty());
    }
    namespace(query, found);
    NamedDevices.tell(query, this, found);
    answer(query, found);
    return facts(query, found, List.of()).state();
  }

  private void answer(HostQuery query, Findings found) {
    Map<Question<?>, Object> answers = new HashMap<>();
    for (Question<?> question : query.questions()) {
      if (found.thorough || question.isQuick()) {
        answers.put(question, question.ask(shell));
      }
    }
    found.answers(answers);
  }

  @Override
  public Optional<Link> link(String name) {
    SysfsLinks.Answer answer = SysfsLinks.read(name);
    return answer.reliable() ? answer.link() : askFor(name);
  }

  /**
   * Asks for everything.
   *
   * @throws io.mycni.cni.CniException when a question gets no answer; that is never taken for
   *     "nothing there"
   */
  @Override
  public HostState thoroughly(HostQuery query) {
    Findings found = Findings.of(true).settings(SettingReader.read(query.settings()));
    links(query, found);
    namespace(query, found);
    NamedDevices.tell(query, this, found);
    if (query.asks(HostQuery.Subject.DEFAULT_LINK)) {
      Optional<String> device = DefaultRoute.device(shell);
      found.defaultLink(device.isPresent() ? askFor(device.get()) : Optional.empty());
    }
    if (query.asks(HostQuery.Subject.ROUTES)) {
      found.routes(routes());
    }
    if (query.asks(HostQuery.Subject.PORT_VLANS)) {
      found.portVlans(PortVlanReader.all(shell));
    }
    if (!query.netns().isEmpty()) {
      inside(query, found);
    }
    answer(query, found);
    return facts(query, found, rules(query, found)).state();
  }

  private static void namespace(HostQuery query, Findings found) {
    if (query.asks(HostQuery.Subject.NAMESPACE)) {
      found.namespace(NetnsIdentity.lasting(query.netns()));
    }
  }

  private void links(HostQuery query, Findings found) {
    if (query.asks(HostQuery.Subject.ALL_LINKS)) {
      found.allLinks(allLinks());
      return;
    }
    List<Link> links = new ArrayList<>();
    for (String name : query.links()) {
      askFor(name).ifPresent(links::add);
    }
    found.links(links);
  }

  /** A namespace that is gone has no links, no routes and no settings. */
  private void inside(HostQuery query, Findings found) {
    String netns = query.netns();
    boolean gone = false;
    if (query.asks(HostQuery.Subject.LINKS_INSIDE)) {
      Optional<List<Link>> links = linksInside(netns);
      gone = links.isEmpty();
      if (!gone) {
        boolean routes = query.asks(HostQuery.Subject.ROUTES_INSIDE);
        found.inside(links.get(), routes ? routes(Optional.of(netns)) : List.of());
      }
    }
    Optional<Map<String, Optional<String>>> settings =
        gone ? Optional.empty() : SettingReader.inside(shell, netns, query.settingsInside());
    found.settingsInside(settings.orElseGet(() -> SettingReader.none(query.settingsInside())));
    if (gone || settings.isEmpty()) {
      found.insideGone();
    }
  }

  /** Returns what there is to say about the rules. */
  private List<String> rules(HostQuery query, Findings found) {
    Map<IpFamily, TableRules> nat = new EnumMap<>(IpFamily.class);
    Map<IpFamily, TableRules> filter = new EnumMap<>(IpFamily.class);
    List<String> notes = new ArrayList<>();
    RuleReader rules = new RuleReader(shell);
    for (IpFamily family : query.iptables()) {
      Optional<String> listing = rules.iptables(family);
      if (listing.isPresent()) {
        nat.put(family, TableRules.parse("nat", listing.get()));
        filter.put(family, TableRules.parse("filter", listing.get()));
        if (listing.get().contains("\n:FORWARD DROP ")) {
          notes.add(HostFacts.forwardDrops(family));
        }
      }
    }
    if (query.asks(HostQuery.Subject.NFT)) {
      found.nft(rules.nft());
    }
    found.nat(nat, rules.hidden()).filter(filter);
    return notes;
  }

  private Findings facts(HostQuery query, Findings found, List<String> notes) {
    if (!query.asks(HostQuery.Subject.FACTS)) {
      return found.notes(notes);
    }
    List<String> all = new ArrayList<>(HostFacts.notes());
    all.addAll(notes);
    Tools tools = shell.tools();
    return found
        .notes(all)
        .facts(
            new HostState.Facts(
                HostFacts.hostId(),
                HostFacts.forwarding(),
                tools.find("iptables-restore").isPresent()
                    && tools.find("iptables-save").isPresent(),
                tools.find("nft").isPresent(),
                HostFacts.hasSelinux()));
  }

  private Optional<Link> askFor(String name) {
    List<String> question = List.of("-json", "-details", "address", "show", "dev", name);
    String what = "look at " + name;
    Runner.Outcome outcome = shell.ask(what, "ip", question);
    if (!outcome.ok()) {
      if (saysMissing(outcome, name)) {
        return Optional.empty();
      }
      throw Shell.unanswered(what, "ip", question, outcome);
    }
    List<Link> links = IpJson.links(outcome.stdout());
    if (links.isEmpty()) {
      // It would have said that there is none.
      throw Shell.unanswered(what, "ip", question, outcome);
    }
    Link link = links.getFirst();
    return Optional.of(link.isBridge() ? withPorts(link, countPorts(name)) : link);
  }

  private static Link withPorts(Link bridge, int ports) {
    boolean floating = SysfsLinks.hasFloatingMac(bridge.name());
    return bridge.but().bridge(new Link.Bridge(bridge.vlanFiltering(), floating, ports)).build();
  }

  /** The exact words of an ip that ran, and found no such link. */
  private static boolean saysMissing(Runner.Outcome outcome, String name) {
    return outcome.exit() == 1
        && !outcome.timedOut()
        && outcome.err().equals("Device \"" + name + "\" does not exist.");
  }

  private int countPorts(String bridge) {
    return (int)
        shell
            .answer(
                "count the ports of " + bridge,
                "ip",
                List.of("-oneline", "link", "show", "master", bridge))
            .out()
            .lines()
            .count();
  }

  @Override
  public DeviceDetails details(String device) {
    byte[] addresses = shell.answer("look at all addresses", "ip", ALL_LINKS).stdout();
    Map<IpFamily, byte[]> routes = new EnumMap<>(IpFamily.class);
    for (IpFamily family : HostFacts.forwarding().keySet()) {
      List<String> question =
          List.of("-json", "-details", "-N", family.ipFlag(), "route", "show", "table", "all");
      routes.put(family, shell.answer("look at all routes of " + family, "ip", question).stdout());
    }
    return IpDetails.read(device, addresses, routes);
  }

  /** Returns all links of the host. */
  @Override
  public List<Link> allLinks() {
    String what = "look at all links";
    Runner.Outcome outcome = shell.answer(what, "ip", ALL_LINKS);
    List<Link> links = new ArrayList<>(withLoopback(what, outcome));
    Map<String, Integer> ports = new HashMap<>();
    for (Link link : links) {
      ports.merge(link.master(), 1, Integer::sum);
    }
    links.replaceAll(
        link -> link.isBridge() ? withPorts(link, ports.getOrDefault(link.name(), 0)) : link);
    return links;
  }

  @Override
  public List<Route> routes() {
    return routes(Optional.empty());
  }

  /** Returns the links in a namespace; empty when there is known to be no such namespace. */
  @Override
  public Optional<List<Link>> linksInside(String netns) {
    if (NetnsIdentity.of(netns).isEmpty()) {
      return Optional.empty();
    }
    String what = "look into " + netns;
    Runner.Outcome outcome = shell.askInside(what, netns, ALL_LINKS);
    if (outcome.ok()) {
      return Optional.of(withLoopback(what, outcome));
    }
    // It may have gone meanwhile.
    if (NetnsIdentity.of(netns).isEmpty()) {
      return Optional.empty();
    }
    throw Shell.unanswered(what + " by nsenter", "ip", ALL_LINKS, outcome);
  }

  /** Every namespace has lo; an answer without any link is none. */
  private static List<Link> withLoopback(String what, Runner.Outcome outcome) {
    List<Link> links = IpJson.links(outcome.stdout());
    if (links.isEmpty()) {
      throw Shell.unanswered(what, "ip", ALL_LINKS, outcome);
    }
    return links;
  }

  /** Returns the routes of all tables, of both families, of the host or in a namespace. */
  private List<Route> routes(Optional<String> netns) {
    List<Route> routes = new ArrayList<>();
    for (IpFamily family : HostFacts.forwarding().keySet()) {
      List<String> question =
          List.of("-json", "-N", family.ipFlag(), "route", "show", "table", "all");
      String what = "look at the routes of " + family;
      Runner.Outcome outcome =
          netns.isPresent()
              ? shell.answerInside(what + " in " + netns.get(), netns.get(), question)
              : shell.answer(what, "ip", question);
      routes.addAll(IpJson.routes(family, outcome.stdout()));
    }
    return routes;
  }
}
