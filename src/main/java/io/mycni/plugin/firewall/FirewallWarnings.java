// What is legal in a configuration of the firewall plugin and may surprise.
package io.mycni.plugin.firewall;

import io.mycni.keys.TypeName;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds it. */
final class FirewallWarnings {
  private FirewallWarnings() {}

  static List<Warning> of(FirewallConfig config, Surroundings around) {
    List<Warning> warnings = new ArrayList<>();
    boolean onBridge = false;
    for (String type : around.before()) {
      onBridge |= TypeName.of(type).equals(TypeName.BRIDGE);
    }
    if (config.policy() != IngressPolicy.OPEN && around.isBehindAnInterface() && !onBridge) {
      warnings.add(
          new Warning(
              "ingressPolicy",
              "ingressPolicy keeps bridges apart, and no plugin before the firewall is a bridge",
              "leave it out"));
    }
    if (config.policy() == IngressPolicy.ISOLATED
        && !config.backend().equals(Optional.of(FirewallBackend.NFTABLES))) {
      warnings.add(
          new Warning(
              "ingressPolicy",
              "by iptables containers on one bridge are only kept from each other where the"
                  + " kernel's net.bridge.bridge-nf-call-iptables is 1",
              "add \"portIsolation\": true to the bridge, or choose the backend nftables"));
    }
    if (config.backend().equals(Optional.of(FirewallBackend.NFTABLES))) {
      unused(warnings, around, "iptablesAdminChainName", "the chain admin of " + NftFirewall.TABLE);
    }
    return warnings;
  }

  private static void unused(
      List<Warning> warnings, Surroundings around, String key, String instead) {
    if (around.network().has(key)) {
      warnings.add(
          new Warning(
              key, key + " does nothing by the backend nftables", "use " + instead + " instead"));
    }
  }
}
