// The bridge's own interface in a VLAN, which carries the gateway addresses of a network with a
// `vlan`: a veth pair on the host, one end named BRIDGE.VLAN and the other a port of the bridge, as
// the reference plugin makes it.
package io.mycni.plugin.bridge;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.MacAddress;
import io.mycni.part.AttachmentNames;
import io.mycni.part.BridgePort;
import io.mycni.part.CableEnd;
import io.mycni.part.Comparison;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.part.RouterAdvertisements;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The gateway interface of a VLAN.
 *
 * @param config the network's configuration
 */
record VlanGateway(BridgeConfig config) implements Part {
  private static final int LONGEST_NAME = 15;

  static String name(BridgeConfig config) {
    return config.bridge() + "." + config.vlan();
  }

  private String name() {
    return name(config);
  }

  /** The bridge's end; its name is a hash, because it says all it has to say by its alias. */
  private String port() {
    return AttachmentNames.of(new Attachment(config.bridge(), "gateway", name())).hostLink();
  }

  private CableEnd end() {
    return new CableEnd(port(), "mycni-gateway:" + name(), false);
  }

  private RouterAdvertisements routers() {
    return RouterAdvertisements.on(name());
  }

  private BridgePort wanted() {
    return BridgePort.inVlan(config.bridge(), config.vlan(), config.preserveDefaultVlan());
  }

  @Override
  public HostQuery asks() {
    return HostQuery.links(List.of(name(), port())).and(end().asks());
  }

  @Override
  public HostQuery asksToCompare() {
    return HostQuery.portVlans().and(routers().asks()).and(end().asksToCompare());
  }

  @Override
  public List<String> inFull(HostState host) {
    return LinkUp.inFull(host.link(name()));
  }

  @Override
  public List<Part> late() {
    return List.of(this);
  }

  @Override
  public List<Step> make(HostState host) {
    String name = name();
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
      steps.addAll(LinkUp.steps(link.get(), host));
      Optional<Link> port = host.link(port());
      if (port.isPresent()) {
        steps.addAll(LinkUp.steps(port.get(), host));
      }
      return steps;
    }
    String port = port();
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
                    + mac(host)
                    + mtu),
            Command.Ip.host("link delete dev " + port)));
    changes.addAll(end().settings(host));
    changes.addAll(wanted().settings(port));
    changes.add(Change.of(Command.Ip.host("link set dev " + port + " up")));
    changes.add(routers().refuse());
    changes.add(Change.of(Command.Ip.host("link set dev " + name + " up")));
    return List.of(
        new Step.Ensure(
            "make the gateway interface " + name + " in VLAN " + config.vlan(), changes));
  }

  private MacAddress mac(HostState host) {
    Optional<Link> link = host.link(name());
    Optional<MacAddress> found = link.isPresent() ? link.get().mac() : Optional.empty();
    return found.isPresent() ? found.get() : AttachmentNames.bridgeMac(host.hostId(), name());
  }

  @Override
  public List<Difference> differences(HostState host) {
    String name = name();
    Optional<Link> link = host.link(name);
    if (link.isEmpty()) {
      return List.of(
          Difference.broken(
              "the gateway interface " + name + " is gone",
              "the next ADD to the network makes it"));
    }
    List<Difference> differences = new ArrayList<>();
    if (!link.get().up()) {
      differences.add(Comparison.down("the gateway interface", name));
    }
    differences.addAll(routers().differences("the gateway interface " + name, host));
    // That of the reference has another name.
    Optional<Link> port = host.link(port());
    if (port.isPresent()) {
      differences.addAll(wanted().differences(port.get(), host));
      differences.addAll(end().differences(port.get(), host));
      if (!port.get().up()) {
        differences.add(Comparison.down("the port of the gateway interface " + name + ",", port()));
      }
    }
    return differences;
  }

  @Override
  public List<Step> mend(HostState host) {
    List<Change> changes = new ArrayList<>();
    if (routers().areBelieved(host)) {
      changes.add(routers().refuse());
    }
    Optional<Link> port = host.link(port());
    if (port.isPresent()) {
      changes.addAll(end().mending(port.get(), host));
      changes.addAll(wanted().mending(port.get(), host));
    }
    return List.of(new Step.Ensure("set up the gateway interface " + name() + " again", changes));
  }

  /** Behind the container's interface, where the reference tells it. */
  @Override
  public CniResult tellLast(CniResult answer, HostState host) {
    return answer.with(new CniInterface(name(), Optional.of(mac(host)), config.linkMtu(), ""));
  }

  @Override
  public List<String> tools() {
    return List.of("ip", "bridge");
  }
}
