// How long the lease of an interface lasts, for whoever shows it.
package io.mycni.dhcp;

import io.mycni.cni.Attachment;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is left of a lease of a DHCP server.
 *
 * @param seconds how long it lasts; empty where there is none by now
 */
public record LeaseLeft(OptionalLong seconds) {
  /**
   * Returns what is left of the lease of an attachment; empty where no client was ever ordered.
   *
   * @throws io.mycni.cni.CniException when the state of its client cannot be read
   */
  public static Optional<LeaseLeft> of(Attachment attachment) {
    LeaseFolder folder = LeaseFolder.of(attachment);
    return folder
        .wanted()
        .map(order -> folder.lease(order).map(lease -> (long) (lease.end() - Uptime.now())))
        .map(left ->
            new LeaseLeft(
                left.filter(it -> it > 0).map(OptionalLong::of).orElse(OptionalLong.empty())));
  }
}
