// A hardware address of its own for a bridge: with it a bridge does not change it whenever ports
// come and go.
package io.mycni.plugin.bridge;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.MacAddress;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.List;
import java.util.Optional;

/**
 * The address of a bridge whose last port has left, which has none. It gets one when all the rest
 * is done, because nothing can take that back.
 *
 * @param config the network's configuration
 */
record BridgeMac(BridgeConfig config) implements Part {
  @Override
  public HostQuery asks() {
    return HostQuery.link(config.bridge()).and(HostQuery.facts());
  }

  @Override
  public Moment moment() {
    return Moment.AFTER;
  }

  @Override
  public List<Step> make(HostState host) {
    String bridge = config.bridge();
    Optional<Link> link = host.link(bridge);
    if (link.isEmpty() || link.get().hasMac()) {
      return List.of();
    }
    return List.of(fix("give the bridge " + bridge, bridge, Bridge.mac(config, host)));
  }

  static Step fix(String verb, String bridge, MacAddress mac) {
    return new Step.Ensure(
        verb + " the hardware address " + mac,
        List.of(Change.of(Command.Ip.host("link set dev " + bridge + " address " + mac))));
  }

  /** Which address it has is compared with the previous result. */
  @Override
  public List<Difference> differences(HostState host) {
    return List.of();
  }
}
