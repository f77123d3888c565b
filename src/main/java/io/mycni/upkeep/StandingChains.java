// How the plugins of an attachment that stands are asked about it: those of which chain, and with
// which result of its ADD. What they are asked, Reload and Comparing decide.
package io.mycni.upkeep;

import io.mycni.chain.Chain;
import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import io.mycni.cni.Json;
import io.mycni.host.Link;
import io.mycni.net.Cidr;
import io.mycni.node.Attachments;
import io.mycni.node.Living;
import io.mycni.node.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the chains of attachments. */
final class StandingChains {
  private final Attachments attachments;
  private final Node node;
  private final Map<String, String> environment;
  private final Map<String, Optional<OwnChain>> configured = new HashMap<>();

  StandingChains(Attachments attachments, Map<String, String> environment) {
    this.attachments = attachments;
    this.node = attachments.node();
    this.environment = environment;
  }

  /** Whether somebody can be asked about an attachment. */
  sealed interface Standing {
    /**
     * The plugins of its chain.
     *
     * @param chain the chain
     * @param target what a call about it would be about
     * @param result the result of its ADD
     * @param isKept whether a runtime keeps that; else it is what can be seen from outside
     */
    record Asked(OwnChain chain, Chain.Target target, ObjectNode result, boolean isKept)
        implements Standing {}

    /** None of the plugins of its network is mycni's own. */
    record NotOurs() implements Standing {}

    /**
     * Nobody.
     *
     * @param why the reason, as a clause
     */
    record Nobody(String why) implements Standing {}
  }

  /**
   * Finds them.
   *
   * @throws io.mycni.cni.CniException when it cannot be told what the chain is
   */
  Standing of(Attachment attachment, Living living) {
    if (attachment.ifname().isEmpty()) {
      return new Standing.Nobody("its lease does not tell the name of its interface");
    }
    Optional<Kept> kept = node.keptOf(attachment);
    Optional<OwnChain> chain = chain(attachment.network(), kept);
    if (chain.isEmpty()) {
      return new Standing.Nobody("no file has its network, and no configuration of it is kept");
    }
    if (!chain.get().hasOurs()) {
      return new Standing.NotOurs();
    }
    Network network = chain.get().network();
    Optional<ObjectNode> result =
        kept.map(each -> each.resultIn(network.version())).filter(each -> !each.isEmpty());
    boolean isKept = result.isPresent();
    result = result.or(() -> seen(attachment, living, network));
    return result.isEmpty()
        ? new Standing.Nobody("its interface was not found, and no result of it is kept")
        : new Standing.Asked(chain.get(), target(attachment, living, kept), result.get(), isKept);
  }

  /**
   * Returns the plugins of somebody else's that stand beside mycni's own in the chains that were
   * found, by the names of the networks; of some networks only.
   */
  Map<String, List<String>> besides(Predicate<Network> of) {
    Map<String, List<String>> besides = new TreeMap<>();
    configured.forEach((name, chain) -> {
      List<String> others =
          chain
              .filter(it -> it.hasOurs() && of.test(it.network()))
              .map(OwnChain::foreign)
              .orElse(List.of());
      if (!others.isEmpty()) {
        besides.put(name, others);
      }
    });
    return besides;
  }

  private Optional<OwnChain> chain(String name, Optional<Kept> kept) {
    Optional<OwnChain> found =
        configured.computeIfAbsent(
            name,
            _ ->
                node.networks().stream()
                    .filter(network -> network.name().equals(name))
                    .findFirst()
                    .map(network -> OwnChain.withDelegates(network, environment)));
    return found.or(() ->
        kept.flatMap(Kept::network).map(network -> OwnChain.withDelegates(network, environment)));
  }

  private Chain.Target target(Attachment attachment, Living living, Optional<Kept> kept) {
    String inside = living instanceof Living.Alive alive ? alive.inside().netns() : "";
    return new Chain.Target(
        attachment.containerId(),
        kept.map(attachments::netnsOf).orElse(inside),
        attachment.ifname(),
        kept.map(Kept::args).orElse(""),
        kept.map(Kept::capabilities).orElseGet(Json::object));
  }

  /**
   * A result as far as it can be seen from outside: the bridge, the link on the host and the
   * interface, in the order in which bridge tells them.
   */
  private Optional<ObjectNode> seen(Attachment attachment, Living living, Network network) {
    if (!(living instanceof Living.Alive alive)) {
      return Optional.empty();
    }
    Node.Inside inside = alive.inside();
    ObjectNode result = Json.object();
    result.put("cniVersion", network.version().toString());
    ArrayNode interfaces = result.putArray("interfaces");
    Optional<Link> port = link(alive.link());
    Optional<Link> bridge = port.flatMap(each -> link(each.master())).filter(Link::isBridge);
    bridge.ifPresent(each -> add(each.name(), each, interfaces));
    port.ifPresent(each -> add(each.name(), each, interfaces));
    ObjectNode made = add(attachment.ifname(), inside.link(), interfaces);
    made.put("sandbox", inside.netns());
    ArrayNode ips = result.putArray("ips");
    for (Cidr address : inside.link().givenAddresses()) {
      ips.addObject().put("address", address.toString()).put("interface", interfaces.size() - 1);
    }
    return Optional.of(result);
  }

  private Optional<Link> link(String name) {
    return node.links().stream().filter(link -> link.name().equals(name)).findFirst();
  }

  private static ObjectNode add(String name, Link link, ArrayNode interfaces) {
    ObjectNode made = interfaces.addObject();
    made.put("name", name);
    link.mac().ifPresent(mac -> made.put("mac", mac.toString()));
    return made;
  }
}
