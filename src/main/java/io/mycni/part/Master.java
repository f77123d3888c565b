// The link on which another one is made.
package io.mycni.part;

import io.mycni.host.DefaultRoute;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.plan.Namespace;
import java.util.Optional;

/**
 * A master.
 *
 * @param subject whose
 * @param configured its name; empty for the link of the default route
 * @param inside whether it is in the container
 */
public record Master(Subject subject, String configured, boolean inside) {
  /** The part of a note whose value is the master's name. */
  private static final String NOTED = "master";

  /**
   * Returns its name; empty where the default route tells. That may lead elsewhere by now; where it
   * led is noted.
   */
  String name() {
    Optional<String> noted =
        subject.note().isPresent() ? subject.note().get().valueOf(NOTED) : Optional.empty();
    return noted.orElse(configured);
  }

  Namespace where() {
    return inside ? subject.inside() : Namespace.HOST;
  }

  boolean isNamed() {
    return !name().isEmpty();
  }

  HostQuery asks() {
    if (inside) {
      return isNamed() ? HostQuery.linksInside(subject.netns()) : HostQuery.inside(subject.netns());
    }
    return isNamed() ? HostQuery.link(name()) : HostQuery.defaultLink();
  }

  Optional<Link> find(HostState host) {
    if (!inside) {
      return isNamed() ? host.link(name()) : host.defaultLink();
    }
    Optional<String> name =
        isNamed() ? Optional.of(name()) : DefaultRoute.among(host.routesInside());
    return name.isPresent() ? host.insideLink(name.get()) : Optional.empty();
  }

  /** Returns it, or fails with the words of the reference, by which people search. */
  Link require(HostState host) {
    Optional<Link> found = find(host);
    if (found.isPresent()) {
      return found.get();
    }
    String place = inside ? " in " + subject.netns() : " on the host";
    throw isNamed()
        ? Conflict.of(
            "failed to lookup master \"" + name() + "\": Link not found" + place,
            inside
                ? "linkInContainer is true, so the link has to be in the container before"
                : "is the key master right? `ip link show` lists the links")
        : Conflict.of(
            "no default route interface found: there is no default route" + place,
            "name the link that is meant in the key master");
  }

  /** Returns its line in the note of what was made. */
  String noted(HostState host) {
    return NOTED + " " + require(host).name();
  }
}
