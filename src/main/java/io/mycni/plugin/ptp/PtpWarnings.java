// What is legal in a configuration of the ptp plugin and may surprise.
package io.mycni.plugin.ptp;

import io.mycni.cni.CniIp;
import io.mycni.net.Cidr;
import io.mycni.plugin.SubnetWarnings;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import java.util.ArrayList;
import java.util.List;

/** Finds it. */
final class PtpWarnings {
  private PtpWarnings() {}

  static List<Warning> of(PtpConfig config, Surroundings around) {
    List<Warning> warnings = new ArrayList<>();
    warnings.addAll(SubnetWarnings.masqueradeWithoutWay(around, config.ipMasq()));
    warnings.addAll(SubnetWarnings.overlaps(around, ""));
    List<CniIp> addresses = around.ipam().isPresent() ? around.ipam().get().addresses() : List.of();
    for (int i = 0; i < addresses.size(); i++) {
      Cidr address = addresses.get(i).address();
      boolean alone = address.subnet().equals(Cidr.host(address.address()));
      if (alone && addresses.get(i).gateway().isEmpty()) {
        warnings.add(
            new Warning(
                "ipam.addresses[" + i + "].address",
                "the address " + address + " has no subnet to find a gateway in, so ADD refuses it",
                "write the gateway beside it: any address that no container has"));
      }
    }
    return warnings;
  }
}
