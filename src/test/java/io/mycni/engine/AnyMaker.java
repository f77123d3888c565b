// Attachments that nobody has written down, of the plugins that make an interface: any of the
// configurations that their keys allow, on hosts where what they need is there in some state.
package io.mycni.engine;

import static io.mycni.engine.Draft.always;
import static io.mycni.engine.Draft.inside;
import static io.mycni.engine.Draft.maybe;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Drafts of each of them. */
final class AnyMaker {
  private static final String DNS =
      "\"dns\": {\"nameservers\": [\"192.0.2.1\"], \"search\": [\"a\"]}";
  private static final String MAC = "\"runtimeConfig\": {\"mac\": \"02:11:22:33:44:5OCTET\"}";

  private AnyMaker() {}

  /** Members {@code "KEY": VALUE}. */
  private static Arbitrary<String> number(String key, int least, int most) {
    return Arbitraries.oneOf(
        always(""),
        Arbitraries.integers().between(least, most).map(each -> "\"" + key + "\": " + each));
  }

  private static Arbitrary<String> masquerade() {
    return maybe(
        "\"ipMasq\": true",
        "\"ipMasq\": true, \"ipMasqBackend\": \"iptables\"",
        "\"ipMasq\": true, \"ipMasqBackend\": \"nftables\"");
  }

  static Arbitrary<Draft> bridge() {
    String made = "ip link add name BRIDGE address 02:00:00:00:00:01 type bridge";
    String up = "\nip link set dev BRIDGE up\n";
    return Draft.making(
        "bridge",
        AnyLease.someOrNone(),
        lease ->
            List.of(
                always("\"bridge\": \"BRIDGE\""),
                maybe("\"isGateway\": true", "\"isDefaultGateway\": true"),
                maybe("\"forceAddress\": true"),
                masquerade(),
                number("mtu", 1280, 9000),
                maybe("\"hairpinMode\": true", "\"promiscMode\": true"),
                number("vlan", 0, 4094),
                maybe(
                    "\"vlanTrunk\": [{\"minID\": 10, \"maxID\": 12}]",
                    "\"vlanTrunk\": [{\"id\": 20}, {\"minID\": 30, \"maxID\": 33}, {\"id\": 1}]"),
                maybe("\"preserveDefaultVlan\": true"),
                maybe("\"enabledad\": true"),
                maybe("\"macspoofchk\": true"),
                maybe("\"portIsolation\": true"),
                maybe(DNS),
                lease.isNone() ? maybe("\"disableContainerInterface\": true") : maybe(),
                maybe(MAC)),
        List.of(
            maybe(
                made,
                made + up,
                made + " vlan_filtering 1" + up,
                made + " vlan_filtering 1" + up + "ip link set dev BRIDGE promisc on",
                made + up + "ip address add NET4.0.1/16 dev BRIDGE",
                made + up + "ip address add 10.5.0.1/24 dev BRIDGE",
                made + up + "ip address add fd99::1/64 dev BRIDGE",
                made + up + "ip address add NET6::9/48 dev BRIDGE",
                "ip link add name BRIDGE type bridge\nborrowed mac BRIDGE 02:00:00:00:00:07")));
  }

  static Arbitrary<Draft> ptp() {
    return Draft.making(
        "ptp",
        AnyLease.some(),
        _ -> List.of(masquerade(), number("mtu", 1280, 9000), maybe(DNS)),
        List.of());
  }

  /** A link is there, on the host or in the container, and the configuration names it. */
  private static final List<Arbitrary<String>> MASTER =
      List.of(
          always("ip link add name LAN address 02:00:00:00:00:99 type dummy"),
          always("ip link set dev LAN up"),
          always(inside("ip link add name ens3 address 02:00:00:00:00:99 type dummy")),
          always(inside("ip link set dev ens3 up")));

  private static Arbitrary<String> master() {
    return Arbitraries.of("\"master\": \"LAN\"", "\"master\": \"ens3\", \"linkInContainer\": true");
  }

  static Arbitrary<Draft> macvlan() {
    return Draft.making(
        "macvlan",
        AnyLease.someOrNone(),
        lease ->
            List.of(
                master(),
                maybe("\"mode\": \"bridge\"", "\"mode\": \"private\"", "\"mode\": \"vepa\""),
                number("mtu", 1280, 1500),
                number("bcqueuelen", 1, 100_000),
                maybe(MAC),
                lease.isNone() ? maybe("\"disableContainerInterface\": true") : maybe(),
                maybe(DNS)),
        MASTER);
  }

  static Arbitrary<Draft> ipvlan() {
    return Draft.making(
        "ipvlan",
        AnyLease.some(),
        _ ->
            List.of(
                master(),
                maybe("\"mode\": \"l2\"", "\"mode\": \"l3\"", "\"mode\": \"l3s\""),
                number("mtu", 1280, 1500),
                maybe(DNS)),
        MASTER);
  }

  /** No two interfaces can have a VLAN of one master. */
  static Arbitrary<Draft> vlan() {
    return Draft.making(
            "vlan",
            AnyLease.some(),
            _ ->
                List.of(master(), number("vlanId", 0, 4094), number("mtu", 1280, 1500), maybe(DNS)),
            MASTER)
        .map(Draft::once);
  }

  static Arbitrary<Draft> dummy() {
    return Draft.making("dummy", AnyLease.some(), _ -> List.of(maybe(DNS)), List.of());
  }

  static Arbitrary<Draft> tap() {
    return Draft.making(
        "tap",
        AnyLease.someOrNone(),
        _ ->
            List.of(
                maybe("\"multiQueue\": true"),
                number("owner", 0, 70_000),
                number("group", 0, 70_000),
                maybe("\"selinuxContext\": \"system_u:system_r:container_t:s0:c1,c2\""),
                maybe("\"bridge\": \"br0\""),
                number("mtu", 1280, 9000),
                maybe(MAC),
                maybe(DNS)),
        List.of(always("selinux"), always(inside("ip link add name br0 type bridge"))));
  }

  static Arbitrary<Draft> hostDevice() {
    return Draft.making(
            "host-device",
            AnyLease.someOrNone(),
            _ -> List.of(always("\"device\": \"NIC\""), maybe(DNS)),
            List.of(
                Arbitraries.of(
                    "ip link add name NIC address 02:00:00:00:00:77 type dummy",
                    "ip link add name NIC address 02:00:00:00:00:77 mtu 1300 type dummy"),
                maybe("ip link set dev NIC alias uplink"),
                maybe("ip link set dev NIC up"),
                maybe("ip address add 198.51.100.7/24 dev NIC"),
                maybe("inside ip link add name NIC type dummy"),
                maybe("ip link add name brOCTET type bridge\nip link set dev NIC master brOCTET")))
        .map(Draft::once);
  }
}
