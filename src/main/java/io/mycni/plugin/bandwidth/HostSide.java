// The host's end of the container's veth pair, told by what the plugins before have answered: the
// one place where that is decided.
package io.mycni.plugin.bandwidth;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.part.Subject;
import java.util.List;
import java.util.Optional;

/**
 * The host's end.
 *
 * @param subject whose
 */
record HostSide(Subject subject) {
  /** Returns the links of which one is it. */
  List<String> candidates() {
    return subject.hostEnds("");
  }

  /** Tells whether mycni made the pair, so that the names alone say which link it is. */
  boolean isOurs() {
    return candidates().contains(subject.names().hostLink());
  }

  /** Returns what has to be seen to find it. */
  HostQuery asks() {
    HostQuery links = HostQuery.links(candidates());
    return isOurs() ? links : links.and(HostQuery.linksInside(subject.netns()));
  }

  /** Returns its name; empty where none of the links is known to be it. */
  Optional<String> find(HostState host) {
    if (isOurs()) {
      return Optional.of(subject.names().hostLink());
    }
    Optional<Link> inside = host.insideLink(subject.ifname());
    Optional<String> only = Optional.empty();
    int veths = 0;
    for (String name : candidates()) {
      Optional<Link> link = host.link(name);
      if (link.isPresent() && link.get().isVeth()) {
        if (inside.isPresent() && inside.get().peerIndex() == link.get().index()) {
          return Optional.of(name);
        }
        only = Optional.of(name);
        veths++;
      }
    }
    // Where nobody knows the namespace any more, one that stands alone can be no other.
    return subject.netns().isEmpty() && veths == 1 ? only : Optional.empty();
  }

  /** Returns what is wrong where none is found; the first words are those of the reference. */
  String missing() {
    return "no veth peer of container interface "
        + subject.ifname()
        + " found in host ns, among the links of the previous result: "
        + (candidates().isEmpty() ? "it names none" : String.join(", ", candidates()));
  }
}
