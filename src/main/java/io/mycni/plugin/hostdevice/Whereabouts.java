// Where the device of an attachment may be: in the container, or come back to the host by itself,
// which physical devices do when their namespace ends. A virtual device ends with it.
package io.mycni.plugin.hostdevice;

import io.mycni.cni.Names;
import io.mycni.host.DeviceQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.MacAddress;
import io.mycni.part.AttachmentNames;
import java.util.Optional;

/**
 * What is known of a device that is looked for.
 *
 * @param names whose it is
 * @param moved what the ADD noted of it; empty where nobody did, as the reference does not
 * @param configured which device is meant by now
 * @param told the hardware address that the result of the ADD told
 */
record Whereabouts(
    AttachmentNames names,
    Optional<Moved> moved,
    DeviceQuery configured,
    Optional<MacAddress> told) {
  /** What the note of an ADD tells. */
  static Whereabouts noted(AttachmentNames names, Moved moved) {
    return new Whereabouts(names, Optional.of(moved), DeviceQuery.NONE, Optional.empty());
  }

  /** Finds the device in the container. */
  Optional<WayBack> inside(Iterable<Link> links) {
    for (Link link : links) {
      String name = moved.isPresent() ? notedName(link) : toldName(link);
      if (!name.isEmpty()) {
        return Optional.of(new WayBack(names, link, name, moved));
      }
    }
    return Optional.empty();
  }

  private boolean isNamed(Link link) {
    return link.name().equals(names.attachment().ifname());
  }

  /** Its alias is its name on the host; an ADD that was killed may have left it its own one. */
  private String notedName(Link link) {
    Moved before = moved.get();
    boolean ownAlias = link.alias().isEmpty() || link.alias().equals(before.alias());
    boolean halfWay = ownAlias && link.mac().isPresent() && link.mac().equals(before.mac());
    boolean ours = link.alias().equals(before.name()) || halfWay;
    return ours && (isNamed(link) || link.name().equals(before.name())) ? before.name() : "";
  }

  /** Where the alias was wiped, the configuration may tell, too. */
  private String toldName(Link link) {
    boolean wiped = link.alias().isEmpty() && told.isPresent() && told.equals(link.mac());
    return isNamed(link) && isMeant(link)
        ? link.alias()
        : isNamed(link) && wiped ? configured.link() : "";
  }

  /**
   * Tells whether a link of the reference's is what a DEL is about: podman sends one after an ADD
   * that failed because the name was taken, and that interface is another attachment's.
   */
  private boolean isMeant(Link link) {
    boolean named = configured.link().isEmpty() || configured.link().equals(link.alias());
    return Names.isIfname(link.alias()) && named && (told.isEmpty() || told.equals(link.mac()));
  }

  /** Tells whether only a look by the configuration's other keys finds the device on the host. */
  boolean asksForDevice() {
    return moved.isEmpty() && configured.link().isEmpty() && !configured.equals(DeviceQuery.NONE);
  }

  /** Finds the device on the host, under whatever name the kernel has put it there. */
  Optional<WayBack> returned(HostState host) {
    Optional<Link> device = asksForDevice() ? host.device().link() : Optional.empty();
    for (Link link : host.renamed()) {
      boolean byDevice = device.isPresent() && device.get().index() == link.index();
      boolean byName = !configured.link().isEmpty() || byDevice;
      boolean ours =
          moved.isPresent()
              ? isNoted(link)
              : byName && isMeant(link) && !link.alias().equals(link.name());
      if (ours) {
        return Optional.of(new WayBack(names, link, link.alias(), moved));
      }
    }
    return Optional.empty();
  }

  private boolean isNoted(Link link) {
    boolean same = moved.get().mac().equals(link.mac()) || isNamed(link);
    return link.alias().equals(moved.get().name()) && same;
  }

  /** Finds a device that an ADD was about to take when it was killed. */
  Optional<WayBack> stayed(HostState host) {
    Optional<Link> link = host.link(moved.get().name());
    return link.isPresent() && link.get().mac().equals(moved.get().mac())
        ? Optional.of(new WayBack(names, link.get(), moved.get().name(), moved))
        : Optional.empty();
  }
}
