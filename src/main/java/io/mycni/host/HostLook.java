// What planners ask of the host, so that they can be given another one.
package io.mycni.host;

import java.util.List;
import java.util.Optional;

/** Looks at the host. */
public interface HostLook {
  /** Looks at what files tell; starts no process where they can be trusted. */
  HostState quickly(HostQuery query);

  /** Tells whether there is a link of that name, at this moment and as far as files tell. */
  boolean seemsToHave(String link);

  /**
   * Looks at one link and nothing else; starts no process where files can be trusted.
   *
   * @return the link; empty when there is none of that name
   * @throws io.mycni.cni.CniException when it cannot be looked at
   */
  Optional<Link> link(String name);

  /** Looks at everything that the query asks for. */
  HostState thoroughly(HostQuery query);

  /**
   * Looks at an interface in full, before something of somebody else's is replaced there.
   *
   * @throws io.mycni.cni.CniException when it cannot be looked at
   */
  DeviceDetails details(String device);

  /** Returns all links of the host. */
  List<Link> allLinks();

  /** Returns the routes of all tables of the host, of both families. */
  List<Route> routes();

  /** Returns the links in a namespace; empty when there is no such namespace. */
  Optional<List<Link>> linksInside(String netns);
}
