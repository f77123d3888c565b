// What an ADD looks at before it is planned, and how closely: quickly where that is enough, in full
// only where something of somebody else's would be replaced.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.host.DeviceDetails;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.ipam.Addressing;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.Cidr;
import io.mycni.plugin.AttachmentNames;
import java.util.ArrayList;
import java.util.List;

/** Puts the input of an ADD's plan together. */
final class AddLook {
  private AddLook() {}

  /**
   * Looks at the host.
   *
   * @param look by what it is looked at
   * @param request the call
   * @param config its configuration
   * @param addressing what gave the lease
   * @param lease the addresses
   * @param thorough whether a quick look is not enough, because one has been wrong already
   */
  static AddInput at(
      HostLook look,
      CniRequest request,
      BridgeConfig config,
      Addressing addressing,
      CniResult lease,
      boolean thorough) {
    AttachmentNames names = AttachmentNames.of(request.attachment());
    List<String> links = links(config, names);
    HostState host = look.quickly(HostQuery.links(links).and(HostQuery.facts()));
    HostQuery query =
        RuleQuestions.with(
            links,
            request.netns(),
            lease.ips(),
            RuleQuestions.masquerade(config, host),
            config.macSpoofCheck());
    if (thorough) {
      host = look.thoroughly(query);
    }
    boolean firstOnBridge =
        host.link(config.bridge()).map(bridge -> bridge.ports() == 0).orElse(true);
    boolean rulesMatter =
        config.macSpoofCheck()
            || config.ipMasq()
                && (firstOnBridge || AddInput.backend(config, host) == MasqueradeBackend.NFTABLES);
    if (!host.thorough() && rulesMatter) {
      host = look.thoroughly(query);
    }
    List<DeviceDetails> details = new ArrayList<>();
    List<Cidr> gateways = Gateways.of(lease, config).onBridge();
    for (String device : BridgeSteps.toLookAtInFull(config, host, gateways)) {
      details.add(look.details(device));
    }
    return new AddInput(
        names, request.netns(), config, lease, addressing.heldByOtherInterfaces(), host, details);
  }

  private static List<String> links(BridgeConfig config, AttachmentNames names) {
    List<String> links = new ArrayList<>(List.of(config.bridge(), names.hostLink()));
    if (config.vlan() != 0) {
      links.add(VlanGateway.name(config));
    }
    return links;
  }
}
