// The keys of host-local. What they mean together is said in HostLocalConfig and AddressRange.
package io.mycni.ipam.hostlocal;

import io.mycni.keys.AddressKey;
import io.mycni.keys.CidrKey;
import io.mycni.keys.FileKey;
import io.mycni.keys.IpsKey;
import io.mycni.keys.KeySet;
import io.mycni.keys.RoutesKey;
import io.mycni.keys.Sources;
import io.mycni.keys.TextKey;

/** The keys, in the order of the documentation. */
public final class HostLocalKeys {
  static final CidrKey SUBNET =
      new CidrKey(
          "subnet",
          "required; in `ipam` itself only without `ranges`",
          "10.1.0.0/16",
          "the subnet; /30 or larger, IPv6 /126");
  static final AddressKey RANGE_START =
      new AddressKey(
          "rangeStart",
          "the one behind the network address",
          "10.1.0.10",
          "the first address to give; the network address only if it is named here");
  static final AddressKey RANGE_END =
      new AddressKey(
          "rangeEnd",
          "the one before the broadcast address; IPv6: the last",
          "10.1.0.99",
          "the last address to give; the broadcast address only if it is named here");
  static final AddressKey GATEWAY =
      new AddressKey(
          "gateway", "the subnet's first address", "10.1.0.1", "never given; the next hop");

  /** The keys of a range. */
  static final KeySet RANGE = new KeySet("a range", SUBNET, RANGE_START, RANGE_END, GATEWAY);

  static final TextKey TYPE =
      new TextKey(
          "type",
          "required",
          "host-local",
          "the IPAM plugin; others than `host-local`, `static` and `dhcp` are looked for in CNI_PATH"
              + " and executed");
  static final RangesKey RANGES =
      new RangesKey(
          "ranges",
          "[[{\"subnet\": \"10.1.0.0/16\"}], [{\"subnet\": \"fd00::/64\"}]]",
          "sets of ranges; one address is given from each set. `subnet` and the keys beside it may"
              + " stand in `ipam` itself instead",
          Sources.CONFIGURATION);
  static final RangesKey IP_RANGES =
      new RangesKey(
          "ipRanges",
          "[[{\"subnet\": \"10.2.0.0/16\"}]]",
          "sets of ranges that the runtime adds, before the others",
          new Sources(false, "ipRanges", "", ""));
  static final RoutesKey ROUTES = new RoutesKey();
  static final FileKey DATA_DIR =
      new FileKey(
          "dataDir",
          "`" + HostLocalConfig.DEFAULT_DATA_DIR + "`",
          "/var/lib/cni/networks",
          "where leases are kept, one folder for each network");
  static final FileKey RESOLV_CONF =
      new FileKey(
          "resolvConf",
          "none",
          "/etc/resolv.conf",
          "a file whose settings go into the result's `dns`");
  static final IpsKey IPS =
      new IpsKey(
          "a list of addresses, with a prefix length or without",
          "[\"10.1.0.5\"]",
          "addresses that are wanted; those of all places count");

  /** All of them. */
  public static final KeySet ALL =
      new KeySet(
          "host-local",
          TYPE,
          SUBNET,
          RANGE_START,
          RANGE_END,
          GATEWAY,
          RANGES,
          ROUTES,
          DATA_DIR,
          RESOLV_CONF,
          IPS,
          IP_RANGES);

  private HostLocalKeys() {}
}
