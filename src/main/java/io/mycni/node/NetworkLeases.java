// The leases of a network, and what is left of those who hold them.
package io.mycni.node;

import io.mycni.chain.Kept;
import io.mycni.cni.Attachment;
import io.mycni.config.AddressRange;
import io.mycni.config.HostLocalConfig;
import io.mycni.config.RangeSet;
import io.mycni.host.Link;
import io.mycni.ipam.hostlocal.LeaseList;
import io.mycni.net.IpAddress;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The leases of one network.
 *
 * @param network its name
 * @param config its host-local configuration
 * @param leases the leases in the order of their addresses
 */
public record NetworkLeases(String network, HostLocalConfig config, List<Held> leases) {
  /** A lease that was written so short a time ago may be one of an ADD that is at work. */
  private static final Duration AT_WORK = Duration.ofMinutes(5);

  /** Copies the list. */
  public NetworkLeases {
    leases = List.copyOf(leases);
  }

  /**
   * A lease and what is left of its holder.
   *
   * @param item the lease
   * @param link the host link of the attachment; empty when there is none
   * @param netns the namespace that has the address, or that a runtime keeps; empty when it is gone
   * @param kept whether a runtime keeps the result of the attachment
   */
  public record Held(LeaseList.Item item, String link, String netns, boolean kept) {
    /** Tells whether anything of the holder lives. */
    public boolean lives() {
      return !link.isEmpty() || !netns.isEmpty();
    }

    /** Tells whether nothing of the holder lives, and no ADD can be at work on it. */
    public boolean isLost() {
      Duration age = Duration.between(item.changed(), Instant.now());
      return !lives() && age.compareTo(AT_WORK) > 0;
    }
  }

  /**
   * Looks at the leases of a network.
   *
   * @param network its name
   * @param config its host-local configuration
   * @param node what is on the node
   */
  public static NetworkLeases of(String network, HostLocalConfig config, Node node) {
    Map<IpAddress, String> inside = node.addressesInside();
    List<Held> leases =
        LeaseList.of(config.dataDir(), network).stream()
            .map(item -> held(network, item, inside, node))
            .toList();
    return new NetworkLeases(network, config, leases);
  }

  private static Held held(
      String network, LeaseList.Item item, Map<IpAddress, String> inside, Node node) {
    Attachment attachment = new Attachment(network, item.containerId(), item.ifname());
    Optional<Kept> kept = node.keptOf(attachment);
    String netns = inside.getOrDefault(item.address(), "");
    if (netns.isEmpty()) {
      netns =
          kept.map(Kept::netns)
              .filter(path -> !path.isEmpty() && Files.exists(Path.of(path)))
              .orElse("");
    }
    String link =
        item.containerId().isEmpty() ? "" : node.portOf(attachment).map(Link::name).orElse("");
    return new Held(item, link, netns, kept.isPresent());
  }

  /** Returns those that are lost. */
  public List<Held> lost() {
    return leases.stream().filter(Held::isLost).toList();
  }

  /** Returns how many leases are in a set. */
  public long usedOf(RangeSet set) {
    return leases.stream().filter(held -> set.rangeOf(held.item().address()).isPresent()).count();
  }

  /** Returns how many addresses a set can give. */
  public static BigInteger sizeOf(RangeSet set) {
    BigInteger size = BigInteger.ZERO;
    for (AddressRange range : set.ranges()) {
      size = size.add(number(range.end()).subtract(number(range.start())).add(BigInteger.ONE));
      if (range.contains(range.gateway())) {
        size = size.subtract(BigInteger.ONE);
      }
    }
    return size;
  }

  private static BigInteger number(IpAddress address) {
    BigInteger high = new BigInteger(Long.toUnsignedString(address.high()));
    BigInteger low = new BigInteger(Long.toUnsignedString(address.low()));
    return high.shiftLeft(Long.SIZE).add(low);
  }
}
