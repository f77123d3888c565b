// What a bridge attachment is: the list of its parts, each of which has its own file.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.keys.KeySet;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.keys.Section;
import io.mycni.net.MacAddress;
import io.mycni.part.Arrival;
import io.mycni.part.BridgePort;
import io.mycni.part.ContainerRoutes;
import io.mycni.part.ContainerSetup;
import io.mycni.part.DuplicateDetection;
import io.mycni.part.Forwarding;
import io.mycni.part.HostLinkRemains;
import io.mycni.part.MadeNote;
import io.mycni.part.Part;
import io.mycni.part.Remains;
import io.mycni.part.Subject;
import io.mycni.part.VethPair;
import io.mycni.part.masquerade.Masquerade;
import io.mycni.part.masquerade.MasqueradeHint;
import io.mycni.part.masquerade.MasqueradeRemains;
import io.mycni.part.masquerade.UnseenRules;
import io.mycni.plugin.KernelFeature;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Reach;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The bridge plugin. */
public final class BridgeType implements PluginType<BridgeConfig> {
  @Override
  public String name() {
    return "bridge";
  }

  @Override
  public KeySet keys() {
    return BridgeKeys.ALL;
  }

  @Override
  public BridgeConfig read(Section network, CniArgs args) {
    return BridgeConfig.read(network, args);
  }

  @Override
  public List<Part> parts(BridgeConfig config, Subject asGiven) {
    Gateways gateways = Gateways.of(asGiven.given(), config);
    Subject subject = asGiven.with(gateways.given().with(config.dns()));
    boolean gateway = !gateways.onBridge().isEmpty();
    List<Part> parts = new ArrayList<>();
    parts.add(new Bridge(config));
    if (gateway) {
      if (config.vlan() != 0) {
        parts.add(new VlanGateway(config));
      }
      String device = config.vlan() == 0 ? config.bridge() : VlanGateway.name(config);
      parts.add(new GatewayAddresses(device, gateways.onBridge(), config.forceAddress()));
    }
    MacAddress mac = mac(config, subject);
    parts.add(new VethPair(subject, mac, config.mtu(), Optional.of(port(config))));
    parts.add(
        new ContainerSetup(
            subject,
            config.mtu(),
            config.isLayer3(),
            config.enableDad(),
            config.disableContainerInterface(),
            true,
            false,
            Arrival.ready(subject)));
    parts.add(new ContainerRoutes(subject));
    Optional<MasqueradeBackend> masquerade =
        subject.masquerade(config.ipMasq() && config.isLayer3(), config.ipMasqBackend());
    if (masquerade.isPresent()) {
      parts.add(new Masquerade(subject, masquerade.get(), config.bridge()));
    }
    if (subject.note().isPresent() ? subject.note().get().spoofCheck() : config.macSpoofCheck()) {
      parts.add(new SpoofCheck(subject.names(), mac));
    }
    parts.add(new BridgeMac(config));
    if (config.enableDad()) {
      parts.add(new DuplicateDetection(subject));
    }
    parts.add(new Forwarding(gateways.families()));
    return parts;
  }

  private static MacAddress mac(BridgeConfig config, Subject subject) {
    Optional<MacAddress> before = subject.previousMac();
    return before.isPresent() ? before.get() : config.mac().orElse(subject.names().containerMac());
  }

  private static BridgePort port(BridgeConfig config) {
    return new BridgePort(
        config.bridge(),
        config.hairpinMode(),
        config.portIsolation(),
        config.vlan(),
        config.vlanTrunk(),
        config.preserveDefaultVlan());
  }

  @Override
  public Reach reach(BridgeConfig config) {
    String vlan = config.vlan() == 0 ? "" : "VLAN " + config.vlan() + " of ";
    String bridge = vlan + "the bridge " + config.bridge();
    if (!config.isGateway()) {
      return new Reach(List.of(bridge), "");
    }
    String device = config.vlan() == 0 ? config.bridge() : VlanGateway.name(config);
    return new Reach(List.of(bridge, Reach.HOST), device);
  }

  @Override
  public List<Warning> warnings(BridgeConfig config, Surroundings around) {
    return BridgeWarnings.of(config, around);
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    Section network = Section.of(request.config());
    MasqueradeHint hint = MasqueradeHint.of(network);
    boolean nftRules = hint.byNft() || BridgeKeys.MAC_SPOOF_CHECK.readOr(false, network);
    return List.of(
        HostLinkRemains.of(request, note, bridge(network)),
        new MasqueradeRemains(note, hint.ipMasq(), tellsSiblings ? "" : request.netns()),
        new SpoofCheckRemains(note),
        new UnseenRules(note, hint.ipMasq(), nftRules));
  }

  /** The bridge whose ports are the network's. */
  private static String bridge(Section network) {
    try {
      return BridgeKeys.BRIDGE.read(network);
    } catch (CniException noName) {
      return BridgeKeys.BRIDGE.otherwise(); // No link has such a name.
    }
  }

  @Override
  public List<KernelFeature> kernel() {
    return List.of(
        KernelFeature.ofLink("bridges", "type bridge", "modprobe bridge"),
        KernelFeature.VETH_PAIRS);
  }
}
