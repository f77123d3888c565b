// What a ptp attachment is: a cable between the host and one container, without a bridge. The host
// end has the gateway's address, the host a route to each address, and all that the container sends
// goes by the gateway.
package io.mycni.plugin.ptp;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.keys.KeySet;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.keys.Section;
import io.mycni.net.Cidr;
import io.mycni.net.MacAddress;
import io.mycni.part.ContainerRoutes;
import io.mycni.part.ContainerSetup;
import io.mycni.part.Forwarding;
import io.mycni.part.Given;
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

/** The ptp plugin. */
public final class PtpType implements PluginType<PtpConfig> {
  @Override
  public String name() {
    return "ptp";
  }

  @Override
  public KeySet keys() {
    return PtpKeys.ALL;
  }

  @Override
  public PtpConfig read(Section network, CniArgs args) {
    return PtpConfig.read(network, args);
  }

  @Override
  public List<Part> parts(PtpConfig config, Subject asGiven) {
    Subject subject = asGiven.with(withGateways(asGiven.given()).with(config.dns()));
    MacAddress mac = subject.previousMac().orElse(subject.names().containerMac());
    List<Part> parts = new ArrayList<>();
    parts.add(new VethPair(subject, mac, config.mtu(), Optional.empty()));
    parts.add(ContainerSetup.of(subject, config.mtu(), true).withoutSubnetRoutes());
    parts.add(new WayToGateway(subject));
    parts.add(new ContainerRoutes(subject).withoutSubnetRoutes());
    parts.add(new HostEnd(subject));
    Optional<MasqueradeBackend> masquerade =
        subject.masquerade(config.ipMasq(), config.ipMasqBackend());
    if (masquerade.isPresent()) {
      parts.add(new Masquerade(subject, masquerade.get(), ""));
    }
    parts.add(new Forwarding(subject.given().families()));
    return parts;
  }

  private static Given withGateways(Given given) {
    List<CniIp> ips = new ArrayList<>();
    for (CniIp ip : given.ips()) {
      ips.add(ip.gateway().isPresent() ? ip : withFirstOfSubnet(ip));
    }
    return new Given(ips, given.routes(), given.dns());
  }

  /** Where no gateway was given it is the subnet's first address, as with a bridge. */
  private static CniIp withFirstOfSubnet(CniIp ip) {
    Cidr address = ip.address();
    if (address.subnet().equals(Cidr.host(address.address()))) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          "the address "
              + address
              + " was given without a gateway, and has no subnet to find one in",
          "write the gateway beside it (any address that no container has), or a subnet");
    }
    return new CniIp(address, Optional.of(address.first().next()), ip.interfaceIndex());
  }

  @Override
  public Reach reach(PtpConfig config) {
    return new Reach(List.of(Reach.HOST), "");
  }

  @Override
  public List<Warning> warnings(PtpConfig config, Surroundings around) {
    return PtpWarnings.of(config, around);
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    MasqueradeHint hint = MasqueradeHint.of(Section.of(request.config()));
    return List.of(
        HostLinkRemains.of(request, note, ""),
        new MasqueradeRemains(note, hint.ipMasq(), tellsSiblings ? "" : request.netns()),
        new UnseenRules(note, hint.ipMasq(), hint.byNft()));
  }

  @Override
  public List<KernelFeature> kernel() {
    return List.of(KernelFeature.VETH_PAIRS);
  }
}
