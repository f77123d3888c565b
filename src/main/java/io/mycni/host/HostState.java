// The host as a planner sees it: a value, so that planners are pure.
package io.mycni.host;

import io.mycni.net.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found.
 *
 * @param thorough whether every part was looked at. A quick look starts no process: it leaves out
 *     the container's namespace and the rules, and takes both to be clean
 * @param hostId what tells this host from others: its machine ID
 * @param links the links that were asked for and exist, by name
 * @param inside the links in the container's namespace, by name; empty when it was not looked into
 * @param insideGone whether the namespace was looked for and is not there
 * @param routesInside the routes in the container's namespace
 * @param forwarding whether each family is forwarded; a family that the kernel lacks is missing
 * @param nat the nat tables of iptables; a family that was not looked at is missing, because nobody
 *     asked for it or iptables is not installed
 * @param hidden what hides in nat tables from the iptables of this host
 * @param nft the tables of nftables
 * @param hasIptables whether iptables is installed
 * @param hasNft whether nft is installed
 * @param notes what the reader of a plan should know about the host
 */
public record HostState(
    boolean thorough,
    String hostId,
    Map<String, Link> links,
    Map<String, Link> inside,
    boolean insideGone,
    List<Route> routesInside,
    Map<IpFamily, Boolean> forwarding,
    Map<IpFamily, NatRules> nat,
    HiddenRules hidden,
    NftState nft,
    boolean hasIptables,
    boolean hasNft,
    List<String> notes) {
  /** Copies the collections. */
  public HostState {
    links = Map.copyOf(links);
    inside = Map.copyOf(inside);
    routesInside = List.copyOf(routesInside);
    forwarding = Map.copyOf(forwarding);
    nat = Map.copyOf(nat);
    notes = List.copyOf(notes);
  }

  /** Returns a link on the host; empty when there is none of that name. */
  public Optional<Link> link(String name) {
    return Optional.ofNullable(links.get(name));
  }

  /** Returns a link in the container; empty when there is none of that name, or nobody looked. */
  public Optional<Link> insideLink(String name) {
    return Optional.ofNullable(inside.get(name));
  }

  /** Tells whether the kernel has the family. */
  public boolean has(IpFamily family) {
    return forwarding.containsKey(family);
  }

  /** Tells whether the family is forwarded. */
  public boolean forwards(IpFamily family) {
    return forwarding.getOrDefault(family, false);
  }

  /** Returns the nat table; nothing in it when nobody looked. */
  public NatRules natRules(IpFamily family) {
    return nat.getOrDefault(family, NatRules.NONE);
  }
}
