// Looks at the whole node. Takes a process or two for each namespace, so it is for people's
// commands only.
package io.mycni.node;

import io.mycni.chain.Kept;
import io.mycni.chain.NetworkFolder;
import io.mycni.host.HostQuery;
import io.mycni.host.Link;
import io.mycni.plugin.Services;
import java.util.List;

/** Makes a {@link Node}. */
public final class Survey {
  private Survey() {}

  /**
   * Looks at the node and changes nothing.
   *
   * @param services look at the host and into namespaces
   * @param folder the folder of network configurations
   */
  public static Node of(Services services, NetworkFolder folder) {
    return of(services, folder, true);
  }

  /** Looks at links, namespaces and kept results alone, for what needs no rules. */
  public static Node withoutRules(Services services, NetworkFolder folder) {
    return of(services, folder, false);
  }

  private static Node of(Services services, NetworkFolder folder, boolean rules) {
    List<Kept> kept = Kept.all();
    List<String> told = kept.stream().map(Kept::netns).toList();
    List<Link> links = services.host().allLinks();
    return new Node(
        links,
        Node.owners(links, kept),
        NetNamespaces.all(services, told),
        PortVlans.all(services.host(), links, services.notes()),
        folder.networks(),
        kept,
        services
            .host()
            .thoroughly(rules ? HostQuery.allRules().and(HostQuery.facts()) : HostQuery.facts()));
  }
}
