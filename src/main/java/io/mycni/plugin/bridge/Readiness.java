// STATUS: whether an ADD could be served now.
package io.mycni.plugin.bridge;

import io.mycni.keys.MasqueradeBackend;
import io.mycni.process.Tools;
import java.util.ArrayList;
import java.util.List;

/** Looks for tools without starting them: kubelets ask often. */
final class Readiness {
  private final BridgeConfig config;
  private final Tools tools;

  Readiness(BridgeConfig config, Tools tools) {
    this.config = config;
    this.tools = tools;
  }

  void check() {
    List<String> needed = new ArrayList<>(List.of("ip", "nsenter"));
    if (config.filtersVlans()) {
      needed.add("bridge");
    }
    if (config.macSpoofCheck()) {
      needed.add("nft");
    }
    if (config.ipMasq() && config.isLayer3()) {
      boolean byNft =
          config
              .ipMasqBackend()
              .map(backend -> backend == MasqueradeBackend.NFTABLES)
              .orElseGet(() -> tools.find("iptables-restore").isEmpty());
      needed.add(byNft ? "nft" : "iptables-restore");
    }
    tools.requireForStatus(needed);
  }
}
