// The keys of static. What they mean together is said in StaticConfig.
package io.mycni.ipam;

import io.mycni.keys.DnsKey;
import io.mycni.keys.IpsKey;
import io.mycni.keys.KeySet;
import io.mycni.keys.RoutesKey;
import io.mycni.keys.TextKey;

/** The keys, in the order of the documentation. */
public final class StaticKeys {
  static final TextKey TYPE = new TextKey("type", "required", "static", "the IPAM plugin");
  static final AddressesKey ADDRESSES = new AddressesKey();
  static final RoutesKey ROUTES = new RoutesKey();
  static final DnsKey DNS = new DnsKey("none");
  static final IpsKey IPS =
      new IpsKey(
          "a list of ADDRESS/PREFIX",
          "[\"10.1.0.5/16\"]",
          "addresses that stand in the place of `addresses`; `IP` in CNI_ARGS adds to them");

  /** All of them. */
  public static final KeySet ALL = new KeySet("static", TYPE, ADDRESSES, ROUTES, DNS, IPS);

  private StaticKeys() {}
}
