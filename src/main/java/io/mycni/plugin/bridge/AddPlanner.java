// What a bridge attachment is. The story of an ADD, step by step; each part has its own file.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniResult;
import io.mycni.cni.CniRoute;
import io.mycni.cni.ErrorCode;
import io.mycni.host.DeviceDetails;
import io.mycni.host.Link;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans an ADD: a pure function from what is wanted and what is there to what has to be done. */
final class AddPlanner {
  private static final int CONTAINER_INTERFACE = 2;

  private AddPlanner() {}

  /**
   * Makes the plan.
   *
   * @param input what is wanted and what is there
   * @param lease the steps by which the lease was taken; none for a layer 2 network
   * @throws CniException when what is there contradicts what is wanted
   */
  static Plan plan(AddInput input, List<Step> lease) {
    BridgeConfig config = input.config();
    refuseMissingFamilies(input);
    Gateways gateways = Gateways.of(input.lease(), config);
    refuseImpossibleRoutes(gateways);

    List<Step> main = new ArrayList<>(lease);
    main.addAll(BridgeSteps.bridge(config, input.host(), input.detailsOf(config.bridge())));
    if (!gateways.onBridge().isEmpty()) {
      String device = BridgeSteps.gatewayDevice(config);
      Optional<DeviceDetails> details = input.detailsOf(device);
      if (config.vlan() != 0) {
        main.addAll(VlanGateway.steps(config, input.host(), details));
      }
      Optional<Link> link = input.host().link(device);
      main.addAll(
          BridgeSteps.gateways(
              device,
              link,
              gateways.onBridge(),
              config.forceAddress() ? details : Optional.empty()));
    }
    main.addAll(PortSteps.of(input));
    main.addAll(ContainerSteps.of(input, gateways));
    if (config.ipMasq() && config.isLayer3()) {
      main.addAll(
          input.backend() == MasqueradeBackend.IPTABLES
              ? Masquerade.add(input)
              : NftMasquerade.add(input));
    }
    if (config.macSpoofCheck()) {
      main.add(SpoofCheck.add(input));
    }

    // Forwarding comes last: nothing that can fail is behind it, so it is never switched back under
    // the feet of somebody who has relied on it.
    List<Step> finish = new ArrayList<>(ContainerSteps.awaits(input));
    finish.addAll(BridgeSteps.forwarding(gateways.families(), input.host()));

    List<List<Step>> stages = new ArrayList<>();
    stages.add(main);
    List<Step> missingMac = BridgeSteps.missingMac(config, input.host());
    if (!missingMac.isEmpty()) {
      stages.add(missingMac);
    }
    stages.add(finish);
    return new Plan(title(input), stages, result(input, gateways), notes(input, main));
  }

  private static String title(AddInput input) {
    return "ADD "
        + input.ifname()
        + " of container "
        + input.names().attachment().containerId()
        + " in "
        + input.netns()
        + " to network "
        + input.names().attachment().network();
  }

  private static void refuseMissingFamilies(AddInput input) {
    for (Cidr address : input.addresses()) {
      if (!input.host().has(address.family())) {
        throw AddInput.conflict(
            "the address " + address + " was given, but this kernel has no " + address.family(),
            address.family() == IpFamily.V6
                ? "remove the IPv6 range, or boot without ipv6.disable=1"
                : "remove the IPv4 range");
      }
      boolean tooSmall =
          address.family() == IpFamily.V6
              && input.config().mtu() != 0
              && input.config().mtu() < BridgeConfig.leastMtuOfIpv6();
      if (tooSmall) {
        throw new CniException(
            ErrorCode.INVALID_CONFIGURATION,
            "mtu is "
                + input.config().mtu()
                + ", and the address "
                + address
                + " needs "
                + BridgeConfig.leastMtuOfIpv6()
                + " at least",
            "IPv6 does not work below that (RFC 8200 section 5); raise mtu");
      }
    }
  }

  /** Another IPAM plugin than host-local may ask for anything. */
  private static void refuseImpossibleRoutes(Gateways gateways) {
    for (CniRoute route : gateways.routes()) {
      if (route.forbidsGateway() && route.gateway().isPresent()) {
        throw new CniException(
            ErrorCode.INVALID_CONFIGURATION,
            "the route to "
                + route.destination()
                + " has the scope "
                + route.scope().orElseThrow()
                + " and the next hop "
                + route.gateway().get()
                + ", which cannot go together",
            "scope 253 and 254 mean what is on the link or the host itself; leave scope or gw out");
      }
    }
  }

  private static List<String> notes(AddInput input, List<Step> steps) {
    List<String> notes = new ArrayList<>(input.host().notes());
    for (Step step : steps) {
      if (step instanceof Step.Ensure ensure && ensure.replaces().isPresent()) {
        notes.add(ensure.replaces().get().done());
        for (String remark : ensure.replaces().get().inexact()) {
          notes.add("if a later step fails, this is not put back exactly: " + remark);
        }
      }
    }
    int wanted = input.config().mtu();
    input
        .host()
        .link(input.config().bridge())
        .filter(link -> wanted != 0 && link.mtu() != wanted)
        .ifPresent(link ->
            notes.add(
                "the bridge "
                    + link.name()
                    + " has the MTU "
                    + link.mtu()
                    + ", the configuration asks for "
                    + wanted
                    + "; it was left alone (ip link set dev "
                    + link.name()
                    + " mtu "
                    + wanted
                    + ")"));
    return notes;
  }

  private static CniResult result(AddInput input, Gateways gateways) {
    BridgeConfig config = input.config();
    int bridgeMtu = input.host().link(config.bridge()).map(Link::mtu).orElse(input.linkMtu());
    List<CniInterface> interfaces = new ArrayList<>();
    interfaces.add(
        new CniInterface(
            config.bridge(), Optional.of(BridgeSteps.mac(config, input.host())), bridgeMtu, ""));
    interfaces.add(
        new CniInterface(
            input.names().hostLink(), Optional.of(input.names().hostMac()), input.linkMtu(), ""));
    interfaces.add(
        new CniInterface(
            input.ifname(), Optional.of(input.containerMac()), input.linkMtu(), input.netns()));
    if (config.vlan() != 0 && !gateways.onBridge().isEmpty()) {
      interfaces.add(
          new CniInterface(
              VlanGateway.name(config),
              Optional.of(VlanGateway.mac(config, input.host())),
              input.linkMtu(),
              ""));
    }
    List<CniIp> ips = new ArrayList<>();
    for (CniIp ip : gateways.ips()) {
      ips.add(ip.on(CONTAINER_INTERFACE));
    }
    return new CniResult(
        interfaces,
        ips,
        gateways.routes(),
        config.dns().isEmpty() ? input.lease().dns() : config.dns());
  }
}
