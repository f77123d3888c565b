package io.mycni.host;

import java.util.Optional;

/**
 * What was found of a device.
 *
 * @param link its link on the host; empty when it has none there
 * @param userspace the driver by which a program has it, without the kernel's network: vfio-pci
 *     say; empty for any other device
 * @param missing why there is no link, in words that follow "failed to find host device"; empty
 *     when there is one
 */
public record Device(Optional<Link> link, String userspace, String missing) {
  /** A link of the host. */
  static Device of(Link link) {
    return new Device(Optional.of(link), "", "");
  }

  /** A device that has no link here. */
  static Device missing(String why) {
    return new Device(Optional.empty(), "", why);
  }

  /** Tells whether it is nothing to the kernel's network. */
  public boolean isUserspace() {
    return !userspace.isEmpty();
  }
}
