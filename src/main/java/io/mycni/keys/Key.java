// Every key of a configuration that mycni reads, with what its reader has to know.
// docs/configuration.md is made from this list, and `mycni lint` tells by it what is misspelt.
// What a value may be is decided where it is read: BridgeConfig, HostLocalConfig, and the
// classes beside them.
package io.mycni.keys;

import java.util.ArrayList;
import java.util.List;

/** The keys, in the order of the documentation. */
public enum Key {
  LIST_CNI_VERSION(
      Place.LIST,
      "cniVersion",
      "0.1.0",
      "\"1.0.0\"",
      "the version that is spoken with the plugins"),
  LIST_CNI_VERSIONS(
      Place.LIST,
      "cniVersions",
      "none",
      "[\"0.4.0\", \"1.1.0\"]",
      "versions to choose from; the newest that both know is spoken"),
  LIST_NAME(Place.LIST, "name", "required", "\"mynet\"", "the network's name, unique on the node"),
  DISABLE_CHECK(Place.LIST, "disableCheck", "false", "true", "runtimes do not call CHECK"),
  DISABLE_GC(Place.LIST, "disableGC", "false", "true", "runtimes do not call GC"),
  LOAD_ONLY_INLINED(
      Place.LIST,
      "loadOnlyInlinedPlugins",
      "false",
      "true",
      "no plugins are read from the folder of the network's name beside the file"),
  PLUGINS(
      Place.LIST,
      "plugins",
      "required",
      "[{\"type\": \"bridge\"}]",
      "the plugins, in the order in which ADD runs them"),

  CNI_VERSION(
      Place.PLUGIN, "cniVersion", "the list's", "\"1.0.0\"", "only where the file is no list"),
  NAME(Place.PLUGIN, "name", "the list's", "\"mynet\"", "only where the file is no list"),
  TYPE(
      Place.PLUGIN,
      "type",
      "required",
      "\"mycni\"",
      "the plugin: `mycni` and `bridge` mean the bridge plugin"),
  CAPABILITIES(
      Place.PLUGIN,
      "capabilities",
      "none",
      "{\"mac\": true, \"ips\": true}",
      "what the runtime may choose: `mac`, `ips`, `ipRanges`"),
  RUNTIME_CONFIG(
      Place.PLUGIN, "runtimeConfig", "none", "{\"mac\": \"02:11:22:33:44:55\"}", "set by runtimes"),
  ARGS(
      Place.PLUGIN,
      "args",
      "none",
      "{\"cni\": {\"ips\": [\"10.1.0.5\"]}}",
      "`args.cni.mac` and `args.cni.ips`: wishes of an older way"),
  PREV_RESULT(Place.PLUGIN, "prevResult", "none", "{\"ips\": []}", "set by runtimes"),

  BRIDGE(Place.BRIDGE, "bridge", "`cni0`", "\"br0\"", "the bridge; made if it is missing"),
  IS_GATEWAY(
      Place.BRIDGE,
      "isGateway",
      "false",
      "true",
      "the bridge gets the gateway's addresses, and their families are forwarded"),
  IS_DEFAULT_GATEWAY(
      Place.BRIDGE,
      "isDefaultGateway",
      "false",
      "true",
      "the same, and the container's default routes lead there"),
  FORCE_ADDRESS(
      Place.BRIDGE,
      "forceAddress",
      "false",
      "true",
      "an address on the bridge that contradicts the gateway's is replaced, and the routes by it go"
          + " with it; without it, ADD refuses"),
  IP_MASQ(
      Place.BRIDGE, "ipMasq", "false", "true", "traffic that leaves the network is masqueraded"),
  IP_MASQ_BACKEND(
      Place.BRIDGE,
      "ipMasqBackend",
      "`iptables`; `nftables` if only `nft` is installed",
      "\"nftables\"",
      "by what it is masqueraded"),
  MTU(
      Place.BRIDGE,
      "mtu",
      "the kernel's",
      "1400",
      "MTU of the links, and of a bridge that is made, in bytes; 68 to 65535, 1280 or more for IPv6"),
  HAIRPIN_MODE(
      Place.BRIDGE,
      "hairpinMode",
      "false",
      "true",
      "the port may send a frame back to where it came from"),
  PROMISC_MODE(
      Place.BRIDGE,
      "promiscMode",
      "false",
      "true",
      "the bridge is promiscuous; not together with `hairpinMode`"),
  VLAN(
      Place.BRIDGE,
      "vlan",
      "none",
      "100",
      "1 to 4094: the port's VLAN, untagged; a gateway's addresses go to the interface `BRIDGE.VLAN`"),
  VLAN_TRUNK(
      Place.BRIDGE,
      "vlanTrunk",
      "none",
      "[{\"minID\": 10, \"maxID\": 12}, {\"id\": 20}]",
      "VLANs with their tags. Untagged frames belong to `vlan` (both together as in the reference"
          + " since 1.8.0), without it to the bridge's default VLAN"),
  PRESERVE_DEFAULT_VLAN(
      Place.BRIDGE,
      "preserveDefaultVlan",
      "false",
      "true",
      "a port with a `vlan` stays in the bridge's default VLAN, too, and hears all that is sent"
          + " there; false as in the reference since 1.8.0, before it was true"),
  ENABLE_DAD(
      Place.BRIDGE,
      "enabledad",
      "false",
      "true",
      "duplicate IPv6 addresses are looked for and waited for"),
  MAC_SPOOF_CHECK(
      Place.BRIDGE,
      "macspoofchk",
      "false",
      "true",
      "frames with another source address than the container's are dropped (needs `nft`)"),
  DISABLE_CONTAINER_INTERFACE(
      Place.BRIDGE,
      "disableContainerInterface",
      "false",
      "true",
      "the container's interface stays down; only without `ipam`"),
  PORT_ISOLATION(
      Place.BRIDGE,
      "portIsolation",
      "false",
      "true",
      "the port reaches only ports that are not isolated"),
  DNS(
      Place.BRIDGE,
      "dns",
      "the IPAM plugin's",
      "{\"nameservers\": [\"10.1.0.1\"]}",
      "what the result says about DNS"),
  IPAM(
      Place.BRIDGE,
      "ipam",
      "none",
      "{\"type\": \"host-local\", \"subnet\": \"10.1.0.0/16\"}",
      "address management; without it the network is layer 2"),

  TRUNK_ID(Place.VLAN_TRUNK, "id", "none", "20", "one VLAN, 1 to 4094"),
  TRUNK_MIN(Place.VLAN_TRUNK, "minID", "none", "10", "the first of a range; with `maxID`"),
  TRUNK_MAX(Place.VLAN_TRUNK, "maxID", "none", "12", "the last of a range; with `minID`"),

  NAMESERVERS(Place.DNS, "nameservers", "none", "[\"10.1.0.1\"]", "addresses of name servers"),
  DOMAIN(Place.DNS, "domain", "none", "\"example.org\"", "the local domain"),
  SEARCH(Place.DNS, "search", "none", "[\"example.org\"]", "domains to search short names in"),
  OPTIONS(Place.DNS, "options", "none", "[\"ndots:2\"]", "options as in resolv.conf(5)"),

  IPAM_TYPE(
      Place.IPAM,
      "type",
      "required",
      "\"host-local\"",
      "the IPAM plugin; others than `host-local` and `static` are looked for in CNI_PATH and executed"),
  RANGES(
      Place.IPAM,
      "ranges",
      "none",
      "[[{\"subnet\": \"10.1.0.0/16\"}], [{\"subnet\": \"fd00::/64\"}]]",
      "sets of ranges; one address is given from each set. `subnet` and the keys beside it may stand"
          + " in `ipam` itself instead"),
  ROUTES(Place.IPAM, "routes", "none", "[{\"dst\": \"0.0.0.0/0\"}]", "routes of the container"),
  DATA_DIR(
      Place.IPAM,
      "dataDir",
      "`/var/lib/cni/networks`",
      "\"/var/lib/cni/networks\"",
      "where leases are kept, one folder for each network"),
  RESOLV_CONF(
      Place.IPAM,
      "resolvConf",
      "none",
      "\"/etc/resolv.conf\"",
      "a file whose settings go into the result's `dns`"),

  STATIC_TYPE(Place.STATIC, "type", "required", "\"static\"", "the IPAM plugin"),
  ADDRESSES(
      Place.STATIC,
      "addresses",
      "the runtime's",
      "[{\"address\": \"10.1.0.5/16\"}]",
      "the addresses of the container"),
  STATIC_ROUTES(
      Place.STATIC, "routes", "none", "[{\"dst\": \"0.0.0.0/0\"}]", "routes of the container"),
  STATIC_DNS(
      Place.STATIC,
      "dns",
      "none",
      "{\"nameservers\": [\"10.1.0.1\"]}",
      "what the result says about DNS"),

  ADDRESS(
      Place.ADDRESS,
      "address",
      "required",
      "\"10.1.0.5/16\"",
      "the address, with its prefix length"),
  ADDRESS_GATEWAY(
      Place.ADDRESS, "gateway", "none", "\"10.1.0.1\"", "the next hop of routes without one"),

  SUBNET(
      Place.RANGE, "subnet", "required", "\"10.1.0.0/16\"", "the subnet; /30 or larger, IPv6 /126"),
  RANGE_START(
      Place.RANGE,
      "rangeStart",
      "the one behind the network address",
      "\"10.1.0.10\"",
      "the first address to give; the network address only if it is named here"),
  RANGE_END(
      Place.RANGE,
      "rangeEnd",
      "the one before the broadcast address; IPv6: the last",
      "\"10.1.0.99\"",
      "the last address to give; the broadcast address only if it is named here"),
  GATEWAY(
      Place.RANGE,
      "gateway",
      "the subnet's first address",
      "\"10.1.0.1\"",
      "never given; the next hop"),

  DST(Place.ROUTE, "dst", "required", "\"0.0.0.0/0\"", "where to"),
  GW(Place.ROUTE, "gw", "the range's gateway", "\"10.1.0.254\"", "the next hop"),
  ROUTE_MTU(
      Place.ROUTE, "mtu", "the link's", "1400", "MTU of the route in bytes; from CNI 1.1.0 on"),
  ADVMSS(
      Place.ROUTE,
      "advmss",
      "the kernel's",
      "1360",
      "the segment size that TCP announces, in bytes; from CNI 1.1.0 on"),
  PRIORITY(Place.ROUTE, "priority", "the kernel's", "100", "the metric; from CNI 1.1.0 on"),
  TABLE(Place.ROUTE, "table", "main", "100", "the routing table's number; from CNI 1.1.0 on"),
  SCOPE(
      Place.ROUTE,
      "scope",
      "global",
      "253",
      "0 global, 253 link, 254 host; an IPv4 route of the last two has no next hop; from CNI 1.1.0"
          + " on");

  private final Place place;
  private final String key;
  private final String byDefault;
  private final String example;
  private final String meaning;

  Key(Place place, String key, String byDefault, String example, String meaning) {
    this.place = place;
    this.key = key;
    this.byDefault = byDefault;
    this.example = example;
    this.meaning = meaning;
  }

  /** The objects in which keys stand. */
  public enum Place {
    /** A {@code .conflist}. */
    LIST,
    /** Any plugin of mycni's. */
    PLUGIN,
    /** The bridge plugin, beside the keys of {@link #PLUGIN}. */
    BRIDGE,
    /** An item of {@code vlanTrunk}. */
    VLAN_TRUNK,
    /** {@code dns}. */
    DNS,
    /** {@code ipam} of host-local. */
    IPAM,
    /** {@code ipam} of static. */
    STATIC,
    /** An item of {@code ipam.addresses}. */
    ADDRESS,
    /** An item of a set in {@code ipam.ranges}; also {@code ipam} itself. */
    RANGE,
    /** An item of {@code ipam.routes}. */
    ROUTE;

    /** Returns the keys that may stand there, in their order. */
    public List<Key> keys() {
      List<Key> keys = new ArrayList<>();
      for (Key key : Key.values()) {
        if (key.place == this) {
          keys.add(key);
        }
      }
      return keys;
    }
  }

  /** Returns the object in which it stands. */
  public Place place() {
    return place;
  }

  /** Returns the key as it is written. */
  public String key() {
    return key;
  }

  /** Returns what is taken when it is left out, in words; {@code required} when it must not be. */
  public String byDefault() {
    return byDefault;
  }

  /** Returns a value as JSON. */
  public String example() {
    return example;
  }

  /** Returns what it does, in words. */
  public String meaning() {
    return meaning;
  }
}
