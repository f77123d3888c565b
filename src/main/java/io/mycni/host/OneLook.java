// A host that is looked at once for each question, for commands that ask the same
// for many attachments.
package io.mycni.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Remembers the answers of another look; what is changed meanwhile is not seen. */
public final class OneLook implements HostLook {
  private final HostLook look;
  private final Map<HostQuery, HostState> thorough = new HashMap<>();

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
    return thorough.computeIfAbsent(query, look::thoroughly);
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
