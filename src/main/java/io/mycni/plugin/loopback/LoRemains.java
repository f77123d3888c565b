// What a DEL does about lo: it is taken down, as by the reference. It goes with its namespace, so
// there is nothing that a GC could find.
package io.mycni.plugin.loopback;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.part.Collected;
import io.mycni.part.Collection;
import io.mycni.part.Remains;
import io.mycni.part.Removing;
import io.mycni.part.TargetNamespace;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import java.util.List;
import java.util.Optional;

/**
 * That lo is up.
 *
 * @param netns the path of the container's namespace; empty when there is none
 */
record LoRemains(String netns) implements Remains {
  @Override
  public HostQuery asksAtGlance() {
    return HostQuery.namespace(netns);
  }

  @Override
  public boolean isCertain(HostState glance) {
    return true;
  }

  @Override
  public HostQuery asks(HostState glance) {
    return HostQuery.linksInside(netns);
  }

  /** That of the namespace in which mycni runs is never taken down. */
  @Override
  public List<Step> remove(Removing removing, HostState host) {
    boolean gone = netns.isEmpty() || host.namespace().isEmpty();
    if (gone || TargetNamespace.isOwn(host.namespace().get()) || isDown(host)) {
      return List.of();
    }
    Namespace inside = new Namespace.Container(netns);
    return List.of(
        new Step.Remove(
            "take lo down in " + netns, List.of(Command.Ip.in(inside, "link set dev lo down"))));
  }

  private static boolean isDown(HostState host) {
    Optional<Link> lo = host.insideLink(Lo.NAME);
    return host.thorough() && (lo.isEmpty() || !lo.get().up());
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.NOTHING;
  }

  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    return List.of();
  }
}
