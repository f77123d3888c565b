// The network namespaces of a node as a value, those that could not be looked into included.
package io.mycni.node;

import io.mycni.host.Link;
import io.mycni.net.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The namespaces besides our own.
 *
 * @param told where the paths lead that runtimes keep
 * @param own the one in which mycni runs; empty when it could not be told
 * @param seen those that were looked into, each once
 * @param hidden those that could not be looked into; what is in them is not known
 * @param numbers the numbers that our own has given to others
 */
public record Namespaces(
    Map<String, Place> told,
    Optional<String> own,
    List<Seen> seen,
    List<Hidden> hidden,
    NetnsNumbers numbers) {
  /** None at all. */
  public static final Namespaces NONE =
      new Namespaces(Map.of(), Optional.empty(), List.of(), List.of(), NetnsNumbers.UNKNOWN);

  /** Copies the collections. */
  public Namespaces {
    told = Map.copyOf(told);
    seen = List.copyOf(seen);
    hidden = List.copyOf(hidden);
  }

  /**
   * A namespace that was looked into.
   *
   * @param identity which one it is
   * @param path a path by which it can be entered
   * @param name what a person knows it by: its name below /run/netns, or a process in it
   * @param links the links in it
   * @param numbers the numbers that it has given to others, where its links tell any
   */
  public record Seen(
      String identity, String path, String name, List<Link> links, NetnsNumbers numbers) {
    /** Copies the list. */
    public Seen {
      links = List.copyOf(links);
    }
  }

  /**
   * A path that may lead to a namespace, or does, but not for us.
   *
   * @param identity which one it is, where that much is known
   * @param path the path
   * @param why the reason, which names the path
   * @param tells what /proc tells of it all the same
   */
  public record Hidden(
      Optional<String> identity, String path, String why, Optional<ProcNet> tells) {
    /** Tells whether an interface can be in there. */
    boolean mayHold(String ifname, Set<IpAddress> addresses) {
      return tells.isEmpty() || tells.get().mayHold(ifname, addresses);
    }
  }

  /** Returns the links in those that were looked into, by the identities of these. */
  public Map<String, List<Link>> links() {
    Map<String, List<Link>> links = new HashMap<>();
    seen.forEach(each -> links.put(each.identity(), each.links()));
    return links;
  }

  /** Returns where a path leads that a runtime keeps. */
  public Place placeOf(String path) {
    Place place = told.get(path);
    return place == null ? new Place.Nowhere() : place;
  }

  /** Returns a namespace that was looked into. */
  public Optional<Seen> seen(String identity) {
    return seen.stream().filter(each -> each.identity().equals(identity)).findFirst();
  }

  /** Returns why a namespace could not be looked into; empty when it could, or is not there. */
  public Optional<Hidden> hidden(String identity) {
    return hidden.stream()
        .filter(each -> each.identity().equals(Optional.of(identity)))
        .findFirst();
  }
}
