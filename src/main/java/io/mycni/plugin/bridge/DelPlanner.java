// What a DEL takes away. Names come from the parameters alone, so it works without a namespace,
// without a previous result, and any number of times.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniInterface;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.config.BridgeConfig;
import io.mycni.config.MasqueradeBackend;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.ipam.Addressing;
import io.mycni.net.IpAddress;
import io.mycni.plan.Command;
import io.mycni.plan.Effect;
import io.mycni.plan.Namespace;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plugin.AttachmentNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans a DEL. */
final class DelPlanner {
  private final CniRequest request;
  private final BridgeConfig config;
  private final Addressing addressing;
  private final HostLook reader;
  private final AttachmentNames names;
  private final List<IpAddress> addresses;

  DelPlanner(CniRequest request, BridgeConfig config, Addressing addressing, HostLook reader) {
    this.request = request;
    this.config = config;
    this.addressing = addressing;
    this.reader = reader;
    this.names = AttachmentNames.of(request.attachment());
    this.addresses = addresses();
  }

  /** The plan for the common case: the link is ours, and the rules of its addresses are there. */
  Plan quick() {
    HostState host = reader.quickly(query(false));
    boolean rulesUnknown = config.ipMasq() && config.isLayer3() && addresses.isEmpty();
    boolean byNft =
        config.macSpoofCheck()
            || config.ipMasq() && AddInput.backend(config, host) == MasqueradeBackend.NFTABLES;
    if (rulesUnknown || byNft) {
      return thorough();
    }
    List<Step> first = new ArrayList<>();
    if (host.link(names.hostLink()).isPresent()) {
      first.add(removeHostLink());
    } else {
      foreignLink().ifPresent(first::add);
    }
    if (config.ipMasq() && config.isLayer3()) {
      boolean last = addressing.heldByOtherInterfaces().isEmpty();
      first.add(
          new Step.Remove(
              "remove the masquerade rules of " + list(addresses) + inChain(),
              Masquerade.remove(names, addresses, last)));
    }
    return plan(first);
  }

  /** The plan after a close look. */
  Plan thorough() {
    HostState host = reader.thoroughly(query(true));
    List<Step> first = new ArrayList<>();
    if (host.link(names.hostLink()).isPresent()) {
      first.add(removeHostLink());
    } else {
      foreignLink().ifPresent(first::add);
    }
    if (config.ipMasq() && config.isLayer3()) {
      List<Command> rules =
          AddInput.backend(config, host) == MasqueradeBackend.NFTABLES
              ? NftMasquerade.remove(names, host)
              : Masquerade.removeFound(names.chain(), kept(), host);
      first.add(removal("the masquerade rules of the container", rules));
    }
    if (config.macSpoofCheck()) {
      first.add(removal("the MAC spoof check", SpoofCheck.remove(names, host)));
    }
    return plan(first);
  }

  private Plan plan(List<Step> first) {
    List<Step> last = new ArrayList<>();
    if (!addressing.type().isEmpty()) {
      last.add(
          new Step.Perform(
              "give " + list(addresses) + " back to " + addressing.type(),
              "",
              Effect.once(
                  addressing.releasingByHand(addresses), () -> addressing.release(addresses))));
    }
    String title =
        "DEL "
            + request.ifname()
            + " of container "
            + request.containerId()
            + " from network "
            + request.network();
    // The address goes last, so that nobody gets it while its old owner can still use it.
    return new Plan(title, List.of(first, last), CniResult.EMPTY, List.of());
  }

  private Step removeHostLink() {
    return new Step.Remove(
        "remove the veth pair with the host end " + names.hostLink(),
        List.of(Command.Ip.host("link delete dev " + names.hostLink())));
  }

  private static Step removal(String what, List<Command> commands) {
    return commands.isEmpty()
        ? new Step.Present("nothing of " + what)
        : new Step.Remove("remove " + what, commands);
  }

  /**
   * An attachment that the reference plugin made has a host end of another name. It is removed by
   * its container's end, if that is a veth whose peer is a port of this network's bridge: podman
   * sends a DEL after an ADD that failed because the interface name was taken, and that interface
   * is not ours.
   */
  private Optional<Step> foreignLink() {
    if (request.netns().isEmpty()) {
      return Optional.empty();
    }
    Optional<Link> inside =
        reader.linksInside(request.netns()).stream()
            .flatMap(List::stream)
            .filter(link -> link.name().equals(request.ifname()))
            .findFirst();
    if (inside.isEmpty() || !inside.get().isVeth() || !isOnOurBridge(inside.get())) {
      return Optional.empty();
    }
    return Optional.of(
        new Step.Remove(
            "remove " + request.ifname() + " in " + request.netns(),
            List.of(
                Command.Ip.in(
                    new Namespace.Container(request.netns()),
                    "link delete dev " + request.ifname()))));
  }

  private boolean isOnOurBridge(Link inside) {
    List<String> named = new ArrayList<>();
    for (CniInterface made : request.prevResult().map(CniResult::interfaces).orElse(List.of())) {
      if (made.sandbox().isEmpty()) {
        named.add(made.name());
      }
    }
    for (Link link : reader.allLinks()) {
      boolean peer = link.index() == inside.peerIndex() && link.isVeth();
      if (peer && (link.master().equals(config.bridge()) || named.contains(link.name()))) {
        return true;
      }
    }
    return false;
  }

  private HostQuery query(boolean rules) {
    List<String> links = List.of(names.hostLink());
    return rules ? HostQuery.everything(links, "") : HostQuery.links(links, "");
  }

  /** The addresses that this attachment has or had: by its lease, else by the previous result. */
  private List<IpAddress> addresses() {
    List<IpAddress> known = new ArrayList<>(addressing.held());
    for (CniIp ip : request.prevResult().map(CniResult::ips).orElse(List.of())) {
      if (!known.contains(ip.address().address())) {
        known.add(ip.address().address());
      }
    }
    return known;
  }

  /** Addresses of the container's other interfaces on this network. */
  private List<IpAddress> kept() {
    List<IpAddress> kept = new ArrayList<>(addressing.heldByOtherInterfaces());
    if (!kept.isEmpty() || addressing.type().equals("host-local") || request.netns().isEmpty()) {
      return kept;
    }
    // Another IPAM plugin does not tell; what the container's other links carry does.
    for (Link link : reader.linksInside(request.netns()).orElse(List.of())) {
      if (!link.name().equals(request.ifname())) {
        link.addresses().forEach(address -> kept.add(address.address()));
      }
    }
    kept.removeAll(addresses);
    return kept;
  }

  private String inChain() {
    return " in chain " + names.chain();
  }

  private static String list(List<IpAddress> addresses) {
    if (addresses.isEmpty()) {
      return "the addresses";
    }
    StringBuilder text = new StringBuilder();
    for (IpAddress address : addresses) {
      text.append(text.isEmpty() ? "" : " and ").append(address);
    }
    return text.toString();
  }
}
