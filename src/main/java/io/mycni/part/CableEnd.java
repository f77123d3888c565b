// The host's end of a cable of mycni's own: it tells by its alias whose it is, and does not believe
// what the container advertises.
package io.mycni.part;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An end.
 *
 * @param name its name
 * @param alias whose it is
 * @param speaks whether it has an IPv6 address of its own, by which it asks for neighbours; a port
 *     of a bridge needs none
 */
public record CableEnd(String name, String alias, boolean speaks) {
  /** The kernel's number of {@code addrgenmode none}, IN6_ADDR_GEN_MODE_NONE. */
  private static final String NONE = "1";

  /** What has to be seen to compare it with this. */
  public HostQuery asksToCompare() {
    return speaks ? routers().asks() : HostQuery.setting(addressMode());
  }

  private RouterAdvertisements routers() {
    return RouterAdvertisements.on(name);
  }

  private String addressMode() {
    return "net/ipv6/conf/" + name + "/addr_gen_mode";
  }

  /** What has to be seen to set it up. */
  public HostQuery asks() {
    return HostQuery.facts();
  }

  /** Sets up an end that was just made, and is not up. */
  public List<Change> settings(HostState host) {
    List<Change> changes = new ArrayList<>();
    changes.add(naming());
    if (speaks) {
      changes.add(routers().refuse());
      // The first packet to the container does not wait for duplicate address detection.
      String key = "net/ipv6/conf/" + name + "/accept_dad";
      changes.add(Change.of(new Command.Sysctl(Namespace.HOST, key, "0", true)));
    } else if (host.has(IpFamily.V6)) {
      // A kernel without IPv6 (ipv6.disable=1) refuses it, and has nothing to be silenced.
      changes.add(silence());
    }
    return changes;
  }

  private Change naming() {
    return Change.of(Command.Ip.host("link set dev " + name + " alias " + alias));
  }

  /** Without an address of its own it sends and believes no IPv6. */
  private Change silence() {
    return Change.of(Command.Ip.host("link set dev " + name + " addrgenmode none"));
  }

  /** What is not as {@link #settings} made it, on a link that is there. */
  public List<Difference> differences(Link link, HostState host) {
    List<Difference> differences = new ArrayList<>();
    if (!link.alias().equals(alias)) {
      differences.add(Comparison.alias("the host link " + name, alias));
    }
    if (speaks) {
      differences.addAll(routers().differences("the host link " + name, host));
    } else if (hasAddresses(host)) {
      differences.add(
          Difference.wiped(
              "the host link " + name + " gives itself IPv6 addresses: addrgenmode is not none"));
    }
    return differences;
  }

  private boolean hasAddresses(HostState host) {
    Optional<String> mode = host.setting(addressMode());
    return mode.isPresent() && !mode.get().equals(NONE);
  }

  /** Puts back what somebody has wiped of it. */
  public List<Change> mending(Link link, HostState host) {
    List<Change> changes = new ArrayList<>();
    if (!link.alias().equals(alias)) {
      changes.add(naming());
    }
    if (speaks && routers().areBelieved(host)) {
      changes.add(routers().refuse());
    }
    if (!speaks && hasAddresses(host)) {
      changes.add(silence());
    }
    return changes;
  }
}
