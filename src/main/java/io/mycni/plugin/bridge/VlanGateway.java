// The bridge's own interface in a VLAN, which carries the gateway addresses of a network with a
// `vlan`: a veth pair on the host, one end named BRIDGE.VLAN and the other a port of the bridge, as
// the reference plugin makes it.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.host.DeviceDetails;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.MacAddress;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import io.mycni.plugin.AttachmentNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans the gateway interface of a VLAN. */
final class VlanGateway {
  private static final int LONGEST_NAME = 15;

  private VlanGateway() {}

  static String name(BridgeConfig config) {
    return config.bridge() + "." + config.vlan();
  }

  /** The bridge's end; its name is a hash, because it says all it has to say by its alias. */
  static String portName(BridgeConfig config) {
    return AttachmentNames.of(new io.mycni.cni.Attachment(config.bridge(), "gateway", name(config)))
        .hostLink();
  }

  static MacAddress mac(BridgeConfig config, HostState host) {
    return host.link(name(config))
        .flatMap(Link::mac)
        .orElseGet(() -> AttachmentNames.bridgeMac(host.hostId(), name(config)));
  }

  static List<Step> steps(BridgeConfig config, HostState host, Optional<DeviceDetails> details) {
    String name = name(config);
    if (name.length() > LONGEST_NAME) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          "the gateway interface would be named "
              + name
              + ", which is longer than the "
              + LONGEST_NAME
              + " characters that Linux allows",
          "choose a shorter name for the key bridge");
    }
    Optional<Link> link = host.link(name);
    if (link.isPresent()) {
      List<Step> steps = new ArrayList<>();
      steps.add(new Step.Present("the gateway interface " + name));
      steps.addAll(BridgeSteps.up(link.get(), details));
      return steps;
    }
    String port = portName(config);
    String mtu = config.mtu() == 0 ? "" : " mtu " + config.mtu();
    List<Change> changes = new ArrayList<>();
    changes.add(
        Change.of(
            Command.Ip.host(
                "link add name "
                    + port
                    + " address "
                    + AttachmentNames.bridgeMac(host.hostId(), port)
                    + mtu
                    + " master "
                    + config.bridge()
                    + " type veth peer name "
                    + name
                    + " address "
                    + mac(config, host)
                    + mtu),
            Command.Ip.host("link delete dev " + port)));
    changes.add(
        Change.of(Command.Ip.host("link set dev " + port + " alias mycni-gateway:" + name)));
    changes.add(Change.of(Command.Ip.host("link set dev " + port + " addrgenmode none")));
    PortSteps.untagged(config, port, changes);
    changes.add(Change.of(Command.Ip.host("link set dev " + port + " up")));
    changes.add(
        Change.of(
            new Command.Sysctl(Namespace.HOST, "net/ipv6/conf/" + name + "/accept_ra", "0", true)));
    changes.add(Change.of(Command.Ip.host("link set dev " + name + " up")));
    return List.of(
        new Step.Ensure(
            "make the gateway interface " + name + " in VLAN " + config.vlan(), changes));
  }
}
