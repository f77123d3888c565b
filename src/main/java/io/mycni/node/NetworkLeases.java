// The leases of a network, and what is left of those who hold them.
package io.mycni.node;

import io.mycni.cni.Attachment;
import io.mycni.ipam.hostlocal.AddressRange;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.ipam.hostlocal.LeaseList;
import io.mycni.ipam.hostlocal.RangeSet;
import io.mycni.net.IpAddress;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The leases of one network in one folder.
 *
 * @param network its name
 * @param dataDir the folder that holds a folder for each network
 * @param config its host-local configuration; empty when none is known
 * @param problem why no configuration is known; empty when one is
 * @param leases the leases in the order of their addresses
 */
public record NetworkLeases(
    String network,
    Path dataDir,
    Optional<HostLocalConfig> config,
    String problem,
    List<Held> leases) {
  /** A lease that was written so short a time ago may be one of an ADD that is at work. */
  private static final Duration AT_WORK = Duration.ofMinutes(5);

  /** Copies the list. */
  public NetworkLeases {
    leases = List.copyOf(leases);
  }

  /**
   * A lease and what became of its holder.
   *
   * @param item the lease
   * @param holder the attachment; its interface is filled in where the file does not tell, but
   *     something else does
   * @param living whether it lives
   * @param kept whether a runtime keeps the result of the attachment
   */
  public record Held(LeaseList.Item item, Attachment holder, Living living, boolean kept) {
    /** Returns the holder's link on the host; empty when there is none. */
    public String link() {
      return switch (living) {
        case Living.Alive alive -> alive.link();
        case Living.Unknown unknown -> unknown.link();
        case Living.Gone gone -> "";
      };
    }

    /** Returns the namespace that its interface is in; empty when it is in none that was seen. */
    public String netns() {
      return living instanceof Living.Alive alive ? alive.inside().name() : "";
    }

    /**
     * Tells whether nothing of the holder lives, but an ADD may be at work on it. A time that lies
     * far ahead was written by a clock that was wrong.
     */
    public boolean isAtWork() {
      Duration age = Duration.between(item.changed(), Instant.now());
      return living.isGone() && age.abs().compareTo(AT_WORK) <= 0;
    }

    /** Tells whether nothing of the holder lives, and no ADD can be at work on it. */
    public boolean isLost() {
      return living.isGone() && !isAtWork();
    }
  }

  /**
   * Looks at the leases of a network.
   *
   * @param network its name
   * @param dataDir the folder that holds a folder for each network
   * @param config its host-local configuration, if one is known
   * @param problem why none is known
   * @param byVeth whether the network is known to connect by veth pairs
   * @param node what is on the node
   */
  static NetworkLeases of(
      String network,
      Path dataDir,
      Optional<HostLocalConfig> config,
      String problem,
      boolean byVeth,
      Node node) {
    Map<Attachment, List<LeaseList.Item>> holders = new LinkedHashMap<>();
    List<Held> held = new ArrayList<>();
    for (LeaseList.Item item : LeaseList.of(dataDir, network)) {
      Attachment holder = new Attachment(network, item.containerId(), item.ifname());
      if (item.containerId().isEmpty()) {
        Living living = node.living(holder, List.of(item.address()), byVeth);
        held.add(new Held(item, holder, living, false));
      } else {
        holders.computeIfAbsent(named(holder, node), _ -> new ArrayList<>()).add(item);
      }
    }
    // All addresses of an attachment tell whether it lives: one may have been taken from it.
    holders.forEach((holder, items) -> {
      List<IpAddress> addresses = items.stream().map(LeaseList.Item::address).toList();
      Living living = node.living(holder, addresses, byVeth);
      boolean kept = node.keptOf(holder).isPresent();
      items.forEach(item -> held.add(new Held(item, holder, living, kept)));
    });
    held.sort(Comparator.comparing(each -> each.item().address()));
    return new NetworkLeases(network, dataDir, config, problem, held);
  }

  /** Files of old versions do not tell the interface; where there is but one, it is that. */
  private static Attachment named(Attachment holder, Node node) {
    if (!holder.ifname().isEmpty()) {
      return holder;
    }
    List<Attachment> candidates =
        node.attachments().stream()
            .filter(each -> each.network().equals(holder.network()))
            .filter(each -> each.containerId().equals(holder.containerId()))
            .toList();
    return candidates.size() == 1 ? candidates.getFirst() : holder;
  }

  /** Returns the folder that the lease files lie in. */
  public Path folder() {
    return dataDir.resolve(network);
  }

  /** Returns the sets of ranges; none when they are not known. */
  public List<RangeSet> rangeSets() {
    return config.map(HostLocalConfig::rangeSets).orElse(List.of());
  }

  /** Returns those that are lost. */
  public List<Held> lost() {
    return leases.stream().filter(Held::isLost).toList();
  }

  /** Returns those of which it could not be told whether their holders live. */
  public List<Held> unknown() {
    return leases.stream().filter(held -> held.living() instanceof Living.Unknown).toList();
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
