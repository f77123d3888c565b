// Whether mycni's own plugins of a chain could serve an ADD, asked without starting them.
package io.mycni.upkeep;

import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.SpecVersion;
import io.mycni.plugin.Services;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Asks for STATUS. */
public final class ChainStatus {
  private ChainStatus() {}

  /** Returns why plugins of the chain could not serve an ADD; empty when all could. */
  public static List<CniException> refusals(OwnChain chain, Services services) {
    List<CniException> refusals = new ArrayList<>();
    for (OwnChain.Place place : chain.inOrderOf(CniCommand.STATUS)) {
      if (!place.isOurs()) {
        continue;
      }
      try {
        ObjectNode input = chain.input(place);
        // The question is mycni's own, whatever version the file has.
        input.put("cniVersion", SpecVersion.NEWEST.toString());
        place.plugin(services, true).status(chain.request(CniCommand.STATUS, input));
      } catch (CniException e) {
        refusals.add(e);
      }
    }
    return refusals;
  }
}
