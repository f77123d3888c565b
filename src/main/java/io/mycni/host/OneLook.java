// A host that is looked at once, for commands that ask the same for many attachments: links, rules,
// routes and traffic control of the host are the same for all. What is inside a container takes one
// process, and none where its links are known and no more is asked for.
package io.mycni.host;

import io.mycni.exec.Shell;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers the answers of another look, until it is told that something was changed. */
public final class OneLook implements HostLook {
  private final HostLook look;
  private final Shell shell;
  private final Map<HostQuery, HostState> thorough = new ConcurrentHashMap<>();
  private final Map<String, List<Link>> inside;
  private Optional<Optional<AllShaping>> shaping = Optional.empty();

  /**
   * Makes a look that asks that one.
   *
   * @param inside the links in namespaces, as they were seen just now, by what {@link
   *     NetnsIdentity#of} tells of these
   */
  public OneLook(HostLook look, Shell shell, Map<String, List<Link>> inside) {
    this.look = look;
    this.shell = shell;
    this.inside = new ConcurrentHashMap<>(inside);
  }

  @Override
  public boolean seemsToHave(String link) {
    return look.seemsToHave(link);
  }

  @Override
  public HostState quickly(HostQuery query) {
    return look.quickly(query);
  }

  @Override
  public Optional<Link> link(String name) {
    return look.link(name);
  }

  @Override
  public HostState thoroughly(HostQuery query) {
    HostState host = thorough.computeIfAbsent(query.ofTheHost(), look::thoroughly);
    HostQuery one = query.ofOneContainer();
    Map<Question<?>, Object> shaped = shaped(one);
    Optional<List<Link>> links = links(one);
    Optional<InsideLook> seen = links.isPresent() ? seen(one) : Optional.empty();
    HostState state = host.with(look.thoroughly(rest(one, seen.isPresent(), shaped.keySet())));
    if (seen.isPresent()) {
      state = state.withInside(links.get(), seen.get());
    }
    return state.answering(shaped);
  }

  /** The links inside, where they are asked for and known. */
  private Optional<List<Link>> links(HostQuery query) {
    return query.asks(HostQuery.Subject.LINKS_INSIDE)
        ? NetnsIdentity.of(query.netns()).map(inside::get)
        : Optional.empty();
  }

  private Optional<InsideLook> seen(HostQuery query) {
    boolean routes = query.asks(HostQuery.Subject.ROUTES_INSIDE);
    return !routes && query.settingsInside().isEmpty()
        ? Optional.of(new InsideLook(List.of(), Map.of()))
        : InsideLook.into(shell, query.netns(), routes, query.settingsInside());
  }

  /** What is left to be asked. */
  private static HostQuery rest(HostQuery query, boolean seen, Set<Question<?>> answered) {
    List<Question<?>> questions = new ArrayList<>(query.questions());
    questions.removeAll(answered);
    return new HostQuery(
        query.links(),
        seen ? EnumSet.noneOf(HostQuery.Subject.class) : query.subjects(),
        seen ? "" : query.netns(),
        query.iptables(),
        query.settings(),
        seen ? List.of() : query.settingsInside(),
        query.device(),
        questions);
  }

  private Map<Question<?>, Object> shaped(HostQuery query) {
    Map<Question<?>, Object> answers = new HashMap<>();
    for (Question<?> question : query.questions()) {
      if (question instanceof ShapingOf of) {
        shaping().ifPresent(all -> answers.put(of, Optional.of(all.of(of.link()))));
      }
    }
    return answers;
  }

  private synchronized Optional<AllShaping> shaping() {
    if (shaping.isEmpty()) {
      shaping = Optional.of(AllShaping.look(shell));
    }
    return shaping.get();
  }

  /** Forgets what was seen, as it is not so any more. */
  public synchronized void forget() {
    thorough.clear();
    inside.clear();
    shaping = Optional.empty();
  }

  @Override
  public DeviceDetails details(String device) {
    return look.details(device);
  }

  @Override
  public List<Link> allLinks() {
    return look.allLinks();
  }

  @Override
  public List<Route> routes() {
    return look.routes();
  }

  @Override
  public Optional<List<Link>> linksInside(String netns) {
    return look.linksInside(netns);
  }
}
