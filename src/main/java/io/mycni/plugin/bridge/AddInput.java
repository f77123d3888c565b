// All that the planner of an ADD is given.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.host.DeviceDetails;
import io.mycni.host.HostState;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.MacAddress;
import io.mycni.plan.Namespace;
import io.mycni.plugin.AttachmentNames;
import java.util.List;
import java.util.Optional;

/**
 * The input of an ADD's plan.
 *
 * @param names the attachment and its names
 * @param netns the path of the container's namespace
 * @param config the configuration
 * @param lease what the IPAM plugin gave; nothing for a layer 2 network
 * @param otherAddresses addresses that other interfaces of the same container have on this network
 *     and whose rules are in the same chain
 * @param host the host as it was found
 * @param details the interfaces that had to be looked at in full
 */
record AddInput(
    AttachmentNames names,
    String netns,
    BridgeConfig config,
    CniResult lease,
    List<IpAddress> otherAddresses,
    HostState host,
    List<DeviceDetails> details) {
  AddInput {
    otherAddresses = List.copyOf(otherAddresses);
    details = List.copyOf(details);
  }

  /** What stands on an interface; empty when it was not looked at in full. */
  Optional<DeviceDetails> detailsOf(String device) {
    for (DeviceDetails each : details) {
      if (each.device().equals(device)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  Namespace inside() {
    return new Namespace.Container(netns);
  }

  String ifname() {
    return names.attachment().ifname();
  }

  MacAddress containerMac() {
    return config.mac().orElse(names.containerMac());
  }

  /** The MTU that a new link gets; the kernel's default for Ethernet when none is set. */
  int linkMtu() {
    return config.mtu() == 0 ? 1500 : config.mtu();
  }

  /** The addresses of the container with their prefix lengths. */
  List<Cidr> addresses() {
    return lease.ips().stream().map(ip -> ip.address()).toList();
  }

  MasqueradeBackend backend() {
    return backend(config, host);
  }

  /** The backend that is configured; else iptables, unless only nft is installed. */
  static MasqueradeBackend backend(BridgeConfig config, HostState host) {
    return config
        .ipMasqBackend()
        .orElse(
            !host.hasIptables() && host.hasNft()
                ? MasqueradeBackend.NFTABLES
                : MasqueradeBackend.IPTABLES);
  }

  static CniException conflict(String message, String details) {
    return new CniException(ErrorCode.HOST_CONFLICT, message, details);
  }
}
