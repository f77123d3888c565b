// What somebody wants to know about the host: small questions, each for one thing, and their union,
// so that the parts of an attachment are asked one by one and the host is looked at once.
package io.mycni.host;

import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A question to the host; {@link HostState} has its answer.
 *
 * @param links the names of the links that matter
 * @param subjects what is asked for as a whole
 * @param netns the container's namespace; empty when nothing inside is asked for
 * @param iptables the families whose iptables rules matter
 * @param settings settings of the host, as paths below {@code /proc/sys}
 * @param settingsInside settings in the container's namespace
 * @param device a device that need not be named as a link; empty when none is asked for
 * @param questions questions of kinds of their own
 */
public record HostQuery(
    List<String> links,
    Set<Subject> subjects,
    String netns,
    List<IpFamily> iptables,
    List<String> settings,
    List<String> settingsInside,
    Optional<DeviceQuery> device,
    List<Question<?>> questions) {

  /** What is asked for as a whole, or not at all. */
  public enum Subject {
    /** All links of the host. */
    ALL_LINKS,
    /** The names of all links of the host, and those links that go by another name than theirs. */
    NAMES,
    /** Links in the container's namespace. */
    LINKS_INSIDE,
    /** Routes in the container's namespace. */
    ROUTES_INSIDE,
    /** The tables of nftables that mycni may write to. */
    NFT,
    /** The host's routes. */
    ROUTES,
    /** The link of the host's default route. */
    DEFAULT_LINK,
    /** Which namespace the container's path leads to. */
    NAMESPACE,
    /** The VLANs of all ports of bridges. */
    PORT_VLANS,
    /** What the host is, and what is installed. */
    FACTS
  }

  /** A question for nothing, to which others are added. */
  public static final HostQuery NOTHING =
      new HostQuery(List.of(), Set.of(), "", List.of(), List.of(), List.of(), Optional.empty());

  /** Copies the collections. */
  public HostQuery {
    links = List.copyOf(links);
    subjects = Set.copyOf(subjects);
    iptables = List.copyOf(iptables);
    settings = List.copyOf(settings);
    settingsInside = List.copyOf(settingsInside);
    questions = List.copyOf(questions);
  }

  private HostQuery(
      List<String> links,
      Set<Subject> subjects,
      String netns,
      List<IpFamily> iptables,
      List<String> settings,
      List<String> settingsInside,
      Optional<DeviceQuery> device) {
    this(links, subjects, netns, iptables, settings, settingsInside, device, List.of());
  }

  /** Asks a question of a kind of its own. */
  public static HostQuery question(Question<?> question) {
    return NOTHING.asking(List.of(question));
  }

  private HostQuery asking(List<Question<?>> asked) {
    return new HostQuery(links, subjects, netns, iptables, settings, settingsInside, device, asked);
  }

  /** Asks for a link of the host. */
  public static HostQuery link(String name) {
    return links(List.of(name));
  }

  /** Asks for links of the host. */
  public static HostQuery links(List<String> names) {
    List<String> links = union(List.of(), names);
    return new HostQuery(links, Set.of(), "", List.of(), List.of(), List.of(), Optional.empty());
  }

  /** Asks for all links of the host. */
  public static HostQuery allLinks() {
    return of(Subject.ALL_LINKS);
  }

  /**
   * Asks for the names of all links of the host, and for the links whose alias is the name of a
   * link, as host-device leaves them.
   */
  public static HostQuery names() {
    return of(Subject.NAMES);
  }

  /** Asks for a device. */
  public static HostQuery device(DeviceQuery device) {
    return new HostQuery(
        List.of(), Set.of(), "", List.of(), List.of(), List.of(), Optional.of(device));
  }

  /**
   * Asks for the links in a namespace.
   *
   * @param netns its path; where that is empty there is none, and nothing is asked
   */
  public static HostQuery linksInside(String netns) {
    return inside(netns, Subject.LINKS_INSIDE);
  }

  /**
   * Asks for the links and routes in a namespace.
   *
   * @param netns its path; where that is empty there is none, and nothing is asked
   */
  public static HostQuery inside(String netns) {
    return inside(netns, Subject.LINKS_INSIDE).and(inside(netns, Subject.ROUTES_INSIDE));
  }

  private static HostQuery inside(String netns, Subject subject) {
    Set<Subject> subjects = netns.isEmpty() ? Set.of() : Set.of(subject);
    return new HostQuery(
        List.of(), subjects, netns, List.of(), List.of(), List.of(), Optional.empty());
  }

  /**
   * Asks which namespace a path leads to.
   *
   * @param netns the path; where that is empty there is none, and nothing is asked
   */
  public static HostQuery namespace(String netns) {
    return inside(netns, Subject.NAMESPACE);
  }

  /** Asks for the rules of iptables of a family, and what hides from them. */
  public static HostQuery iptables(IpFamily family) {
    return new HostQuery(
        List.of(), Set.of(), "", List.of(family), List.of(), List.of(), Optional.empty());
  }

  /** Asks for the tables of nftables that mycni may write to. */
  public static HostQuery nft() {
    return of(Subject.NFT);
  }

  /** Asks for the rules of iptables of both families, and those of nftables. */
  public static HostQuery allRules() {
    return iptables(IpFamily.V4).and(iptables(IpFamily.V6)).and(nft());
  }

  /** Asks for the host's routes of all tables and both families. */
  public static HostQuery routes() {
    return of(Subject.ROUTES);
  }

  /** Asks for the link of the host's default route. */
  public static HostQuery defaultLink() {
    return of(Subject.DEFAULT_LINK);
  }

  /**
   * Asks for a setting of the host.
   *
   * @param key its path below {@code /proc/sys}, with slashes, as names of links may hold dots
   */
  public static HostQuery setting(String key) {
    return new HostQuery(
        List.of(), Set.of(), "", List.of(), List.of(key), List.of(), Optional.empty());
  }

  /**
   * Asks for a setting in a namespace.
   *
   * @param netns the path of the namespace; where it is empty there is none, and nothing is asked
   * @param key as in {@link #setting}
   */
  public static HostQuery settingInside(String netns, String key) {
    List<String> keys = netns.isEmpty() ? List.of() : List.of(key);
    return new HostQuery(List.of(), Set.of(), netns, List.of(), List.of(), keys, Optional.empty());
  }

  /** Asks for the VLANs of all ports of bridges. */
  public static HostQuery portVlans() {
    return of(Subject.PORT_VLANS);
  }

  /** Asks for what tells this host from others, its families, and what is installed. */
  public static HostQuery facts() {
    return of(Subject.FACTS);
  }

  private static HostQuery of(Subject subject) {
    return new HostQuery(
        List.of(), Set.of(subject), "", List.of(), List.of(), List.of(), Optional.empty());
  }

  /** Tells whether that is asked for. */
  public boolean asks(Subject subject) {
    return subjects.contains(subject);
  }

  /**
   * Returns a question for what either asks for.
   *
   * @throws IllegalArgumentException when they ask about two namespaces, or for two devices
   */
  public HostQuery and(HostQuery other) {
    boolean two = !netns.isEmpty() && !other.netns.isEmpty() && !netns.equals(other.netns);
    if (two) {
      throw new IllegalArgumentException(
          "one question about two namespaces, " + netns + " and " + other.netns);
    }
    if (device.isPresent() && other.device.isPresent() && !device.equals(other.device)) {
      throw new IllegalArgumentException("one question for two devices");
    }
    EnumSet<Subject> both = EnumSet.noneOf(Subject.class);
    both.addAll(subjects);
    both.addAll(other.subjects);
    return new HostQuery(
        union(links, other.links),
        both,
        netns.isEmpty() ? other.netns : netns,
        union(iptables, other.iptables),
        union(settings, other.settings),
        union(settingsInside, other.settingsInside),
        device.isPresent() ? device : other.device,
        union(questions, other.questions));
  }

  private static <T> List<T> union(List<T> first, List<T> second) {
    List<T> union = new ArrayList<>(first);
    for (T each : second) {
      if (!union.contains(each)) {
        union.add(each);
      }
    }
    return union;
  }

  /** Returns what is the same for all attachments, with all links in place of some. */
  HostQuery ofTheHost() {
    Set<Subject> ofHost = EnumSet.of(Subject.ALL_LINKS);
    for (Subject subject : subjects) {
      if (subject != Subject.LINKS_INSIDE && subject != Subject.ROUTES_INSIDE) {
        ofHost.add(subject);
      }
    }
    HostQuery all =
        new HostQuery(List.of(), ofHost, "", iptables, List.of(), List.of(), Optional.empty());
    return all.asking(questions(false));
  }

  /** Returns the rest: what is inside, and single settings. */
  HostQuery ofOneContainer() {
    Set<Subject> inside = EnumSet.noneOf(Subject.class);
    for (Subject subject : List.of(Subject.LINKS_INSIDE, Subject.ROUTES_INSIDE)) {
      if (subjects.contains(subject)) {
        inside.add(subject);
      }
    }
    HostQuery rest =
        new HostQuery(
            List.of(), inside, netns, List.of(), settings, settingsInside, Optional.empty());
    return rest.asking(questions(true));
  }

  private List<Question<?>> questions(boolean inside) {
    List<Question<?>> some = new ArrayList<>();
    for (Question<?> question : questions) {
      if (question.isInside() == inside) {
        some.add(question);
      }
    }
    return some;
  }
}
