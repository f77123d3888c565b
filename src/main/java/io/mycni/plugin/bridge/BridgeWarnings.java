// What is legal in a configuration of the bridge plugin and may surprise.
package io.mycni.plugin.bridge;

import io.mycni.plugin.SubnetWarnings;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import java.util.ArrayList;
import java.util.List;

/** Finds it. */
final class BridgeWarnings {
  private final BridgeConfig config;
  private final Surroundings around;
  private final List<Warning> warnings = new ArrayList<>();

  private BridgeWarnings(BridgeConfig config, Surroundings around) {
    this.config = config;
    this.around = around;
  }

  static List<Warning> of(BridgeConfig config, Surroundings around) {
    BridgeWarnings warnings = new BridgeWarnings(config, around);
    warnings.masquerade();
    warnings.gateway();
    warnings.routes();
    warnings.warnings.addAll(SubnetWarnings.unreachableGateways(around, config.isDefaultGateway()));
    warnings.warnings.addAll(SubnetWarnings.overlaps(around, config.bridge()));
    return warnings.warnings;
  }

  private void warn(String place, String message, String help) {
    warnings.add(new Warning(place, message, help));
  }

  private void masquerade() {
    if (config.ipMasq() && !config.isLayer3()) {
      warn("ipMasq", "ipMasq does nothing without ipam: there is no address", "");
    } else if (config.ipMasq() && !config.isGateway()) {
      warn(
          "ipMasq",
          "traffic is masqueraded, but isGateway is false: the bridge gets no address, and nobody"
              + " switches forwarding on",
          "add \"isGateway\": true, or see that something else is the gateway");
    } else if (!config.isDefaultGateway()) {
      warnings.addAll(SubnetWarnings.masqueradeWithoutWay(around, config.ipMasq()));
    }
  }

  private void gateway() {
    if (config.forceAddress() && config.isGateway()) {
      warn(
          "forceAddress",
          "addresses that somebody else gave to the bridge are taken away, and the routes by them",
          "leave it out: ADD then says what is in the way, and changes nothing");
    } else if (config.forceAddress()) {
      warn("forceAddress", "forceAddress does nothing without isGateway", "");
    }
    if (config.isGateway() && !config.isLayer3()) {
      warn("isGateway", "a gateway without ipam has no address to be reached by", "");
    }
  }

  private void routes() {
    boolean leads = around.ipam().isPresent() && around.ipam().get().leadsToGateway();
    if (leads && !around.ranges().isEmpty() && !config.isGateway()) {
      warn(
          "ipam.routes",
          "the routes lead to the range's gateway, which the bridge is not: isGateway is false",
          "add \"isGateway\": true, or give each route a gw that exists");
    }
  }
}
