// What one look at the host has found, gathered piece by piece; by readers of hosts and by tests.
package io.mycni.host;

import io.mycni.net.IpFamily;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gathers the answer to a {@link HostQuery}; what is not given was not looked at. */
public final class Findings {
  final boolean thorough;
  Optional<HostState.Facts> facts = Optional.empty();
  Map<String, Link> links = Map.of();
  Optional<List<Link>> allLinks = Optional.empty();
  Map<String, Link> inside = Map.of();
  boolean insideGone;
  Optional<Optional<String>> namespace = Optional.empty();
  Optional<Optional<Link>> defaultLink = Optional.empty();
  Optional<Set<String>> names = Optional.empty();
  List<Link> renamed = List.of();
  Optional<Device> device = Optional.empty();
  List<Route> routesInside = List.of();
  Optional<List<Route>> routes = Optional.empty();
  Map<String, Optional<String>> settings = Map.of();
  Map<String, Optional<String>> settingsInside = Map.of();
  Optional<Map<String, List<PortVlan>>> portVlans = Optional.empty();
  Map<IpFamily, TableRules> nat = Map.of();
  Map<IpFamily, TableRules> filter = Map.of();
  HiddenRules hidden = HiddenRules.NONE;
  NftState nft = NftState.NONE;
  List<String> notes = List.of();
  List<DeviceDetails> details = List.of();
  Map<Question<?>, Object> answers = Map.of();

  private Findings(boolean thorough) {
    this.thorough = thorough;
  }

  Findings(Findings other) {
    thorough = other.thorough;
    facts = other.facts;
    links = other.links;
    allLinks = other.allLinks;
    inside = other.inside;
    insideGone = other.insideGone;
    namespace = other.namespace;
    defaultLink = other.defaultLink;
    names = other.names;
    renamed = other.renamed;
    device = other.device;
    routesInside = other.routesInside;
    routes = other.routes;
    settings = other.settings;
    settingsInside = other.settingsInside;
    portVlans = other.portVlans;
    nat = other.nat;
    filter = other.filter;
    hidden = other.hidden;
    nft = other.nft;
    notes = other.notes;
    details = other.details;
    answers = other.answers;
  }

  /**
   * Begins the answer of a look.
   *
   * @param thorough whether everything is looked at that was asked for
   */
  public static Findings of(boolean thorough) {
    return new Findings(thorough);
  }

  /** Gives what the host is. */
  public Findings facts(HostState.Facts found) {
    facts = Optional.of(found);
    return this;
  }

  /** Gives those of the links that were asked for by name that exist. */
  public Findings links(List<Link> found) {
    links = byName(found);
    return this;
  }

  /** Gives all links of the host. */
  public Findings allLinks(List<Link> found) {
    allLinks = Optional.of(List.copyOf(found));
    return this;
  }

  /** Gives what is in the container's namespace. */
  public Findings inside(List<Link> found, List<Route> foundRoutes) {
    inside = byName(found);
    routesInside = List.copyOf(foundRoutes);
    return this;
  }

  /** Says that the namespace was looked for and is not there. */
  public Findings insideGone() {
    insideGone = true;
    return this;
  }

  /** Gives the identity of the namespace that the container's path leads to; empty for none. */
  public Findings namespace(Optional<String> identity) {
    namespace = Optional.of(identity);
    return this;
  }

  /** Gives the link of the host's default route; empty when there is no such route. */
  public Findings defaultLink(Optional<Link> found) {
    defaultLink = Optional.of(found);
    return this;
  }

  /**
   * Gives the names of all links of the host.
   *
   * @param found the names
   * @param foundRenamed the links whose alias is the name of a link
   */
  public Findings names(Set<String> found, List<Link> foundRenamed) {
    names = Optional.of(Set.copyOf(found));
    renamed = List.copyOf(foundRenamed);
    return this;
  }

  /** Gives the device that was asked for. */
  public Findings device(Device found) {
    device = Optional.of(found);
    return this;
  }

  /** Gives the host's routes. */
  public Findings routes(List<Route> found) {
    routes = Optional.of(List.copyOf(found));
    return this;
  }

  /** Gives the settings that were asked for; those that the kernel lacks have no value. */
  public Findings settings(Map<String, Optional<String>> found) {
    settings = Map.copyOf(found);
    return this;
  }

  /** The same of the container's namespace. */
  public Findings settingsInside(Map<String, Optional<String>> found) {
    settingsInside = Map.copyOf(found);
    return this;
  }

  /** Gives the VLANs of all ports by the ports' names; empty when they cannot be seen. */
  public Findings portVlans(Optional<Map<String, List<PortVlan>>> found) {
    portVlans = found;
    return this;
  }

  /**
   * Gives the nat tables of iptables; a family that is missing was not asked for, or has no
   * iptables.
   */
  public Findings nat(Map<IpFamily, TableRules> found, HiddenRules foundHidden) {
    nat = Map.copyOf(found);
    hidden = foundHidden;
    return this;
  }

  /** Gives the filter tables of iptables, as {@link #nat} the others. */
  public Findings filter(Map<IpFamily, TableRules> found) {
    filter = Map.copyOf(found);
    return this;
  }

  /** Gives the tables of nftables. */
  public Findings nft(NftState found) {
    nft = found;
    return this;
  }

  /** Gives the answers to questions of kinds of their own. */
  public Findings answers(Map<Question<?>, Object> found) {
    answers = Map.copyOf(found);
    return this;
  }

  /** Gives what the reader of a plan should know. */
  public Findings notes(List<String> found) {
    notes = List.copyOf(found);
    return this;
  }

  /** Returns the answer. */
  public HostState state() {
    return new HostState(new Findings(this));
  }

  private static Map<String, Link> byName(List<Link> links) {
    Map<String, Link> byName = new HashMap<>();
    for (Link link : links) {
      byName.put(link.name(), link);
    }
    return Map.copyOf(byName);
  }
}
