// What a configuration tells of masquerading to those who remove it.
package io.mycni.part.masquerade;

import io.mycni.cni.CniException;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import java.util.Optional;

/**
 * Whether there may be rules, as far as a configuration tells that may have been edited wrongly
 * since.
 *
 * @param ipMasq whether the network is masqueraded
 * @param byNft whether by nftables
 */
public record MasqueradeHint(boolean ipMasq, boolean byNft) {
  /** Reads what can be read; an ipMasq that cannot be read may have been true. */
  public static MasqueradeHint of(Section network) {
    boolean ipMasq = SharedKeys.IP_MASQ.readOr(true, network);
    return new MasqueradeHint(ipMasq, ipMasq && namesNft(network));
  }

  private static boolean namesNft(Section network) {
    try {
      Optional<MasqueradeBackend> backend = SharedKeys.IP_MASQ_BACKEND.find(network);
      return backend.isPresent() && backend.get() == MasqueradeBackend.NFTABLES;
    } catch (CniException e) {
      return false;
    }
  }
}
