// The interfaces that an ADD has told of, held to what was told.
package io.mycni.engine;

import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.NetnsIdentity;
import io.mycni.part.Comparison;
import io.mycni.part.Difference;
import io.mycni.plugin.PluginType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The interfaces of a previous result.
 *
 * @param request the request with that result
 * @param previous the result; of a plugin that passes on what others have told, nothing of it
 */
record ToldInterfaces(CniRequest request, CniResult previous) {
  /** Those of which a plugin has told. */
  static ToldInterfaces by(PluginType<?> type, CniRequest request) {
    boolean others = type.chaining().passesOn();
    return new ToldInterfaces(request, others ? CniResult.EMPTY : request.prevResultToCheck());
  }

  /** What has to be seen to compare them. */
  HostQuery asks() {
    HostQuery query = HostQuery.NOTHING;
    for (CniInterface made : previous.interfaces()) {
      if (made.sandbox().isEmpty()) {
        query = query.and(HostQuery.link(made.name()));
      }
    }
    return query;
  }

  /** What is not as it was told; that a link is gone is told by the part that made it. */
  List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    for (CniInterface made : previous.interfaces()) {
      boolean outside = made.sandbox().isEmpty();
      if (outside || made.name().equals(request.ifname())) {
        Optional<Link> link = outside ? host.link(made.name()) : host.insideLink(made.name());
        if (link.isPresent()) {
          differences.addAll(Comparison.of(made, link.get()));
        }
      }
      if (!outside && made.name().equals(request.ifname())) {
        sandbox(made.sandbox(), differences);
      }
    }
    return differences;
  }

  /**
   * Two paths may lead to one namespace, {@code /var/run} being a link to {@code /run} say. Where
   * the earlier path leads nowhere any more, what is in CNI_NETNS counts, which is checked anyway.
   */
  private void sandbox(String before, List<Difference> differences) {
    if (before.equals(request.netns())) {
      return;
    }
    String what = "prevResult has the namespace " + before;
    try {
      Optional<String> there = NetnsIdentity.of(before);
      if (there.isPresent() && !there.equals(NetnsIdentity.of(request.netns()))) {
        differences.add(Difference.broken(what + ", CNI_NETNS is another one: " + request.netns()));
      }
    } catch (CniException e) {
      differences.add(
          Difference.broken(
              what + ", of which it cannot be told whether it is the same: " + e.getMessage()));
    }
  }
}
