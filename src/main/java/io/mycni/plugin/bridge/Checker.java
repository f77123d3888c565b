// CHECK: compares the previous result with the kernel and names each difference.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.CniRoute;
import io.mycni.cni.ErrorCode;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.NetnsIdentity;
import io.mycni.host.Route;
import io.mycni.ipam.Addressing;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.plugin.AttachmentNames;
import io.mycni.plugin.TargetNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks one attachment. */
final class Checker {
  private final CniRequest request;
  private final BridgeConfig config;
  private final Addressing addressing;
  private final HostLook reader;
  private final AttachmentNames names;
  private final List<String> differences = new ArrayList<>();

  Checker(CniRequest request, BridgeConfig config, Addressing addressing, HostLook reader) {
    this.request = request;
    this.config = config;
    this.addressing = addressing;
    this.reader = reader;
    this.names = AttachmentNames.of(request.attachment());
  }

  void check() {
    CniResult previous = request.prevResultToCheck();
    HostState host = reader.thoroughly(query(previous));
    if (host.insideGone()) {
      throw TargetNamespace.gone(request.netns());
    }
    links(previous, host);
    addresses(previous, host);
    routes(previous, host);
    if (config.ipMasq() && config.isLayer3()) {
      masquerade(previous, host);
    }
    if (config.macSpoofCheck() && !SpoofCheck.isThere(names, host)) {
      differences.add("the MAC spoof check's rules are not complete");
    }
    lease(previous);
    if (!differences.isEmpty()) {
      throw new CniException(
          ErrorCode.CHECK_FAILED,
          "the attachment is not as it was made: " + String.join("; ", differences),
          "`mycni reload` puts rules back; for the rest DEL and ADD the container again");
    }
  }

  private HostQuery query(CniResult previous) {
    List<String> links = new ArrayList<>(List.of(config.bridge()));
    for (CniInterface made : previous.interfaces()) {
      if (made.sandbox().isEmpty() && !links.contains(made.name())) {
        links.add(made.name());
      }
    }
    return RuleQuestions.with(
        links,
        request.netns(),
        previous.ipsOf(request.ifname()),
        RuleQuestions.masquerade(config, RuleQuestions.installed(reader)),
        config.macSpoofCheck());
  }

  private void links(CniResult previous, HostState host) {
    Optional<Link> bridge = host.link(config.bridge());
    if (bridge.isEmpty()) {
      differences.add("the bridge " + config.bridge() + " is gone");
    } else {
      checkBridge(bridge.get());
    }
    Optional<Link> container = host.insideLink(request.ifname());
    if (container.isEmpty()) {
      differences.add("the interface " + request.ifname() + " is gone from " + request.netns());
    } else {
      if (!container.get().isVeth()) {
        differences.add("the interface " + request.ifname() + " is no veth any more");
      }
      if (!container.get().up() && !config.disableContainerInterface()) {
        differences.add("the interface " + request.ifname() + " is down");
      }
    }
    for (CniInterface made : previous.interfaces()) {
      if (made.sandbox().isEmpty()) {
        if (!made.name().equals(config.bridge())) {
          checkHostLink(made, host, container);
        } else {
          bridge.ifPresent(link -> compare(made, link));
        }
      } else if (made.name().equals(request.ifname())) {
        container.ifPresent(link -> compare(made, link));
        checkSandbox(made.sandbox());
      }
    }
  }

  /**
   * Two paths may lead to one namespace, {@code /var/run} being a link to {@code /run} say. Where
   * the earlier path leads nowhere any more, what is in CNI_NETNS counts, which is checked anyway.
   */
  private void checkSandbox(String before) {
    if (before.equals(request.netns())) {
      return;
    }
    String what = "prevResult has the namespace " + before;
    try {
      Optional<String> there = NetnsIdentity.of(before);
      if (there.isPresent() && !there.equals(NetnsIdentity.of(request.netns()))) {
        differences.add(what + ", CNI_NETNS is another one: " + request.netns());
      }
    } catch (CniException e) {
      differences.add(
          what + ", of which it cannot be told whether it is the same: " + e.getMessage());
    }
  }

  private void checkBridge(Link bridge) {
    if (!bridge.isBridge()) {
      differences.add("the link " + bridge.name() + " is no bridge");
    }
    if (!bridge.up()) {
      differences.add("the bridge " + bridge.name() + " is down");
    }
    if (config.promiscMode() && !bridge.promiscuous()) {
      differences.add("the bridge " + bridge.name() + " is not promiscuous");
    }
    if (config.filtersVlans() && !bridge.vlanFiltering()) {
      differences.add("the bridge " + bridge.name() + " does not filter VLANs");
    }
  }

  /** A chained plugin may have added host links of its own; only our port is held to the bridge. */
  private void checkHostLink(CniInterface made, HostState host, Optional<Link> container) {
    Optional<Link> link = host.link(made.name());
    if (link.isEmpty()) {
      differences.add("the host link " + made.name() + " is gone");
      return;
    }
    compare(made, link.get());
    boolean isOurPort =
        made.name().equals(names.hostLink())
            || container.isPresent() && container.get().peerIndex() == link.get().index();
    if (isOurPort && !link.get().master().equals(config.bridge())) {
      String master = link.get().master();
      differences.add(
          "the host link "
              + made.name()
              + (master.isEmpty() ? " is no port" : " is a port of " + master + ", not")
              + " of the bridge "
              + config.bridge());
    }
    if (isOurPort && !link.get().up()) {
      differences.add("the host link " + made.name() + " is down");
    }
  }

  private void compare(CniInterface made, Link link) {
    if (made.mac().isPresent() && !made.mac().equals(link.mac())) {
      differences.add(
          made.name()
              + " has the MAC address "
              + link.mac().map(Object::toString).orElse("(none)")
              + ", not "
              + made.mac().get());
    }
    boolean mtuMatters = made.mtu() != 0 && !link.isBridge();
    int wanted = made.mtu() != 0 ? made.mtu() : config.mtu();
    if ((mtuMatters || config.mtu() != 0 && !link.isBridge()) && wanted != link.mtu()) {
      differences.add(made.name() + " has the MTU " + link.mtu() + ", not " + wanted);
    }
  }

  private void addresses(CniResult previous, HostState host) {
    List<Cidr> inside = host.insideLink(request.ifname()).map(Link::addresses).orElse(List.of());
    for (CniIp ip : previous.ipsOf(request.ifname())) {
      if (!inside.contains(ip.address())) {
        differences.add("the address " + ip.address() + " is gone from " + request.ifname());
      }
    }
    if (!config.isGateway()) {
      return;
    }
    String device = config.vlan() == 0 ? config.bridge() : VlanGateway.name(config);
    List<Cidr> outside = host.link(device).map(Link::addresses).orElse(List.of());
    for (Cidr address : Gateways.of(previous, config).onBridge()) {
      if (host.link(device).isPresent() && !outside.contains(address)) {
        differences.add("the gateway address " + address + " is gone from " + device);
      }
    }
  }

  /** A route is held to an interface of the container that the result names, by default ours. */
  private void routes(CniResult previous, HostState host) {
    List<String> devices = new ArrayList<>(List.of(request.ifname()));
    for (CniInterface made : previous.interfaces()) {
      if (!made.sandbox().isEmpty()) {
        devices.add(made.name());
      }
    }
    List<Cidr> addresses = new ArrayList<>();
    for (CniIp ip : previous.ipsOf(request.ifname())) {
      addresses.add(ip.address());
    }
    Gateways gateways = Gateways.of(previous, config);
    for (CniRoute wanted : previous.routes()) {
      Optional<IpAddress> hop =
          ContainerSteps.isMadeByTheKernel(wanted, addresses)
              ? Optional.empty()
              : gateways.hopOf(wanted);
      boolean there = false;
      for (Route route : host.routesInside()) {
        there |= devices.contains(route.device()) && route.is(wanted, hop);
      }
      if (!there) {
        differences.add("the route to " + describe(wanted) + " is gone from " + request.ifname());
      }
    }
  }

  private static String describe(CniRoute route) {
    StringBuilder text = new StringBuilder().append(route.destination());
    route.gateway().ifPresent(gateway -> text.append(" via ").append(gateway));
    route.mtu().ifPresent(mtu -> text.append(" mtu ").append(mtu));
    route.advmss().ifPresent(advmss -> text.append(" advmss ").append(advmss));
    route.priority().ifPresent(metric -> text.append(" metric ").append(metric));
    route.table().ifPresent(table -> text.append(" table ").append(table));
    route.scope().ifPresent(scope -> text.append(" scope ").append(scope));
    return text.toString();
  }

  private void masquerade(CniResult previous, HostState host) {
    boolean byNft = AddInput.backend(config, host) == MasqueradeBackend.NFTABLES;
    for (CniIp ip : previous.ipsOf(request.ifname())) {
      if (byNft) {
        if (!NftMasquerade.hasRuleFor(ip.address(), names, host)) {
          differences.add("the masquerade rule of " + ip.address().address() + " is gone");
        }
        continue;
      }
      for (String rule :
          Masquerade.missing(ip.address(), names, host.natRules(ip.address().family()))) {
        differences.add("the masquerade rule `" + rule + "` is gone");
      }
    }
  }

  private void lease(CniResult previous) {
    List<IpAddress> expected = new ArrayList<>();
    for (CniIp ip : previous.ipsOf(request.ifname())) {
      expected.add(ip.address().address());
    }
    try {
      addressing.check(expected);
    } catch (CniException e) {
      differences.add(e.getMessage());
    }
  }
}
