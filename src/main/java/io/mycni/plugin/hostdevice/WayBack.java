// The way of a device back to the host: from inside the container, or from where the kernel has put
// it when its namespace ended.
package io.mycni.plugin.hostdevice;

import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.part.AttachmentNames;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import java.util.List;
import java.util.Optional;

/**
 * One device on its way.
 *
 * @param names whose it was
 * @param link the device as it is
 * @param name its name on the host
 * @param moved how it was there; empty when nobody noted it
 */
record WayBack(AttachmentNames names, Link link, String name, Optional<Moved> moved) {
  /** Returns the name that it gets: another one while its own is another link's. */
  String free(HostState host) {
    // As the host end of a veth pair, but for its first letters.
    return host.hasName(name) ? "dev" + names.hostLink().substring("veth".length()) : name;
  }

  /**
   * Returns what moves it out of its namespace. It is one change to the kernel, which moves it
   * first, and then renames it: where that fails, it is found on the host by its alias.
   */
  Command fromInside(String netns, HostState host) {
    String to = free(host);
    return Command.Ip.in(
        new Namespace.Container(netns),
        "link set dev "
            + link.name()
            + " netns "
            + Namespace.HOST_PATH
            + " name "
            + to
            + (to.equals(name) ? asBefore() : state()));
  }

  /** Returns what gives it its name again on the host; nothing where that is another link's. */
  List<Command> onHost(HostState host) {
    if (link.name().equals(name)) {
      return List.of(Command.Ip.host("link set dev " + name + asBefore()));
    }
    if (host.hasName(name)) {
      return List.of();
    }
    return List.of(
        Command.Ip.host("link set dev " + link.name() + " down"),
        Command.Ip.host("link set dev " + link.name() + " name " + name + asBefore()));
  }

  private String asBefore() {
    return (moved.isPresent() ? moved.get().aliasWords() : " alias \"\"") + state();
  }

  /** What may have been changed in the container; drivers need not let others' values be set. */
  private String state() {
    if (moved.isEmpty()) {
      return "";
    }
    Moved before = moved.get();
    boolean readdressed = before.mac().isPresent() && !before.mac().equals(link.mac());
    return (readdressed ? " address " + before.mac().get() : "")
        + (before.mtu() != link.mtu() ? " mtu " + before.mtu() : "")
        + (before.up() ? " up" : "");
  }
}
