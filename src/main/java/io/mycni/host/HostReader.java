// Looks at the host: quickly by files alone, or thoroughly by asking ip, iptables and nft.
package io.mycni.host;

import io.mycni.exec.Runner;
import io.mycni.exec.Shell;
import io.mycni.net.IpFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the state of the host for one call. */
public final class HostReader implements HostLook {
  private final Shell shell;

  /** Makes a reader that asks by that shell when files do not tell. */
  public HostReader(Shell shell) {
    this.shell = shell;
  }

  /**
   * Looks without starting a process. Where the files cannot be trusted (a {@code /sys} of another
   * network namespace), the links are asked for all the same.
   */
  @Override
  public HostState quickly(HostQuery query) {
    Map<String, Link> links = new HashMap<>();
    for (String name : query.links()) {
      SysfsLinks.Answer answer = SysfsLinks.read(name);
      Optional<Link> link = answer.reliable() ? answer.link() : askFor(name);
      link.ifPresent(found -> links.put(name, found));
    }
    return state(
        false, links, Map.of(), false, List.of(), Map.of(), NftState.NONE, HostFacts.notes());
  }

  /** Asks for everything. */
  @Override
  public HostState thoroughly(HostQuery query) {
    Map<String, Link> links = new HashMap<>();
    for (String name : query.links()) {
      askFor(name).ifPresent(link -> links.put(name, link));
    }
    Map<String, Link> inside = new HashMap<>();
    boolean insideGone = false;
    if (!query.netns().isEmpty()) {
      Optional<List<Link>> found = linksInside(query.netns());
      insideGone = found.isEmpty();
      for (Link link : found.orElse(List.of())) {
        inside.put(link.name(), link);
      }
    }
    List<Route> routes =
        query.netns().isEmpty() || insideGone ? List.of() : routesInside(query.netns());
    Map<IpFamily, NatRules> nat = new EnumMap<>(IpFamily.class);
    NftState nft = NftState.NONE;
    List<String> notes = new ArrayList<>(HostFacts.notes());
    if (query.rules()) {
      for (IpFamily family : IpFamily.values()) {
        Optional<String> rules = rules(family);
        rules.ifPresent(listing -> nat.put(family, NatRules.parse(listing)));
        rules
            .filter(listing -> listing.contains("\n:FORWARD DROP "))
            .ifPresent(listing -> notes.add(HostFacts.forwardDrops(family)));
      }
      nft = nftState();
    }
    return state(true, links, inside, insideGone, routes, nat, nft, notes);
  }

  private HostState state(
      boolean thorough,
      Map<String, Link> links,
      Map<String, Link> inside,
      boolean insideGone,
      List<Route> routesInside,
      Map<IpFamily, NatRules> nat,
      NftState nft,
      List<String> notes) {
    return new HostState(
        thorough,
        HostFacts.hostId(),
        links,
        inside,
        insideGone,
        routesInside,
        HostFacts.forwarding(),
        nat,
        nft,
        shell.tools().find("iptables-restore").isPresent(),
        shell.tools().find("nft").isPresent(),
        notes);
  }

  private Optional<Link> askFor(String name) {
    Runner.Outcome outcome =
        shell.ask(
            "look at " + name, "ip", List.of("-json", "-details", "address", "show", "dev", name));
    if (!outcome.ok()) {
      return Optional.empty();
    }
    List<Link> links = IpJson.links(outcome.stdout());
    if (links.isEmpty()) {
      return Optional.empty();
    }
    Link link = links.getFirst();
    return Optional.of(link.isBridge() ? link.with(link.addresses(), countPorts(name)) : link);
  }

  private int countPorts(String bridge) {
    Runner.Outcome outcome =
        shell.ask(
            "count the ports of " + bridge,
            "ip",
            List.of("-oneline", "link", "show", "master", bridge));
    return outcome.ok() ? (int) outcome.out().lines().count() : 0;
  }

  /** Returns all links of the host. */
  @Override
  public List<Link> allLinks() {
    Runner.Outcome outcome =
        shell.ask("look at all links", "ip", List.of("-json", "-details", "address", "show"));
    return outcome.ok() ? IpJson.links(outcome.stdout()) : List.of();
  }

  @Override
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      Runner.Outcome outcome =
          shell.ask(
              "look at the routes of " + family,
              "ip",
              List.of("-json", family.ipFlag(), "route", "show", "table", "all"));
      if (outcome.ok()) {
        routes.addAll(IpJson.routes(family, outcome.stdout()));
      }
    }
    return routes;
  }

  /** Returns the links in a namespace; empty when there is no such namespace. */
  @Override
  public Optional<List<Link>> linksInside(String netns) {
    if (!Files.exists(Path.of(netns))) {
      return Optional.empty();
    }
    Runner.Outcome outcome =
        shell.askInside(
            "look into " + netns, netns, List.of("-json", "-details", "address", "show"));
    return outcome.ok() ? Optional.of(IpJson.links(outcome.stdout())) : Optional.empty();
  }

  /** Returns the routes of all tables in a namespace, of both families. */
  private List<Route> routesInside(String netns) {
    List<Route> routes = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      Runner.Outcome outcome =
          shell.askInside(
              "look at the routes in " + netns,
              netns,
              List.of("-json", family.ipFlag(), "route", "show", "table", "all"));
      if (outcome.ok()) {
        routes.addAll(IpJson.routes(family, outcome.stdout()));
      }
    }
    return routes;
  }

  /**
   * Returns the rules of all tables of a family; empty when there is no iptables for it, or it
   * fails. All tables, because to ask for one would bring it about where it is missing.
   */
  private Optional<String> rules(IpFamily family) {
    String tool = family == IpFamily.V4 ? "iptables-save" : "ip6tables-save";
    if (shell.tools().find(tool).isEmpty()) {
      return Optional.empty();
    }
    Runner.Outcome outcome = shell.ask("look at the rules of " + family, tool, List.of());
    return outcome.ok() ? Optional.of(outcome.out()) : Optional.empty();
  }

  /** Returns the tables of nftables that mycni may write to. */
  private NftState nftState() {
    if (shell.tools().find("nft").isEmpty()) {
      return NftState.NONE;
    }
    Runner.Outcome outcome =
        shell.ask("look at nftables", "nft", List.of("--json", "--handle", "list", "tables"));
    if (!outcome.ok()) {
      return NftState.NONE;
    }
    NftState tables = NftJson.read(outcome.stdout());
    NftState all = new NftState(tables.tables(), List.of(), List.of());
    for (String table : tables.tables()) {
      if (table.equals("inet cni_plugins_masquerade") || table.equals("bridge nat")) {
        List<String> question = new ArrayList<>(List.of("--json", "--handle", "list", "table"));
        question.addAll(List.of(table.split(" ")));
        Runner.Outcome listing = shell.ask("look at table " + table, "nft", question);
        if (listing.ok()) {
          NftState found = NftJson.read(listing.stdout());
          List<String> chains = new ArrayList<>(all.chains());
          chains.addAll(found.chains());
          List<NftRule> rules = new ArrayList<>(all.rules());
          rules.addAll(found.rules());
          all = new NftState(all.tables(), chains, rules);
        }
      }
    }
    return all;
  }
}
