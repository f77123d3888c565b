// A host that is looked at once, for commands that ask the same for many attachments: links, rules
// and routes are the same for all, and only what is inside each container is looked at anew.
package io.mycni.host;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers the answers of another look, until it is told that something was changed. */
public final class OneLook implements HostLook {
  private final HostLook look;
  private final Map<HostQuery, HostState> thorough = new ConcurrentHashMap<>();

  /** Makes a look that asks that one. */
  public OneLook(HostLook look) {
    this.look = look;
  }

  @Override
  public boolean seemsToHave(String link) {
    return look.seemsToHave(link);
  }

  @Override
  public HostState quickly(HostQuery query) {
    return look.quickly(query);
  }

  @Override
  public Optional<Link> link(String name) {
    return look.link(name);
  }

  @Override
  public HostState thoroughly(HostQuery query) {
    HostState host = thorough.computeIfAbsent(query.ofTheHost(), look::thoroughly);
    return host.with(look.thoroughly(query.ofOneContainer()));
  }

  /** Forgets what was seen, as it is not so any more. */
  public void forget() {
    thorough.clear();
  }

  @Override
  public DeviceDetails details(String device) {
    return look.details(device);
  }

  @Override
  public List<Link> allLinks() {
    return look.allLinks();
  }

  @Override
  public List<Route> routes() {
    return look.routes();
  }

  @Override
  public Optional<List<Link>> linksInside(String netns) {
    return look.linksInside(netns);
  }
}
