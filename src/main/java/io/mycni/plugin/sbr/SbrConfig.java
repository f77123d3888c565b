// What a configuration of the sbr plugin says, read and held together.
package io.mycni.plugin.sbr;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.keys.Section;
import io.mycni.keys.Sources;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A configuration of the sbr plugin.
 *
 * @param table the table that the rules lead to; empty where one is chosen
 * @param gateways the gateways, one of a family at most
 * @param sourceHints whether the routes to own subnets stay in the table main
 */
public record SbrConfig(OptionalInt table, List<IpAddress> gateways, boolean sourceHints) {
  /** Copies the list. */
  public SbrConfig {
    gateways = List.copyOf(gateways);
  }

  /**
   * Reads a configuration.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static SbrConfig read(Section network, CniArgs args) {
    List<IpAddress> gateways = new ArrayList<>();
    for (String text : SbrKeys.GATEWAYS.read(network)) {
      Optional<IpAddress> address = IpAddress.parse(text);
      if (address.isEmpty()) {
        throw network.invalid(
            SbrKeys.GATEWAYS, "has " + text + ", which is no IP address", "such as \"10.1.0.254\"");
      }
      for (IpAddress other : gateways) {
        if (other.family() == address.get().family()) {
          throw network.invalid(
              SbrKeys.GATEWAYS,
              "has two of " + other.family(),
              "there is one gateway of each family; leave the others out");
        }
      }
      gateways.add(address.get());
    }
    SbrConfig config =
        new SbrConfig(SbrKeys.TABLE.find(network), gateways, SbrKeys.SOURCE_HINTS.read(network));
    Sources.refuseUnknown(args);
    return config;
  }

  /** Returns the gateway that is configured for a family. */
  Optional<IpAddress> gateway(IpFamily family) {
    for (IpAddress gateway : gateways) {
      if (gateway.family() == family) {
        return Optional.of(gateway);
      }
    }
    return Optional.empty();
  }

  /** Returns where what comes from an address leaves its network. */
  Optional<IpAddress> gatewayOf(CniIp ip) {
    Optional<IpAddress> configured = gateway(ip.address().family());
    return configured.isPresent() ? configured : ip.gateway();
  }
}
