// Which address management an attachment has: by its configuration, or by what an ADD noted.
package io.mycni.ipam;

import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;

/** Finds the address management of a request. */
public interface AddressManagement {
  /**
   * Returns what the configuration names.
   *
   * @throws CniException when the configuration is wrong; for DEL and GC only where the leases
   *     cannot be found otherwise
   */
  Addressing of(CniRequest request);

  /**
   * Returns what an ADD has used, whatever the configuration says by now.
   *
   * @param request the request
   * @param type the IPAM plugin; empty for none
   * @param dataDir the folder of leases for host-local
   */
  Addressing noted(CniRequest request, String type, String dataDir);
}
