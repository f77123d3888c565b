// The host as a planner sees it: a value, so that planners are pure. What was not asked for, or
// could not be seen, is never told as nothing there.
package io.mycni.host;

import io.mycni.net.IpFamily;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found. A quick look starts no process: it leaves out the container's namespace, rules,
 * routes and the VLANs of ports. Planners take the namespace and the rules to be clean then.
 */
public final class HostState {
  private final Findings seen;

  HostState(Findings seen) {
    this.seen = seen;
  }

  /** Tells whether everything was looked at that was asked for. */
  public boolean thorough() {
    return seen.thorough;
  }

  /** Returns a link on the host; empty when there is none of that name, or nobody asked for it. */
  public Optional<Link> link(String name) {
    Link link = seen.links.get(name);
    if (link == null && seen.allLinks.isPresent()) {
      for (Link each : seen.allLinks.get()) {
        link = each.name().equals(name) ? each : link;
      }
    }
    return Optional.ofNullable(link);
  }

  /**
   * Returns all links of the host.
   *
   * @throws IllegalStateException when they were not looked at
   */
  public List<Link> allLinks() {
    return asked(seen.allLinks, "all links");
  }

  /** Returns a link in the container; empty when there is none of that name, or nobody looked. */
  public Optional<Link> insideLink(String name) {
    return Optional.ofNullable(seen.inside.get(name));
  }

  /** Returns the links in the container by name; none when nobody looked. */
  public Map<String, Link> inside() {
    return seen.inside;
  }

  /** Tells whether the namespace was looked for and is not there. */
  public boolean insideGone() {
    return seen.insideGone;
  }

  /**
   * Returns which namespace the container's path leads to, see {@link NetnsIdentity}; empty when
   * there is none.
   *
   * @throws IllegalStateException when it was not looked at
   */
  public Optional<String> namespace() {
    return asked(seen.namespace, "the container's namespace");
  }

  /**
   * Returns the link of the host's default route; empty when there is no such route.
   *
   * @throws IllegalStateException when it was not looked at
   */
  public Optional<Link> defaultLink() {
    return asked(seen.defaultLink, "the default route");
  }

  /**
   * Tells whether a name is taken on the host.
   *
   * @throws IllegalStateException when names were not looked at
   */
  public boolean hasName(String name) {
    return asked(seen.names, "names").contains(name);
  }

  /**
   * Returns the links of the host whose alias is the name of a link, their own or another.
   *
   * @throws IllegalStateException when names were not looked at
   */
  public List<Link> renamed() {
    asked(seen.names, "names");
    return seen.renamed;
  }

  /**
   * Returns what was found of the device that was asked for.
   *
   * @throws IllegalStateException when none was asked for
   */
  public Device device() {
    return asked(seen.device, "a device");
  }

  /** Returns the routes in the container's namespace; none when nobody looked. */
  public List<Route> routesInside() {
    return seen.routesInside;
  }

  /**
   * Returns the host's routes of all tables and both families.
   *
   * @throws IllegalStateException when they were not looked at
   */
  public List<Route> routes() {
    return asked(seen.routes, "routes");
  }

  /**
   * Returns the value of a setting of the host, as the kernel prints it but for white space around.
   *
   * @param key its path below {@code /proc/sys}
   * @return the value; empty when the kernel has no such setting
   * @throws IllegalStateException when it was not looked at
   */
  public Optional<String> setting(String key) {
    return asked(Optional.ofNullable(seen.settings.get(key)), key);
  }

  /**
   * Returns the value of a setting in the container's namespace, as {@link #setting} does.
   *
   * @return the value; empty when the kernel has no such setting, or the namespace is gone
   * @throws IllegalStateException when it was not looked at
   */
  public Optional<String> settingInside(String key) {
    return asked(Optional.ofNullable(seen.settingsInside.get(key)), key + " inside");
  }

  /**
   * Returns the VLANs of a port.
   *
   * @return the VLANs, none for what is no port; empty when they could not be seen, because nobody
   *     asked for them or there is no {@code bridge} tool
   */
  public Optional<List<PortVlan>> portVlans(String device) {
    return seen.portVlans.isEmpty()
        ? Optional.empty()
        : Optional.of(seen.portVlans.get().getOrDefault(device, List.of()));
  }

  /** Returns what was seen of an interface in full; empty when nobody looked. */
  public Optional<DeviceDetails> details(String device) {
    for (DeviceDetails each : seen.details) {
      if (each.device().equals(device)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the answer to a question of a kind of its own.
   *
   * @throws IllegalStateException when it was not asked, or not in a look that could answer it
   */
  @SuppressWarnings("unchecked")
  public <A> A answer(Question<A> question) {
    return (A) asked(Optional.ofNullable(seen.answers.get(question)), question.toString());
  }

  /** Returns the same where it was asked, and nothing where it was not. */
  @SuppressWarnings("unchecked")
  public <A> Optional<A> answerIfAsked(Question<A> question) {
    return Optional.ofNullable((A) seen.answers.get(question));
  }

  /** Returns the same host, and what was seen of interfaces in full. */
  public HostState with(List<DeviceDetails> details) {
    Findings more = new Findings(seen);
    more.details = List.copyOf(details);
    return new HostState(more);
  }

  /** Returns the same host, and what another look saw inside a container, and of settings. */
  HostState with(HostState inside) {
    Findings more = new Findings(seen);
    more.inside = inside.seen.inside;
    more.insideGone = inside.seen.insideGone;
    more.routesInside = inside.seen.routesInside;
    more.settings = inside.seen.settings;
    more.settingsInside = inside.seen.settingsInside;
    return new HostState(more).answering(inside.seen.answers);
  }

  /** Returns the same host, and what another look alone saw inside a container. */
  HostState withInside(List<Link> links, InsideLook look) {
    Findings more = new Findings(seen).inside(links, look.routes());
    return new HostState(more.settingsInside(look.settings()));
  }

  /** Returns the same host, and answers that another look has given. */
  HostState answering(Map<Question<?>, Object> answers) {
    Findings more = new Findings(seen);
    more.answers = new HashMap<>(seen.answers);
    more.answers.putAll(answers);
    return new HostState(more);
  }

  /** Returns the nat table; nothing in it when nobody looked. */
  public TableRules natRules(IpFamily family) {
    return seen.nat.getOrDefault(family, TableRules.NONE);
  }

  /** Returns the filter table; nothing in it when nobody looked. */
  public TableRules filterRules(IpFamily family) {
    return seen.filter.getOrDefault(family, TableRules.NONE);
  }

  /** Returns what hides from the iptables of this host. */
  public HiddenRules hidden() {
    return seen.hidden;
  }

  /** Returns the tables of nftables; none when nobody looked. */
  public NftState nft() {
    return seen.nft;
  }

  /** Returns what the reader of a plan should know about the host. */
  public List<String> notes() {
    return seen.notes;
  }

  /** Returns what tells this host from others: its machine ID. */
  public String hostId() {
    return facts().hostId();
  }

  /** Tells whether the kernel has the family. */
  public boolean has(IpFamily family) {
    return facts().forwarding().containsKey(family);
  }

  /** Tells whether the family is forwarded. */
  public boolean forwards(IpFamily family) {
    return facts().forwarding().getOrDefault(family, false);
  }

  /** Tells whether iptables is installed. */
  public boolean hasIptables() {
    return facts().hasIptables();
  }

  /** Tells whether nft is installed. */
  public boolean hasNft() {
    return facts().hasNft();
  }

  /** Tells whether the kernel has SELinux, and it is switched on. */
  public boolean hasSelinux() {
    return facts().hasSelinux();
  }

  private Facts facts() {
    return asked(seen.facts, "facts");
  }

  private static <T> T asked(Optional<T> answer, String what) {
    if (answer.isEmpty()) {
      throw new IllegalStateException("nobody looked at this of the host: " + what);
    }
    return answer.get();
  }

  /**
   * What the host is.
   *
   * @param hostId what tells it from others
   * @param forwarding whether each family is forwarded; a family that the kernel lacks is missing
   * @param hasIptables whether iptables is installed
   * @param hasNft whether nft is installed
   * @param hasSelinux whether the kernel has SELinux, and it is switched on
   */
  public record Facts(
      String hostId,
      Map<IpFamily, Boolean> forwarding,
      boolean hasIptables,
      boolean hasNft,
      boolean hasSelinux) {
    /** Copies the map. */
    public Facts {
      forwarding = Map.copyOf(forwarding);
    }
  }
}
